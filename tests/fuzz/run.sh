#!/usr/bin/env bash
# Runs a fuzzer that ./build.sh fuzz has built:  run.sh NAME SECONDS [OPTIONS OF LIBFUZZER...]
# What it learns and what it finds stay in build/fuzzing/NAME; build/fuzz/tests/fuzz/fuzz_NAME FILE shows a
# finding again.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=${here%/tests/fuzz}/build
name=$1 seconds=$2
shift 2

fuzzer=$build/fuzz/tests/fuzz/fuzz_$name
[ -x "$fuzzer" ] || { echo "skipped: there is no $fuzzer, since there was no clang with libFuzzer"; exit; }
kept=$build/fuzzing/$name
mkdir -p "$kept/inputs" "$kept/findings"
options=(-max_total_time="$seconds" -artifact_prefix="$kept/findings/" -timeout=120 -rss_limit_mb=2048 -max_len=4096
  -print_final_stats=1 -verbosity=0)
[ ! -f "$here/$name.dict" ] || options+=(-dict="$here/$name.dict")
seeds=()
[ ! -d "$here/seeds/$name" ] || seeds=("$here/seeds/$name")
exec "$fuzzer" "${options[@]}" "$@" "$kept/inputs" "${seeds[@]}"
