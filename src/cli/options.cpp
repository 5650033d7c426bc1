// Strict parsing: the whole text must be the number, in decimal. (CLI11 itself would take 0x10 and 010 for 16
// and 8.)
#include "cli/options.h"

#include <charconv>
#include <stdexcept>

namespace lanes {
namespace {

template <class Number>
std::errc parse(const std::string& text, Number& value) {
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, value);
  return parsed == end ? error : std::errc::invalid_argument;
}

}  // namespace

std::int64_t parse_integer(const std::string& option, const std::string& text, Limits limits) {
  std::int64_t value = 0;
  const std::errc error = parse(text, value);
  if (error == std::errc::invalid_argument) {
    throw std::invalid_argument(option + " must be a whole number, not '" + text + "'.");
  }
  if (error != std::errc() || value < limits.low || value > limits.high) {
    throw std::invalid_argument(option + " must be between " + std::to_string(limits.low) + " and " +
                                std::to_string(limits.high) + ", not " + text + ".");
  }
  return value;
}

double parse_real(const std::string& option, const std::string& text, const Demand& demand) {
  double value = 0.0;
  if (parse(text, value) != std::errc() || !meets(value, demand)) {
    throw std::invalid_argument(option + " must be a number " + demand.text + ", not '" + text + "'.");
  }
  return value;
}

CLI::Option* add_real(CLI::App& command, const std::string& option, double& value, const std::string& help,
                      const Demand& demand) {
  const auto assign = [&value, option, demand](const std::string& text) {
    value = parse_real(option, text, demand);
  };
  char shown[32];
  const auto end = std::to_chars(shown, shown + sizeof shown, value).ptr;
  return command.add_option_function<std::string>(option, assign, help)
      ->type_name("X")
      ->default_str(std::string(shown, end));
}

CLI::Option* add_seed(CLI::App& command, std::uint64_t& value) {
  const auto assign = [&value](const std::string& text) {
    value = static_cast<std::uint64_t>(parse_integer("--seed", text, seed_limits));
  };
  return command.add_option_function<std::string>("--seed", assign, "Seed of the random numbers")
      ->type_name("N")
      ->default_str(std::to_string(value));
}

}  // namespace lanes
