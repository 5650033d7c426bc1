// Stands in for Catch2 where fuzzers run the checks of the unit tests: what does not hold ends the program,
// so that the fuzzer keeps the input. What is only there for the tests' own cases does nothing.
#pragma once

namespace lanes::fuzz {
[[noreturn]] void failed_check(const char* expression);
}

#define CHECK(...)                                               \
  do {                                                           \
    if (!(__VA_ARGS__)) lanes::fuzz::failed_check(#__VA_ARGS__); \
  } while (false)
#define CHECK_FALSE(...) CHECK(!(__VA_ARGS__))
#define CHECK_THAT(value, matcher)
#define INFO(...)
#define LANES_NAME_AT(line) unused_test_case_##line
#define LANES_NAME(line) LANES_NAME_AT(line)
#define TEST_CASE(...) [[maybe_unused]] static void LANES_NAME(__LINE__)()
