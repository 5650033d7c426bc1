#include "gpt/limits.h"

#include "text/sentence.h"

namespace lanes {

void require_within(const char* what, std::int64_t value, Limits limits) {
  if (limits.low <= value && value <= limits.high) return;
  refuse({what, " must be between ", limits.low, " and ", limits.high, ", not ", value, "."});
}

}  // namespace lanes
