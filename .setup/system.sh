# The machine's own packages: a compiler, CMake, Ninja, Python, Node.js, and Chromium for the end-to-end tests.
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
}

# The browser of the end-to-end tests: $CHROMIUM, or the first one on PATH.
find_chromium() {
  local name
  for name in ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome; do
    command -v "$name" && return 0
  done
  return 1
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
