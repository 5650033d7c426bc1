#!/usr/bin/env bash
# Is the C++ formatted as .clang-format says?
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/style/clang.sh

program=$(clang_14 clang-format) || { echo "$program"; exit; }
status=0
while IFS= read -r -d '' file; do
  "$program" "$file" | cmp -s - "$file" || { echo "run: $program -i $file"; status=1; }
done < <(find src tests \( -name '*.h' -o -name '*.cpp' \) -print0)
exit $status
