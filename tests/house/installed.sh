#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the library into a folder of its own and builds the README's example against it, by CMake and by pkg-config.
#   installed.sh BINARY_DIR SOURCE_DIR
set -euo pipefail
binary=$1
source=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
example=$source/tests/providers/patchbay/example/main.cpp
cmake --install "$binary" --component library --prefix "$folder/root" > /dev/null
cmake -S "$source/tests/house/installed" -B "$folder/build" -G Ninja -DCMAKE_PREFIX_PATH="$folder/root" \
    -DEXAMPLE="$example" > /dev/null
cmake --build "$folder/build"
PKG_CONFIG_PATH=$(dirname "$(find "$folder/root" -name patchbay.pc)")
export PKG_CONFIG_PATH
read -ra flags < <(pkg-config --cflags --libs patchbay)
c++ "$example" -o "$folder/other" "${flags[@]}"
# Without a network and a key both say what is missing.
for program in "$folder/build/example" "$folder/other"; do
    said=$(env -i "$program" 2>&1) && { echo "It should have failed: $said"; exit 1; }
    case $said in
        *OPENAI_API_KEY*) ;;
        *) echo "Unexpected: $said"; exit 1 ;;
    esac
done
if [ -d "$folder/root/bin" ]; then
    echo "The component installs programs."
    exit 1
fi
