#!/usr/bin/env bash
# Builds, serves and tests Lanes. Installs what it needs on the way; see ./build.sh help.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOOLCHAIN=$ROOT/.toolchain
BUILD=$ROOT/build
EMSCRIPTEN=
export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(getconf _NPROCESSORS_ONLN)}

for part in common system libraries node emscripten; do
  # shellcheck source=/dev/null
  . "$ROOT/.setup/$part.sh"
done

usage() {
  cat <<'TEXT'
Usage: ./build.sh COMMAND

  setup            install what is missing: compiler, Emscripten, libraries, npm packages
  native           build the program and its tests:  build/native/lanes, build/native/lanes_tests
  wasm             build the WebAssembly modules:    build/wasm-<variant>/, build/wasm-threads-<variant>/
  site             build the page:                   build/site/
  serve [--host] [--port N]
                   build the page and serve it on this machine; --host: to the local network as well, with a QR code
  test             build everything and run all tests
  test --browsers  the same, and install Firefox and WebKitGTK for those tests of the page that run in every engine:
                   125 MB to fetch the first time
  test --packages  install build/site/lib as the package that it is under every tool that its README names, and train
                   there: five minutes, and 1.1 GB to fetch the first time
  fuzz [SECONDS]   try generated input on everything that reads any, each reader for so long (60)
  soak             long runs: does anything become slower or larger? (about 15 minutes)
  bench [--peers] [--filter TEXT] [--json FILE]
                   measure in headless Chromium what the README claims; --peers: other libraries too
  clean            remove build/ (not .toolchain/)
  help             show this

Each command does first what it needs of those above it, and nothing twice.
TEXT
}

# ---------------------------------------------------------------- set-up
# setup LEVEL: native < wasm < site < test, each with what the ones before it need.
setup() {
  mkdir -p "$TOOLCHAIN"
  trap private_apt_close EXIT
  setup_system "$1"
  setup_libraries
  if [ "$1" != native ]; then
    setup_node
    use_toolchain
    setup_emscripten
    [ "$1" = wasm ] || setup_packages
  fi
  use_toolchain
  private_apt_close
}

