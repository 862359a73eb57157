#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Renders every panel in its main states: light and dark, 1x and 2x. Runs where the tools are.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$1 directory=$2
shift 2
export QT_QPA_PLATFORM=offscreen
[ ! -f packaging/fonts.conf ] || export FONTCONFIG_FILE=$PWD/packaging/fonts.conf
if [ $# -gt 0 ]; then
    exec "$program" --screenshots "$directory" "$@"
fi
for theme in light dark; do
    for scale in 1 2; do
        "$program" --screenshots "$directory" --theme "$theme" --scale "$scale"
    done
done
