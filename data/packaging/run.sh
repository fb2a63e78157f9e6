#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what the build needs, builds, and opens a photo (or the sample picture that the build draws) in the window;
# without a display it exports the photo to a file and says where. Usage: run.sh [PHOTO]
set -eu
photo=${1:-}
case $photo in
  '' | /*) ;;
  *) photo=$PWD/$photo ;;
esac
cd "$(dirname "$0")/../.."
sh data/packaging/install-packages.sh build
[ -f build/run/build.ninja ] || meson setup -Dtests=false --buildtype=release build/run
meson compile -C build/run
[ -n "$photo" ] || photo=$PWD/build/run/data/sample.jpg

if [ -n "${WAYLAND_DISPLAY:-}${DISPLAY:-}" ]; then
  exec build/run/src/app/ambrotype "$photo"
fi
echo 'There is no display: exporting a version with half a stop more light, contrast and sharpening instead.'
build/run/src/cli/ambrotype-export --output build/run/exported --resize long:2048 \
  --set exposure.ev=0.5 --set contrast.amount=10 --set sharpen.amount=60 "$photo"
echo "The picture is in $PWD/build/run/exported."
