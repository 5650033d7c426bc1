# Emscripten, from the first of these that works:
#   1. an emcc on PATH that is new enough: nothing is installed
#   2. Debian 13's packages, unpacked into TOOLCHAIN together with the C library they were built for. The machine's
#      own packages are not touched and no root is needed. About 310 MB are downloaded, 750 MB of disk used.
#   3. emsdk at a pinned version, cloned into TOOLCHAIN
# Whichever it is must compile and run a small program before it counts.
# shellcheck shell=bash

EMSCRIPTEN_MINIMUM=3.1.60
EMSDK=3.1.69
EMSCRIPTEN_LLVM=19             # what Debian 13's Emscripten was built for
EMSCRIPTEN_LAYOUT=1            # change it when the way of unpacking changes: old ones are then replaced
EMSCRIPTEN_PACKAGES="emscripten binaryen node-acorn clang-$EMSCRIPTEN_LLVM lld-$EMSCRIPTEN_LLVM llvm-$EMSCRIPTEN_LLVM
  libclang-common-$EMSCRIPTEN_LLVM-dev libclang-cpp$EMSCRIPTEN_LLVM libllvm$EMSCRIPTEN_LLVM
  libc6 libstdc++6 libgcc-s1 zlib1g libzstd1 libxml2 liblzma5 libz3-4 libedit2 libffi8 libtinfo6 libbsd0 libmd0"

emcc_version() { "$1" --version 2>/dev/null | sed -n '1s/^[^0-9]*)* *\([0-9][0-9.]*\).*/\1/p'; }

# emcc_on_path: the machine's own emcc (not the private one, which env.sh may have put on PATH) if it is new enough.
emcc_on_path() {
  local emcc version
  emcc=$(command -v emcc) || return 1
  case $emcc in "$TOOLCHAIN"/*) return 1 ;; esac
  version=$(emcc_version "$emcc")
  version_ge "${version:-0}" "$EMSCRIPTEN_MINIMUM" && echo "$emcc"
}

# emscripten_works DIRECTORY: does the em++ in it compile what this project needs, and does node run the result?
emscripten_works() {
  local work
  work=$(mktemp -d)
  cat > "$work/program.cpp" <<'CPP'
#include <emscripten/bind.h>
#include <wasm_simd128.h>
#include <span>
#include <stdexcept>
float fused(int n) {
  if (n < 0) throw std::invalid_argument("negative");
  v128_t a = wasm_f32x4_splat(float(n));
  return wasm_f32x4_extract_lane(wasm_f32x4_relaxed_madd(a, a, a), 0);
}
bool caught() {
  try { fused(-1); } catch (const std::exception& e) { return e.what()[0] == 'n'; }
  return false;
}
EMSCRIPTEN_BINDINGS(program) {
  emscripten::function("fused", &fused);
  emscripten::function("caught", &caught);
}
CPP
  cat > "$work/run.mjs" <<'JS'
import v8 from 'node:v8';
try { v8.setFlagsFromString('--experimental-wasm-relaxed-simd'); } catch {}  // before node 24
const module = await (await import(process.argv[2])).default();
process.exit(module.fused(3) === 12 && module.caught() ? 0 : 1);
JS
  local flags=(-std=c++20 -O1 -lembind -msimd128 -mrelaxed-simd -fwasm-exceptions -sMODULARIZE -sEXPORT_ES6) ok=0
  quietly "$work/log" "$1/em++" "$work/program.cpp" "${flags[@]}" -o "$work/plain.mjs" &&
    quietly "$work/log" "$1/em++" "$work/program.cpp" "${flags[@]}" -pthread -o "$work/threads.mjs" &&
    quietly "$work/log" node "$work/run.mjs" "$work/plain.mjs" &&
    quietly "$work/log" node "$work/run.mjs" "$work/threads.mjs" || ok=1
  rm -rf "$work"
  return $ok
}

emscripten_from_apt() {
  local triplet loader
  case $(uname -sm) in
    'Linux x86_64') triplet=x86_64-linux-gnu loader=ld-linux-x86-64.so.2 ;;
    'Linux aarch64') triplet=aarch64-linux-gnu loader=ld-linux-aarch64.so.1 ;;
    *) return 1 ;;
  esac
  [ "$(df -Pm "$TOOLCHAIN" | awk 'NR == 2 { print $4 }')" -ge 2000 ] ||
    { say "Emscripten needs 2 GB of free disk at $TOOLCHAIN"; return 1; }
  private_apt_open || return 1
  say "fetching Emscripten from Debian $DEBIAN_SUITE, about 310 MB"
  # shellcheck disable=SC2086
  private_apt download $EMSCRIPTEN_PACKAGES || return 1

  say "unpacking Emscripten"
  local root=$TOOLCHAIN/emscripten.new package libraries=./usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten
  local skip=(--exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/lib/*/gconv'
    --exclude='./usr/share/nodejs/@types' --exclude='./usr/share/emscripten/test'
    --exclude='./usr/share/emscripten/docs'
    # prebuilt variants of the system libraries that nobody here links: 1.6 GB
    --exclude="$libraries/pic" --exclude="$libraries/lto-pic" --exclude='*/libGL-*emu*' --exclude='*/libGL-*es3*'
    --exclude='*/libGL-*webgl2*' --exclude='*/libGL-*ofb*' --exclude='*-ww.a' --exclude='*-ww-*.a' --exclude='*asan*'
    --exclude='*/libemmalloc-*verbose*' --exclude='*/libemmalloc-*memvalidate*' --exclude='*-tracing.a')
  rm -rf "$root"
  mkdir -p "$root/tools/bin"
  for package in $EMSCRIPTEN_PACKAGES; do
    dpkg-deb --fsys-tarfile "$PRIVATE_APT/packages/$package"_*.deb | tar -x -C "$root" --no-same-owner "${skip[@]}" ||
      { say "could not unpack $package"; return 1; }
    rm -f "$PRIVATE_APT/packages/$package"_*.deb
  done
  # Where node looks for modules; the first is Debian's own way.
  mv "$root/usr/share/nodejs" "$root/usr/share/node_modules"
  emscripten_wrap "$root" "$triplet" "$loader" || return 1
  emscripten_configure "$root"
  rm -rf "$TOOLCHAIN/emscripten"
  mv "$root" "$TOOLCHAIN/emscripten"
}

