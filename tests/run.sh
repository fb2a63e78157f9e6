#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what the tests need, builds with every warning an error, and runs every suite; see README.md.
#
# DESIGN: whatever happens (no network, a build that fails, a signal, the time that is over) the other steps go on as far as they
# can, and the last line is the count: N passed, N failed, N skipped; a step that fails counts as one failed test. Steps run in
# the background and are waited for, so that a signal to this shell alone is heard at once. Nothing here needs a terminal, a
# display, a home or systemd. Jobs are as many as the container really has: its processor quota and its memory, not the host's.
set -u
MINUTES=${AMB_TEST_MINUTES:-75}     # for everything
MEMORY_OF_A_JOB=900                 # MiB: a test with its workers, or a compiler

tested=
broken=0
child=
log=

finish () {
  code=$?
  trap - EXIT
  trap '' HUP INT TERM
  # shellcheck disable=SC2086
  python3 tests/support/summary.py "$broken" $tested || [ "$code" -ne 0 ] || code=1
  [ -z "$log" ] || rm -rf "$log"
  exit "$code"
}

stop () {
  echo "== stopped by a signal"
  broken=$((broken + 1))
  if [ -n "$child" ]; then
    kill -TERM "$child" 2>/dev/null
    wait "$child" 2>/dev/null
  fi
  exit "$1"
}

cd "$(dirname "$0")/.." || exit 1
trap finish EXIT
trap 'stop 129' HUP
trap 'stop 130' INT
trap 'stop 143' TERM
log=$(mktemp -d) || { broken=1; exit 1; }
deadline=$(($(date +%s) + MINUTES * 60))

# Where there is no home, or not ours; a clone of another user's is read all the same.
if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
  export HOME="$log/home"
  mkdir "$HOME"
fi
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'

# bounded COMMAND...: to its end or the deadline, with the interrupt that background commands are started without.
bounded () {
  left=$((deadline - $(date +%s)))
  [ "$left" -gt 0 ] || { echo "== no time left for: $*"; return 124; }
  env --default-signal=INT,QUIT timeout --foreground -k 60 "$left" "$@" </dev/null &
  child=$!
  wait "$child"
  result=$?
  child=
  [ "$result" -ne 124 ] || echo "== the time is over: $*"
  return "$result"
}

# failed STEP FILE: shows what the step said.
failed () {
  echo "== failed: $1"
  tail -c 20000 "$2"
  broken=$((broken + 1))
  return 1
}

# jobs: how many at a time.
count_jobs () {
  jobs=$(nproc)
  if read -r quota period </sys/fs/cgroup/cpu.max && [ "$quota" != max ]; then
    allowed=$(((quota + period - 1) / period))
    [ "$allowed" -ge "$jobs" ] || jobs=$allowed
  fi 2>/dev/null
  memory=$(awk '/^MemAvailable:/ { print int ($2 / 1024) }' /proc/meminfo)
  if read -r most </sys/fs/cgroup/memory.max && [ "$most" != max ]; then
    [ $((most / 1048576)) -ge "$memory" ] || memory=$((most / 1048576))
  fi 2>/dev/null
  affordable=$((memory / MEMORY_OF_A_JOB))
  [ "$affordable" -ge "$jobs" ] || jobs=$affordable
  [ "$jobs" -ge 1 ] || jobs=1
}

# configure NAME [MESON OPTION...]
configure () {
  name=$1
  shift
  if [ -f "build/$name/build.ninja" ]; then
    bounded meson setup --reconfigure --fatal-meson-warnings "build/$name" "$@"
  else
    bounded meson setup --fatal-meson-warnings -Dwerror=true "build/$name" "$@"
  fi >"$log/setup" 2>&1 || failed "configuring build/$name" "$log/setup"
}

# compile NAME
compile () {
  bounded meson compile -C "build/$1" -j "$jobs" >"$log/compile" 2>&1 || { failed "compiling build/$1" "$log/compile"; return 1; }
  ! grep -q 'warning:' "$log/compile" || failed "compiling build/$1 without a warning" "$log/compile"
}

# run_tests NAME [MESON TEST OPTION...]
run_tests () {
  name=$1
  shift
  rm -f "build/$name/meson-logs/testlog."*
  tested="$tested build/$name"
  bounded meson test -C "build/$name" --print-errorlogs --no-rebuild --num-processes "$jobs" "$@"
}

# The runtime of some compilers does not start, or reports itself without end, on kernels that spread addresses wide.
sanitizers_run () {
  echo 'int main (void) { return 0; }' >"$log/empty.c"
  cc -fsanitize=address,undefined -o "$log/empty" "$log/empty.c" >"$log/sanitizers" 2>&1 || return 1
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    timeout 10 "$log/empty" 2>&1 | head -c 2000 >"$log/sanitizers"
    [ ! -s "$log/sanitizers" ] || return 1
  done
}

echo '== packages'
bounded sh data/packaging/install-packages.sh build test >"$log/packages" 2>&1 || {
  tail -c 5000 "$log/packages"
  echo '== packages could not be installed: going on with those that are'
}
bounded sh data/packaging/install-packages.sh servers >"$log/packages" 2>&1 || {
  tail -c 5000 "$log/packages"
  echo '== servers could not be installed: tests that start some are skipped'
}
count_jobs
echo "== $jobs at a time, $MINUTES minutes at most"

echo '== gcc: every suite'
if configure test --prefix="$PWD/build/installed" && compile test; then
  bounded meson install -C build/test --no-rebuild --quiet >"$log/install" 2>&1 || failed 'installing' "$log/install"
  run_tests test --timeout-multiplier 2
fi

echo '== clang: no warnings'
export CC=clang
configure clang -Doptimization=0 -Ddebug=false && compile clang
unset CC

echo '== address and undefined behaviour sanitizers: unit, codec, process, fuzz'
if ! sanitizers_run; then
  echo "== left out: the sanitizers do not run here: $(head -n 1 "$log/sanitizers")"
elif configure sanitize -Db_sanitize=address,undefined -Db_lundef=false && compile sanitize; then
  export ASAN_OPTIONS=detect_leaks=0:abort_on_error=1
  export UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1
  run_tests sanitize --suite unit --suite codec --suite process --suite fuzz --timeout-multiplier 6
fi

[ "$broken" -eq 0 ]
