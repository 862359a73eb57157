#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes one decoder: fuzz.sh TARGET [SECONDS]; the targets are tests/fuzz/fuzz_TARGET.cpp. The corpus is kept
# under build/corpus; findings stay in build/findings.
set -euo pipefail
cd "$(dirname "$0")/.."
targets=$(cd tests/fuzz && for file in fuzz_*.cpp; do name=${file#fuzz_}; printf '%s ' "${name%.cpp}"; done)
target=${1:?which decoder? One of: $targets}
seconds=${2:-60}
mkdir -p "build/corpus/$target" "build/findings"
packaging/fuzz-seeds "$target" "build/corpus/$target"
export LSAN_OPTIONS=suppressions=$PWD/packaging/fuzz_leaks.txt
seeds=()
[ ! -d "tests/fixtures/$target" ] || seeds=("tests/fixtures/$target")
exec "build/fuzz/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -max_len=16384 \
    -artifact_prefix="build/findings/$target-" "build/corpus/$target" "${seeds[@]}"