# Foreign programs are started by the loader that came with them, so that nothing is patched and TOOLCHAIN can move.
emscripten_wrap() {
  local root=$1 llvm=usr/lib/llvm-$EMSCRIPTEN_LLVM path name
  local resources=$llvm/lib/clang/$EMSCRIPTEN_LLVM
  local run="exec \"\$r/usr/lib/$2/$3\" --argv0 \"\$0\" --library-path \"\$r/usr/lib/$2:\$r/$llvm/lib\""
  wrap() {  # name, program, its first arguments
    [ -e "$root/$2" ] || { say "Debian's packages hold no $2 any more"; return 1; }
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nr=${0%%/*}/../..\n%s "$r/%s" %s "$@"\n' "$run" "$2" "${3:-}" > "$root/tools/bin/$1"
  }
  for path in "$root/usr/lib/$2/$3" "$root/$resources/include/wasm_simd128.h"; do
    [ -e "$path" ] || { say "Debian's packages hold no ${path#"$root/"} any more"; return 1; }
  done
  for path in "$root"/usr/bin/wasm-* "$root"/usr/bin/wasm2js; do
    name=${path##*/}
    case $name in *-"$EMSCRIPTEN_LLVM") ;; *) wrap "$name" "usr/bin/$name" || return 1 ;; esac
  done
  for name in ar ranlib nm objcopy strip size cxxfilt symbolizer dwarfdump dwp objdump addr2line; do
    wrap "llvm-$name" "$llvm/bin/llvm-$name" || return 1
  done
  wrap wasm-ld "$llvm/bin/lld" "-flavor wasm" || return 1
  local mode
  for name in clang clang++; do
    mode=
    [ $name = clang ] || mode=--driver-mode=g++
    # clang starts itself again (-cc1) under the name it was given: -no-canonical-prefixes makes that this wrapper
    cat > "$root/tools/bin/$name" <<WRAPPER
