#!/usr/bin/env bash
# Do the same sources make the same bytes? Builds the scalar modules, the page and the package once more, from a copy of
# the sources in another folder, and compares them with those in build/. LANES_WASM_MODULES are the modules that were
# built, with colons between them.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy=$work/a-folder-of-another-name
export CCACHE_DISABLE=1  # or what is compared would be one and the same

quietly() { "$@" > "$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }; }

mkdir -p "$copy/tests"
cp -R "$ROOT/CMakeLists.txt" "$ROOT/README.md" "$ROOT/LICENSE" "$ROOT/src" "$ROOT/data" "$copy"
cp -R "$ROOT/tests/golden" "$copy/tests"
(cd "$ROOT" && tar -c --exclude=web/node_modules web) | tar -x -C "$copy"
ln -s "$ROOT/web/node_modules" "$copy/web/node_modules"

quietly emcmake cmake -S "$copy" -B "$copy/build/wasm-scalar" -G Ninja -DCMAKE_BUILD_TYPE=Release \
  -DLANES_VARIANT=scalar -DLANES_LIBRARIES="$ROOT/.toolchain"
quietly cmake --build "$copy/build/wasm-scalar" --target modules
IFS=: read -ra modules <<< "$LANES_WASM_MODULES"
(cd "$copy/web" && quietly npm run build && quietly npm run build:lib -- "${modules[@]}")

failed=0
same() {
  cmp "$ROOT/build/$1" "$copy/build/$1" || failed=1
}
for name in lanes-scalar lanes-f64 lanes-experiments-scalar; do
  same "wasm-scalar/$name.wasm"
  same "wasm-scalar/$name.js"
done
while IFS= read -r file; do same "site/$file"; done < <(cd "$copy/build/site" && find . -type f)
[ $failed = 0 ] && echo "the same sources make the same bytes"
exit $failed
