#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what the tests need, builds with every warning an error, and runs every suite; see README.md.
set -eu
cd "$(dirname "$0")/.."
sh data/packaging/install-packages.sh build test

log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
status=0

# configure NAME [MESON OPTION...]
configure () {
  name=$1
  shift
  if [ -f "build/$name/build.ninja" ]; then
    meson setup --reconfigure --fatal-meson-warnings "build/$name" "$@"
  else
    meson setup --fatal-meson-warnings -Dwerror=true "build/$name" "$@"
  fi >"$log/setup" 2>&1 || { cat "$log/setup"; exit 1; }
}

# compile NAME
compile () {
  meson compile -C "build/$1" >"$log/compile" 2>&1 || { cat "$log/compile"; exit 1; }
  if grep -q 'warning:' "$log/compile"; then
    cat "$log/compile"
    exit 1
  fi
}

# run_tests NAME [MESON TEST OPTION...]
run_tests () {
  name=$1
  shift
  meson test -C "build/$name" --print-errorlogs --no-rebuild "$@" || status=1
}

echo '== gcc: every suite'
configure test --prefix="$PWD/build/installed"
compile test
meson install -C build/test --no-rebuild --quiet >"$log/install" 2>&1 || { cat "$log/install"; exit 1; }
run_tests test

echo '== clang: no warnings'
CC=clang configure clang
compile clang

echo '== address and undefined behaviour sanitizers: unit, codec, process, fuzz'
configure sanitize -Db_sanitize=address,undefined -Db_lundef=false
compile sanitize
ASAN_OPTIONS=detect_leaks=0:abort_on_error=1 UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1 \
  run_tests sanitize --suite unit --suite codec --suite process --suite fuzz --timeout-multiplier 4

python3 tests/support/summary.py build/test build/sanitize || status=1
exit $status
