#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the tests of a built preset. Runs where the tools are (see packaging/dev).
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export ASAN_OPTIONS=detect_stack_use_after_return=1
export LSAN_OPTIONS=suppressions=$PWD/packaging/leaks.txt
export TSAN_OPTIONS=suppressions=$PWD/packaging/races.txt:halt_on_error=1:second_deadlock_stack=1
# A sanitizer that watches threads makes a window ten times as slow.
seconds=300
[ "$preset" != tsan ] || seconds=1500
exec ctest --test-dir "build/$preset" --output-on-failure --timeout "$seconds" -j 2 "$@"
