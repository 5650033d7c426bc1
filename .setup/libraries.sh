# The header libraries that the core and its tests use, at pinned versions, in TOOLCHAIN/include (Catch2's
# amalgamation in TOOLCHAIN/catch2): from Debian's packages, or else from their repositories.
# shellcheck shell=bash

CATCH2=3.7.1
SIMDE=0.8.2
JSON=3.11.3
CLI11=2.4.1
UTFCPP=4.0.5

libraries_from_apt() {
  private_apt_open || return 1
  local apt=$PRIVATE_APT to=$1 package
  say "fetching Catch2, SIMDe, nlohmann/json, CLI11 and utfcpp from Debian $DEBIAN_SUITE"
  private_apt download libsimde-dev nlohmann-json3-dev libcli11-dev libutfcpp-dev || return 1
  private_apt source --download-only --only-source catch2 || return 1
  mkdir -p "$apt/headers" "$to/include" "$to/catch2"
  for package in libsimde-dev nlohmann-json3-dev libcli11-dev libutfcpp-dev; do
    dpkg-deb -x "$apt/packages/$package"_*.deb "$apt/headers" || return 1
  done
  local headers=$apt/headers/usr/include
  mv "$headers/simde" "$headers/nlohmann" "$headers/CLI" "$headers"/utf8cpp/* "$to/include/" || return 1
  tar -xzf "$apt/packages"/catch2_*.orig.tar.gz -C "$apt/headers" || return 1
  cp "$apt/headers"/Catch2-*/extras/catch_amalgamated.[hc]pp "$to/catch2/"
}

libraries_from_git() {
  local to=$1 from=$TOOLCHAIN/clones
  say "cloning Catch2, SIMDe, nlohmann/json, CLI11 and utfcpp"
  mkdir -p "$from" "$to/include" "$to/catch2"
  clone https://github.com/catchorg/Catch2.git "v$CATCH2" "$from/catch2" || return 1
  clone https://github.com/simd-everywhere/simde.git "v$SIMDE" "$from/simde" || return 1
  clone https://github.com/nlohmann/json.git "v$JSON" "$from/json" || return 1
  clone https://github.com/CLIUtils/CLI11.git "v$CLI11" "$from/cli11" || return 1
  clone https://github.com/nemtrif/utfcpp.git "v$UTFCPP" "$from/utfcpp" || return 1
  cp -R "$from/simde/simde" "$from/json/include/nlohmann" "$from/cli11/include/CLI" \
    "$from/utfcpp/source/." "$to/include/"
  cp "$from"/catch2/extras/catch_amalgamated.[hc]pp "$to/catch2/"
  rm -rf "$from"
}

# macro FILE NAME...: the values of these macros, joined by dots.
macro() {
  local file=$1 name out=
  shift
  for name in "$@"; do
    out+=.$(sed -n "s/^ *# *define  *$name  *\"\{0,1\}\([0-9][0-9.]*\).*/\1/p" "$file" | head -n1)
  done
  printf '%s' "${out#.}"
}

check_library() {  # name, version found, version expected
  [ "$2" = "$3" ] ||
    { say "$1 is version ${2:-unknown}, but this project is pinned to $3 (see .setup/libraries.sh)"; return 1; }
}

check_libraries() {
  local i=$1/include catch2 simde
  catch2=$(sed -n 's/^ *\/\/ *Catch v\([0-9.]*\).*/\1/p' "$1/catch2/catch_amalgamated.hpp" | head -n1)
  simde=$(macro "$i/simde/simde-common.h" SIMDE_VERSION_MAJOR SIMDE_VERSION_MINOR SIMDE_VERSION_MICRO)
  check_library Catch2 "$catch2" $CATCH2 &&
    check_library SIMDe "$simde" $SIMDE &&
    check_library nlohmann/json "$(macro "$i/nlohmann/detail/abi_macros.hpp" NLOHMANN_JSON_VERSION_MAJOR \
      NLOHMANN_JSON_VERSION_MINOR NLOHMANN_JSON_VERSION_PATCH)" $JSON &&
    check_library CLI11 "$(macro "$i/CLI/Version.hpp" CLI11_VERSION)" $CLI11 &&
    { [ -f "$i/utf8.h" ] || { say "utfcpp's utf8.h is not where it should be"; return 1; }; }
}

setup_libraries() {
  local key="Catch2 $CATCH2, SIMDe $SIMDE, json $JSON, CLI11 $CLI11, utfcpp $UTFCPP"
  stamped libraries "$key" && [ -f "$TOOLCHAIN/catch2/catch_amalgamated.cpp" ] && return
  local new=$TOOLCHAIN/libraries.new way
  for way in apt git ''; do
    [ -n "$way" ] || die "the header libraries could not be had"
    rm -rf "$new"
    "libraries_from_$way" "$new" && check_libraries "$new" && break
  done
  rm -rf "$TOOLCHAIN/include" "$TOOLCHAIN/catch2"
  mv "$new/include" "$new/catch2" "$TOOLCHAIN/"
  rm -rf "$new"
  stamp libraries "$key"
}