#!/bin/sh
r=\${0%/*}/../..
case \$1 in -cc1*) ;; *) set -- $mode -no-canonical-prefixes -resource-dir "\$r/$resources" "\$@" ;; esac
$run "\$r/$llvm/bin/clang" "\$@"
WRAPPER
  done
  chmod +x "$root"/tools/bin/*
}

# Emscripten's own configuration, and its commands in TOOLCHAIN/bin.
emscripten_configure() {
  cat > "$1/usr/share/emscripten/.emscripten" <<'PY'
import os, shutil
R = os.path.dirname(os.environ['EM_CONFIG'])
P = os.path.normpath(os.path.join(R, '../../..'))
LLVM_ROOT = P + '/tools/bin'
BINARYEN_ROOT = P + '/tools'
EMSCRIPTEN_ROOT = R
CACHE = R + '/cache'
FROZEN_CACHE = True  # the system libraries come prebuilt
NODE_JS = shutil.which('node') or 'node'
PY
  mkdir -p "$TOOLCHAIN/bin"
  local name
  for name in emcc em++ emar emranlib emnm emstrip emsize emcmake emmake emconfigure em-config emrun emsymbolizer; do
    [ -e "$1/usr/share/emscripten/$name" ] || continue
    cat > "$TOOLCHAIN/bin/$name" <<'WRAPPER'
#!/bin/sh
E=$(cd "$(dirname "$(readlink -f "$0")")/../emscripten/usr/share/emscripten" && pwd) || exit 1
EM_CONFIG=$E/.emscripten; export EM_CONFIG
unset EM_CACHE EM_LLVM_ROOT EM_BINARYEN_ROOT EMSDK_NODE
exec "$E/${0##*/}" "$@"
WRAPPER
    chmod +x "$TOOLCHAIN/bin/$name"
  done
}

emscripten_from_emsdk() {
  local emsdk=$TOOLCHAIN/emsdk
  say "fetching Emscripten through emsdk $EMSDK"
  [ -d "$emsdk/.git" ] || clone https://github.com/emscripten-core/emsdk.git "$EMSDK" "$emsdk" || return 1
  quietly "$TOOLCHAIN/log/emsdk" "$emsdk/emsdk" install "$EMSDK" &&
    quietly "$TOOLCHAIN/log/emsdk" "$emsdk/emsdk" activate "$EMSDK"
}

# Sets EMSCRIPTEN to the directory of the emcc in use.
setup_emscripten() {
  local key="Emscripten from Debian $DEBIAN_SUITE, layout $EMSCRIPTEN_LAYOUT, or emsdk $EMSDK" way emcc
  if emcc=$(emcc_on_path); then
    EMSCRIPTEN=$(dirname "$emcc")
    key="$emcc $(emcc_version "$emcc")"
    stamped emscripten "$key" && return
    emscripten_works "$EMSCRIPTEN" || die "$emcc does not compile a small test program: repair it or take it off PATH"
  elif stamped emscripten "$key" && EMSCRIPTEN=$(emscripten_private); then
    return
  else
    for way in apt emsdk ''; do
      [ -n "$way" ] || die "no Emscripten could be had: put an emcc >= $EMSCRIPTEN_MINIMUM on PATH and try again"
      "emscripten_from_$way" && EMSCRIPTEN=$(emscripten_private) && emscripten_works "$EMSCRIPTEN" && break
      say "Emscripten from $way did not work"
      rm -rf "$TOOLCHAIN/emscripten" "$TOOLCHAIN/bin/"em*
    done
  fi
  stamp emscripten "$key"
}

# The directory of the emcc inside TOOLCHAIN.
emscripten_private() {
  local directory
  for directory in "$TOOLCHAIN/bin" "$TOOLCHAIN/emsdk/upstream/emscripten"; do
    [ -x "$directory/emcc" ] && echo "$directory" && return 0
  done
  return 1
}
