// What a subcommand of the program is: a function that adds its options, and what to do with them, to the
// command line. A further one takes a file and a line in commands.def.
#pragma once

namespace CLI {
class App;
}

namespace lanes {

#define LANES_COMMAND(name) void add_##name(CLI::App& program);
#include "cli/commands.def"
#undef LANES_COMMAND

}  // namespace lanes
