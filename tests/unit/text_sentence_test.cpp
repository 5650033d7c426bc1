// Sentences are what their parts are, one after the other.
#include <catch_amalgamated.hpp>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "text/sentence.h"

using lanes::sentence;

TEST_CASE("sentences: texts and numbers stand one after the other") {
  const std::string name = "wte";
  CHECK(sentence({}).empty());
  CHECK(sentence({"There are ", 3, " of ", name, std::string_view("!?").substr(1)}) == "There are 3 of wte?");
  CHECK(sentence({"", std::string_view(), 0, ""}) == "0");
}

TEST_CASE("sentences: whole numbers of every size and sign") {
  CHECK(sentence({-1, " ", 10, " ", 0u, " ", std::size_t{99}}) == "-1 10 0 99");
  CHECK(sentence({std::numeric_limits<std::int64_t>::min()}) == "-9223372036854775808");
  CHECK(sentence({std::numeric_limits<std::int64_t>::max()}) == "9223372036854775807");
  CHECK(sentence({std::numeric_limits<std::uint64_t>::max()}) == "18446744073709551615");
}

TEST_CASE("sentences: what would only read as a number is no part of them") {
  STATIC_CHECK_FALSE(std::is_constructible_v<lanes::Part, bool>);
  STATIC_CHECK_FALSE(std::is_constructible_v<lanes::Part, char>);
  STATIC_CHECK_FALSE(std::is_constructible_v<lanes::Part, const int*>);
}

TEST_CASE("sentences: a refusal is an exception that says it") {
  CHECK_THROWS_MATCHES(lanes::refuse({"Only ", 2, "."}), std::invalid_argument,
                       Catch::Matchers::Message("Only 2."));
}
