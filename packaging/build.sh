#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Configures where needed and builds one preset. Runs where the tools are (see packaging/dev).
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift || true
mkdir -p "build/$preset"
exec 9>"build/$preset/.lock"
flock 9
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=true CCACHE_SLOPPINESS=pch_defines,time_macros
export CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-8G}
if [ ! -f "build/$preset/build.ninja" ]; then
    cmake --preset "$preset"
fi
exec cmake --build "build/$preset" -j "${PATCHBAY_JOBS:-2}" "$@"
