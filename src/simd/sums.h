// Sums over the lanes of as many registers as a register has lanes, for lanes without instructions for it.
#pragma once

#include <algorithm>

namespace lanes {

/// On lane i the sum over the lanes of rows[i], by a transpose: L::sums of lane.h.
template <class L>
[[gnu::always_inline]] inline L sums_by_transpose(const L* rows) {
  L columns[L::width];
  std::copy(rows, rows + L::width, columns);
  L::transpose(columns);
  for (int half = L::width / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) columns[i] = columns[i] + columns[i + half];
  }
  return columns[0];
}

}  // namespace lanes