# Writes .toolchain/env.sh, which puts what was fetched first on PATH, and reads it.
use_toolchain() {
  local path=
  [ ! -d "$TOOLCHAIN/bin" ] || path='$here/bin:'
  case $EMSCRIPTEN in "$TOOLCHAIN"/emsdk/*) path+='$here/emsdk/upstream/emscripten:' ;; esac
  cat > "$TOOLCHAIN/env.sh" <<ENV
# Source this file (bash or zsh) to have on PATH what ./build.sh setup fetched.
here="\$(cd "\$(dirname "\${BASH_SOURCE[0]:-\$0}")" && pwd)"
export PATH="$path\$PATH"
unset here
ENV
  . "$TOOLCHAIN/env.sh"
}

# One build at a time: a second one waits until the first has finished.
lock() {
  mkdir -p "$TOOLCHAIN"
  have flock || return 0
  exec 9> "$TOOLCHAIN/lock"
  flock --nonblock 9 || { say "another build is running; waiting for it"; flock 9; }
}
unlock() { exec 9>&-; }

# ---------------------------------------------------------------- builds
# compile NAME TARGET OPTIONS...: configures build/NAME with CMake's options and builds the target.
compile() {
  local name=$1 target=$2
  shift 2
  say "building $target in build/$name"
  quietly "$BUILD/log/$name" "${CONFIGURE[@]}" -S "$ROOT" -B "$BUILD/$name" -G Ninja "$@"
  cmake --build "$BUILD/$name" --target "$target"
}

build_native() {
  CONFIGURE=(cmake)
  compile native all -DCMAKE_BUILD_TYPE=Release
}

build_sanitized() {
  CONFIGURE=(cmake)
  compile sanitize lanes_tests -DCMAKE_BUILD_TYPE=Debug -DLANES_SANITIZE=ON \
    -DLANES_CATCH2_LIBRARY="$BUILD/native/libcatch2.a"
}

# The pool of threads under ThreadSanitizer.
build_thread_sanitized() {
  CONFIGURE=(cmake)
  compile tsan lanes_parallel_tests -DCMAKE_BUILD_TYPE=Debug -DLANES_SANITIZE_THREADS=ON \
    -DLANES_CATCH2_LIBRARY="$BUILD/native/libcatch2.a"
}

# The fuzzers of tests/fuzz, where there is a compiler for them.
build_fuzzers() {
  local compiler
  compiler=$(find_libfuzzer) || { say "no fuzzers: $NO_LIBFUZZER"; return 0; }
  CONFIGURE=(env "CXX=$compiler" cmake)
  compile fuzz fuzzers -DCMAKE_BUILD_TYPE=Debug -DLANES_SANITIZE=ON -DLANES_FUZZ=ON
}

fuzzers() { (cd "$ROOT/tests/fuzz" && printf '%s\n' *.cpp | sed 's/[.]cpp$//'); }

# listed WHAT: the `variants`, their `builds` for the web, or those `tested`; see web/variants.mjs.
listed() { node "$ROOT/web/variants.mjs" "$1"; }

# The modules that they make, without file names' endings: build/wasm-<build>/lanes-<...>.
modules() {
  local name
  for name in $(listed builds); do
    echo "$BUILD/wasm-$name/lanes-$name" "$BUILD/wasm-$name/lanes-experiments-$name"
  done
  echo "$BUILD/wasm-$(listed variants | head -n 1)/lanes-f64"
}

# build_wasm modules: what the page needs. build_wasm all: the test programs, too.
build_wasm() {
  CONFIGURE=("$EMSCRIPTEN/emcmake" cmake)
  local name target options catch2=
  for name in $(listed builds); do
    target=modules
    if [ "$1" = all ] && listed tested | grep -qx -- "$name"; then target=all; fi
    options=(-DCMAKE_BUILD_TYPE=Release -DLANES_VARIANT="${name#threads-}")
    case $name in
      threads-*) options+=(-DLANES_THREADS=ON) ;;
      *) options+=(-DLANES_CATCH2_LIBRARY="$catch2") ;;
    esac
    compile "wasm-$name" "$target" "${options[@]}"
    [ -n "$catch2" ] || catch2=$BUILD/wasm-$name/libcatch2.a  # the same for every variant without threads
  done
}

build_site() {
  local name inputs shown
  node "$ROOT/web/variants.mjs"
  # The page's own part is built again only when a file that it is made from has changed.
  inputs=$(cd "$ROOT" && find CMakeLists.txt web data src tests/golden -path web/node_modules -prune -o \
    -type f -print0 | sort -z | xargs -0 cat .toolchain/stamps/packages | sha256)
  if [ "$(cat "$BUILD/site.inputs" 2>/dev/null)" != "$inputs" ]; then
    say "building build/site"
    rm -f "$BUILD/site.inputs"
    (cd "$ROOT/web" && quietly "$BUILD/log/site" npm run build)
    echo "$inputs" > "$BUILD/site.inputs"
  fi
  # shellcheck disable=SC2046
  (cd "$ROOT/web" && quietly "$BUILD/log/site-lib" npm run build:lib -- $(modules))
  # The hot loops of these modules, for the page to show.
  mapfile -t shown < <(for name in $(listed variants); do echo "$BUILD/wasm-$name/lanes-experiments-$name.wasm"; done)
  node "$ROOT/web/instructions/write.mjs" "$BUILD/site/lib/instructions.json" "${shown[@]}"
  node "$ROOT/web/offline/write.mjs" "$BUILD/offline" "$BUILD/site"
  # Last, as it lists all files with their hashes.
  node "$ROOT/web/service-worker/write.mjs" "$BUILD/site"
}

# ---------------------------------------------------------------- commands
command_setup() { lock; setup test; say "ready"; }
command_native() { lock; setup native; build_native; }
command_wasm() { lock; setup wasm; build_wasm all; }
command_site() { lock; setup site; build_wasm modules; build_site; }

command_serve() {
  local rest=" $* "
  rest=${rest/ --host / }
  if ! [[ $rest =~ ^' '+('--port '[^' ']+' ')?$ ]]; then
    say "'serve' takes --host and --port N and nothing else"
    exit 2
  fi
  command_site
  unlock
  exec node "$ROOT/web/server.mjs" --root "$BUILD/site" "$@"
}

# The tests that take too much to be among all others.
test_packages() {
  lock
  setup test
  build_wasm modules
  build_site
  unlock
  CHROMIUM=$(find_chromium) node --test --test-concurrency=1 "$ROOT"/tests/packages/*.test.mjs
}

command_test() {
  case $#${1:-} in
    0) ;;
    1--browsers) ;;
    1--packages) test_packages; return ;;
    *) say "'test' takes --browsers or --packages and nothing else"; exit 2 ;;
  esac
  lock
  setup test
  [ $# = 0 ] || setup_browsers
  missing_browsers | while read -r package; do say "tests of the page are skipped that need the package $package"; done
  build_native
  build_sanitized
  build_thread_sanitized
  build_fuzzers
  build_wasm all
  build_site
  unlock
  quietly "$BUILD/log/test" cmake -S "$ROOT/tests" -B "$BUILD/test" -G Ninja \
    -DLANES_WASM_MODULES="$(modules | paste -sd ' ' - | tr ' ' ';')" \
    -DLANES_WASM_TESTED="$(listed tested | paste -sd ';' -)"
  # No test may keep all others waiting for ever: one that takes ten minutes fails, and what it had said is shown.
  CHROMIUM=$(find_chromium) ctest --test-dir "$BUILD/test" --output-on-failure --timeout 600 \
    --parallel "$CMAKE_BUILD_PARALLEL_LEVEL"
}

# Findings stay in build/fuzzing; each deserves a test of its own.
command_fuzz() {
  local seconds=${1:-60} name failed=()
  # To libFuzzer 0 means: without end.
  if [ $# -gt 1 ] || ! [[ $seconds =~ ^[1-9][0-9]*$ ]]; then
    say "'fuzz' takes a number of seconds and nothing else"
    exit 2
  fi
  lock
  setup test
  find_libfuzzer > /dev/null || die "$NO_LIBFUZZER"
  build_fuzzers
  build_wasm modules
  build_site
  unlock
  for name in $(fuzzers); do
    say "fuzzing $name for $seconds seconds"
    "$ROOT/tests/fuzz/run.sh" "$name" "$seconds" || failed+=("$name")
  done
  for name in page module; do
    say "fuzzing the $name, $seconds seconds for each of its readers"
    (cd "$ROOT/web" && LANES_FUZZ_SECONDS=$seconds node --import tsx --test "$ROOT/tests/fuzz/$name.test.mjs") ||
      failed+=("$name")
  done
  [ ${#failed[@]} = 0 ] || die "found something in: ${failed[*]} (see above, and build/fuzzing)"
}

# The tests of tests/soak in full; ./build.sh test runs a share of each.
command_soak() {
  lock
  setup test
  build_native
  build_wasm modules
  build_site
  unlock
  CHROMIUM=$(find_chromium) LANES_SOAK_SHARE=1 node --test --test-concurrency=1 "$ROOT"/tests/soak/*.test.mjs
}

command_bench() {
  lock
  setup test
  build_native
  build_wasm modules
  build_site
  local variant
  for variant in $(listed variants); do
    quietly "$BUILD/log/bench-$variant" cmake --build "$BUILD/wasm-$variant" --target "lanes-bench-$variant"
  done
  case " $* " in *' --peers '*) setup_peers ;; esac
  unlock
  CHROMIUM=$(find_chromium) node "$ROOT/tests/bench/bench.mjs" "$@"
}

command_clean() { rm -rf "$BUILD"; }

main() {
  local command=${1:-help}
  [ $# = 0 ] || shift
  case $command in
    help | --help | -h) usage ;;
    serve | test | bench | fuzz) "command_$command" "$@" ;;
    setup | native | wasm | site | soak | clean)
      [ $# = 0 ] || { say "'$command' takes no arguments (./build.sh help)"; exit 2; }
      "command_$command" ;;
    *) say "unknown command '$command' (./build.sh help lists them)"; exit 2 ;;
  esac
}

main "$@"; exit  # on one line, so that an edit of this file cannot disturb a run of it
