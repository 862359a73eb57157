#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes build/package/patchbay_VERSION_ARCH.deb from the release build and checks its data files.
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/build.sh release >&2
rm -rf build/package
desktop-file-validate packaging/desktop/org.patchbay.Patchbay.desktop
appstreamcli validate --no-net packaging/desktop/org.patchbay.Patchbay.metainfo.xml >&2
(cd build/release && cpack -B ../package >&2)
rm -rf build/package/_CPack_Packages
ls build/package/*.deb
