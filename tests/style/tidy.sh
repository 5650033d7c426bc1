#!/usr/bin/env bash
# Does clang-tidy find anything of .clang-tidy in the sources of the native program? With files as arguments: in those.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/style/clang.sh

program=$(clang_14 clang-tidy) || { echo "$program"; exit; }
commands=build/native/compile_commands.json
[ -f "$commands" ] || { echo "run ./build.sh native first: clang-tidy reads $commands"; exit 1; }
if [ $# = 0 ]; then
  mapfile -t files < <(sed -n 's/^ *"file": "\(.*\)".*/\1/p' "$commands" | grep -F "$PWD/src/" | sort -u)
  set -- "${files[@]}"
fi

# The commands are g++'s, which has warnings that clang does not know. On stderr stands mostly how many findings in
# other people's headers were left out.
mkdir -p build/log
status=0
printf '%s\0' "$@" | xargs -0 -n 1 -P "$(getconf _NPROCESSORS_ONLN)" \
  "$program" -p build/native --quiet --extra-arg=-Wno-unknown-warning-option 2> build/log/tidy || status=1
if [ $status != 0 ]; then
  grep -vE ' generated\.$|^Error while processing' build/log/tidy || true
  echo "mend these, or try: $program -p build/native --fix FILE"
fi
exit $status
