# The machine's own packages: a compiler, CMake, Ninja, Python, Node.js; for the tests Chromium, clang with
# libFuzzer, and the two programs that look at the style of the C++.
# shellcheck shell=bash

CMAKE_MINIMUM=3.22

# missing_packages LEVEL: the packages of Debian that hold what is missing for it, one a line.
missing_packages() {
  have c++ || have g++ || have clang++ || echo g++
  have cmake || echo cmake
  have ninja || echo ninja-build
  have git || echo git
  [ -e /etc/ssl/certs/ca-certificates.crt ] || ! have apt-get || echo ca-certificates
  [ "$1" != native ] || return 0
  have xz || echo xz-utils
  have python3 || echo python3
  have node || echo nodejs
  have npm || echo npm
  [ "$1" = test ] || return 0
  find_chromium > /dev/null || echo chromium
  # Whoever cannot install them has all tests but the fuzzers, those of the style, and those that need NumPy.
  have apt-get && [ "$(id -u)" = 0 ] || return 0
  have_numpy || echo python3-numpy
  find_libfuzzer > /dev/null || printf '%s\n' clang libclang-rt-dev
  have clang-format || have clang-format-14 || echo clang-format
  have clang-tidy || have clang-tidy-14 || echo clang-tidy
}

have_numpy() {
  python3 -c 'import numpy' 2> /dev/null || /usr/bin/python3 -c 'import numpy' 2> /dev/null
}

# The browser of the end-to-end tests: $CHROMIUM, or the first one on PATH.
find_chromium() {
  local name
  for name in ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome; do
    command -v "$name" && return 0
  done
  return 1
}

# missing_browsers: the packages of the other engines that the core of the end-to-end tests runs in, one a line.
missing_browsers() {
  [ -x "${FIREFOX:-/usr/bin/firefox-esr}" ] || echo firefox-esr
  [ -x "${WEBKIT_DRIVER:-/usr/bin/WebKitWebDriver}" ] || echo webkit2gtk-driver
  [ -x "${XVFB:-/usr/bin/Xvfb}" ] || echo xvfb
}

# Installs them. Where that cannot be, as without a network, there are all tests but theirs.
setup_browsers() {
  local packages
  packages=$(missing_browsers | tr '\n' ' ')
  # shellcheck disable=SC2086
  [ -z "$packages" ] || (install_packages $packages) || true
}

# A clang++ that has libFuzzer and the sanitizers: $FUZZING_COMPILER, or the first one on PATH.
NO_LIBFUZZER="there is no clang++ with libFuzzer on this machine (FUZZING_COMPILER may name one)"
find_libfuzzer() {
  local name work
  work=$(mktemp -d)
  echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' > "$work/empty.cpp"
  for name in ${FUZZING_COMPILER:+"$FUZZING_COMPILER"} clang++ clang++-{19,18,17,16,15,14} ''; do
    have "$name" || continue
    "$name" -fsanitize=fuzzer,address,undefined "$work/empty.cpp" -o "$work/empty" 2> /dev/null || continue
    command -v "$name"
    break
  done
  rm -rf "$work"
  [ -n "$name" ]
}

# install_packages NAME...: installs Debian packages, or says how to and exits.
install_packages() {
  have apt-get || die "these programs are missing (named as Debian's packages): $*"
  [ "$(id -u)" = 0 ] ||
    die "packages are missing. As root, run:  apt-get update && apt-get install -y --no-install-recommends $*"
  say "installing $* (this can take some minutes)"
  export DEBIAN_FRONTEND=noninteractive
  quietly "$TOOLCHAIN/log/apt-update" apt-get -q update || die "apt-get update failed"
  quietly "$TOOLCHAIN/log/apt-install" apt-get -q install -y --no-install-recommends "$@" ||
    die "could not install these packages: $*"
}

# setup_system LEVEL: installs the missing packages, or says how to.
setup_system() {
  local packages
  packages=$(missing_packages "$1" | tr '\n' ' ')
  # shellcheck disable=SC2086
  [ -z "$packages" ] || install_packages $packages
  version_ge "$(cmake --version | sed -n '1s/[^0-9]*\([0-9.]*\).*/\1/p')" "$CMAKE_MINIMUM" ||
    die "CMake is older than $CMAKE_MINIMUM"
}
