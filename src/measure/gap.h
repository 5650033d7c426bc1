// Time in which nothing ran: the computer slept, or the program was stopped. It is no interruption by another
// program, but no time of what is measured at all. web/src/measure/gap.ts is the same for the page.
#pragma once

namespace lanes::measure {

/// Whether what should take `expected` seconds took so long that for a while nothing can have run: other
/// programs take the core away for less than a second.
inline bool holds_gap(double seconds, double expected) { return seconds > 1.0 + 20.0 * expected; }

}  // namespace lanes::measure
