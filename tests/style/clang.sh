# clang_14 NAME: prints the program of that name of version 14, as each version formats and finds a little differently.
# shellcheck shell=bash
clang_14() {
  local program
  for program in "$1-14" "$1"; do
    if "$program" --version 2>/dev/null | grep -q 'version 14\.'; then
      echo "$program"
      return
    fi
  done
  echo "skipped: there is no $1 14 on this machine"
  return 1
}
