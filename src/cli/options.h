// Numbers on the command line, with errors in sentences that name the option and the value.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <string>

#include "gpt/limits.h"

namespace lanes {

/// A whole number in plain decimal. Throws std::invalid_argument, naming the option, unless it lies within
/// the limits.
std::int64_t parse_integer(const std::string& option, const std::string& text, Limits limits);

/// A finite number in decimal. Throws std::invalid_argument, naming the option, unless it is as demanded.
double parse_real(const std::string& option, const std::string& text, const Demand& demand);

/// Adds an option for a whole number, with what `value` holds as its default. Without limits, all that the
/// type holds is let through: what makes sense is for the library to say.
template <class Integer>
CLI::Option* add_integer(CLI::App& command, const std::string& option, Integer& value,
                         const std::string& help,
                         Limits limits = {std::numeric_limits<Integer>::min(),
                                          std::numeric_limits<Integer>::max()}) {
  return command
      .add_option_function<std::string>(
          option,
          [&value, option, limits](const std::string& text) {
            value = static_cast<Integer>(parse_integer(option, text, limits));
          },
          help)
      ->type_name("N")
      ->default_str(std::to_string(value));
}

/// Adds an option for a number, with what `value` holds as its default.
CLI::Option* add_real(CLI::App& command, const std::string& option, double& value, const std::string& help,
                      const Demand& demand);

/// Adds --seed.
CLI::Option* add_seed(CLI::App& command, std::uint64_t& value);

}  // namespace lanes
