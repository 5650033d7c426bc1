// The program `lanes`: finds the subcommand, and turns what goes wrong into one line and an exit code.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.h"
#include "cli/commands.h"

namespace {

constexpr int exit_failed = 1;     // the run itself went wrong
constexpr int exit_bad_input = 2;  // the arguments or the files are to blame

int complain(std::string message, int exit_code) {
  // A file name or a character of the data may hold anything, but this stays one line.
  std::ranges::replace_if(
      message, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  std::fprintf(stderr, "lanes: %s\n", message.c_str());
  return exit_code;
}

/// What CLI11 found wrong.
std::string sentence(const CLI::ParseError& error) {
  const std::string text = error.what();
  const std::size_t colon = text.find(':');
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr && colon != std::string::npos) {
    return text.substr(0, colon) + " takes exactly one value.";
  }
  return text + (text.ends_with('.') ? "" : ".");
}

/// The subcommand and a space, or nothing.
std::string chosen_command(const CLI::App& program) {
  const std::vector<CLI::App*> chosen = program.get_subcommands();
  return chosen.empty() ? "" : chosen.front()->get_name() + " ";
}

int run(int argc, char** argv) {
  CLI::App program("Trains microGPT natively, and samples from what it learned.", "lanes");
  program.set_version_flag("--version", "lanes " LANES_VERSION, "Print the version and exit");
  program.set_help_flag("-h,--help", "Print this help and exit");
  program.require_subcommand(0, 1);
#define LANES_COMMAND(name) lanes::add_##name(program);
#include "cli/commands.def"
#undef LANES_COMMAND
  program.footer("lanes COMMAND --help explains a command.");
  try {
    std::vector<std::string> given = lanes::arguments(program, {argv + 1, argv + std::max(argc, 1)});
    std::ranges::reverse(given);  // the parser takes them from the back
    program.parse(std::move(given));
  } catch (const CLI::Success& help_or_version) {
    return program.exit(help_or_version);
  } catch (const CLI::ParseError& error) {
    return complain(sentence(error) + " See lanes " + chosen_command(program) + "--help.", exit_bad_input);
  }
  if (program.get_subcommands().empty()) {
    return complain("What should it do? lanes --help lists the commands.", exit_bad_input);
  }
  if (std::fflush(stdout) != 0) {
    return complain("The output could not be written.", exit_failed);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow on is told like a full disk
  try {
    return run(argc, argv);
  } catch (const std::invalid_argument& error) {
    return complain(error.what(), exit_bad_input);
  } catch (const std::bad_alloc&) {
    return complain("There is not enough memory for this run.", exit_failed);
  } catch (const std::exception& error) {
    return complain(error.what(), exit_failed);
  }
}
