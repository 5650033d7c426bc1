// Numbers on the command line, with errors in sentences that name the option and the value.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <string>

namespace lanes {

/// A whole number in plain decimal. Throws std::invalid_argument, naming the option, unless it lies between
/// low and high.
std::int64_t parse_integer(const std::string& option, const std::string& text, std::int64_t low,
                           std::int64_t high);

/// A finite number in decimal. Throws std::invalid_argument, naming the option.
double parse_real(const std::string& option, const std::string& text);

/// Adds an option for a whole number, with what `value` holds as its default. Without limits, all that the
/// type holds is let through: what makes sense is for the library to say.
template <class Integer>
CLI::Option* add_integer(CLI::App& command, const std::string& option, Integer& value,
                         const std::string& help, std::int64_t low = std::numeric_limits<Integer>::min(),
                         std::int64_t high = std::numeric_limits<Integer>::max()) {
  return command
      .add_option_function<std::string>(
          option,
          [&value, option, low, high](const std::string& text) {
            value = static_cast<Integer>(parse_integer(option, text, low, high));
          },
          help)
      ->type_name("N")
      ->default_str(std::to_string(value));
}

/// Adds an option for a number, with what `value` holds as its default.
CLI::Option* add_real(CLI::App& command, const std::string& option, double& value, const std::string& help);

/// Adds --seed.
CLI::Option* add_seed(CLI::App& command, std::uint64_t& value);

}  // namespace lanes
