# What every part of the set-up shares: messages, version comparison, stamps, and a private apt.
# Sourced by build.sh, which sets ROOT (the repository) and TOOLCHAIN (ROOT/.toolchain).
# shellcheck shell=bash

say() { printf 'lanes: %s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# version_ge A B: is version A the same as B or newer?
version_ge() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n1)" = "$2" ]; }

sha256() { if have sha256sum; then sha256sum; else shasum -a 256; fi | cut -d' ' -f1; }

# Stamps remember under which key a step was last finished, so that it runs again only when its key changes.
stamped() { [ "$(cat "$TOOLCHAIN/stamps/$1" 2>/dev/null)" = "$2" ]; }
stamp() { mkdir -p "$TOOLCHAIN/stamps" && printf '%s\n' "$2" > "$TOOLCHAIN/stamps/$1"; }

# quietly LOG COMMAND...: runs the command with its output in the log; shows warnings, and the end of it on failure.
quietly() {
  local log=$1; shift
  mkdir -p "$(dirname "$log")"
  "$@" > "$log" 2>&1 || { tail -n 15 "$log" >&2; return 1; }
  grep -iwE 'warn|warning' "$log" >&2 || true
}

# ---------------------------------------------------------------- a private apt
# Debian 13's packages for a machine that runs another Debian: own lists, own cache, an empty status file. Nothing
# is installed; packages are downloaded and unpacked inside TOOLCHAIN. The mirror and the proxy are those that the
# machine's own apt uses, and apt checks every file against Debian's signed Release file.
DEBIAN_SUITE=trixie
DEBIAN_KEYRING=${DEBIAN_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}
PRIVATE_APT=

# private_apt_open: sets PRIVATE_APT to a directory that is ready for private_apt; says why not otherwise.
private_apt_open() {
  [ -z "$PRIVATE_APT" ] || return 0
  have apt-get && have dpkg-deb || { say "there is no apt on this machine"; return 1; }
  [ -r "$DEBIAN_KEYRING" ] || { say "there is no $DEBIAN_KEYRING (package debian-archive-keyring)"; return 1; }
  local mirror=${DEBIAN_MIRROR:-}
  [ -n "$mirror" ] || mirror=$(apt-get --print-uris update 2>/dev/null |
    sed -n "s#^'\([^']*/debian\)/*/dists/[^']*InRelease'.*#\1#p" | head -n1)
  [ -n "$mirror" ] || { say "none of this machine's apt sources is a mirror of Debian (set DEBIAN_MIRROR)"; return 1; }

  local apt=$TOOLCHAIN/apt
  rm -rf "$apt"
  mkdir -p "$apt/empty" "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/packages"
  : > "$apt/status"
  printf '%s [signed-by=%s] %s %s main\n' deb "$DEBIAN_KEYRING" "$mirror" "$DEBIAN_SUITE" \
    deb-src "$DEBIAN_KEYRING" "$mirror" "$DEBIAN_SUITE" > "$apt/sources.list"
  cat > "$apt/apt.conf" <<CONF
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "$apt/empty";
Dir::Etc::Preferences "-";
Dir::Etc::PreferencesParts "$apt/empty";
Dir::State "$apt";
Dir::State::Lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
CONF
  say "reading the package lists of Debian $DEBIAN_SUITE"
  quietly "$apt/update.log" env APT_CONFIG="$apt/apt.conf" apt-get -q update ||
    { say "the package lists of Debian $DEBIAN_SUITE could not be read"; return 1; }
  PRIVATE_APT=$apt
}

# private_apt SUBCOMMAND ARGUMENTS...: apt-get on the private lists; files land in $PRIVATE_APT/packages.
private_apt() {
  (cd "$PRIVATE_APT/packages" &&
    quietly "$PRIVATE_APT/download.log" env APT_CONFIG="$PRIVATE_APT/apt.conf" apt-get -q "$@")
}

private_apt_close() {
  [ -z "$PRIVATE_APT" ] || rm -rf "$PRIVATE_APT"
  PRIVATE_APT=
}

# clone REPOSITORY TAG DIRECTORY: a shallow clone of one tag, for machines without Debian's packages.
clone() {
  have git || { say "git is not installed"; return 1; }
  rm -rf "$3"
  GIT_TERMINAL_PROMPT=0 git -c advice.detachedHead=false clone -q --depth 1 --branch "$2" "$1" "$3" ||
    { say "could not clone $1 at $2"; return 1; }
}
