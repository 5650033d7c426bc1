// Splitting a loop into ranges: the one place where work may go to other threads.
#pragma once

#include <cstddef>

namespace lanes {

/// Calls body(begin, end) for consecutive ranges that together cover 0..n-1, each at least `grain` long
/// unless n is smaller. Ranges may run at the same time, so bodies must not share what they write. Serial:
/// one range, in the calling thread.
template <class Body>
void for_ranges(std::size_t n, [[maybe_unused]] std::size_t grain, Body&& body) {
  if (n > 0) body(std::size_t{0}, n);
}

}  // namespace lanes
