// One walk over the arguments, with the options that the subcommand has.
#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <cstddef>
#include <stdexcept>

namespace lanes {
namespace {

/// The option that an argument such as --steps or --steps=3 is about, or nullptr.
const CLI::Option* option_of(const CLI::App& command, const std::string& argument) {
  return argument.starts_with("--") ? command.get_option_no_throw(argument.substr(0, argument.find('=')))
                                    : nullptr;
}

[[noreturn]] void reject(const std::string& option, const std::string& why) {
  throw std::invalid_argument(option + " takes " + why + ".");
}

}  // namespace

std::vector<std::string> arguments(const CLI::App& program, std::span<char* const> given) {
  const CLI::App* command = &program;
  std::vector<std::string> result;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string argument = given[i];
    const std::size_t equals = argument.find('=');
    const CLI::Option* const option = option_of(*command, argument);
    const bool takes_value = option != nullptr && option->get_items_expected_min() > 0;
    result.push_back(argument);
    if (argument == "--") {  // what follows is no option
      result.insert(result.end(), given.begin() + static_cast<std::ptrdiff_t>(i) + 1, given.end());
      break;
    }
    if (option == nullptr) {
      const auto named = [&](const CLI::App* subcommand) { return subcommand->check_name(argument); };
      const std::vector<const CLI::App*> subcommands = program.get_subcommands(named);
      if (command == &program && !subcommands.empty()) command = subcommands.front();
    } else if (!takes_value && equals != std::string::npos) {
      reject(option->get_name(), "no value");
    } else if (takes_value && equals + 1 == argument.size()) {
      result.back() = option->get_name();
      result.emplace_back();
    } else if (takes_value && equals == std::string::npos && i + 1 < given.size()) {
      const std::string value = given[++i];
      if (option_of(*command, value) != nullptr) {
        const std::string& name = option->get_name();
        reject(name, "a value, but " + value + " is an option; if it is meant, write " + name + "=" + value);
      }
      result.push_back(value);
    }
  }
  return result;
}

}  // namespace lanes
