#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints the figures of the README. Runs where the tools are (see packaging/dev).
set -euo pipefail
cd "$(dirname "$0")/.."
programs=$1
shift
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
exec "$programs/patchbay-cli" bench "$@"
