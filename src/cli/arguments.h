// The command line, put so that the library which parses it can tell an empty value from a missing one.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace lanes {

/// The arguments, the program's name aside, with an empty value in `--option=` as an argument of its own:
/// left there, it would be taken for missing, and the next argument in its place. Throws
/// std::invalid_argument where an option stands in the place of a value, or a flag is given one.
std::vector<std::string> arguments(const CLI::App& program, std::span<char* const> given);

}  // namespace lanes
