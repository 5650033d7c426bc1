#!/usr/bin/env bash
# Is the C++ formatted as .clang-format says? Only version 14 is asked, since each version formats a little differently.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

for program in clang-format-14 clang-format ''; do
  [ -n "$program" ] || { echo "skipped: there is no clang-format 14 on this machine"; exit; }
  if "$program" --version 2>/dev/null | grep -q 'version 14\.'; then break; fi
done

status=0
while IFS= read -r -d '' file; do
  "$program" "$file" | cmp -s - "$file" || { echo "run: $program -i $file"; status=1; }
done < <(find src tests \( -name '*.h' -o -name '*.cpp' \) -print0)
exit $status
