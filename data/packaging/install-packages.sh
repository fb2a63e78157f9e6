#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs Debian's packages for the named purposes (build, test, servers, bench), as root or through sudo; nothing to do is quick.
set -eu

build='build-essential meson ninja-build pkg-config gettext libglib2.0-dev libglib2.0-bin libgtk-4-dev libadwaita-1-dev
  libgdk-pixbuf-2.0-dev libjpeg-dev libpng-dev zlib1g-dev libtiff-dev libwebp-dev liblcms2-dev libseccomp-dev
  libsqlite3-dev libjson-glib-dev desktop-file-utils libgtk-4-bin adwaita-icon-theme librsvg2-common fonts-cantarell'
test='clang xvfb metacity xsettingsd dbus at-spi2-core python3 python3-gi python3-xlib gir1.2-gtk-4.0 xdotool imagemagick
  xdg-utils appstream libxml2-utils libimage-exiftool-perl libjpeg-turbo-progs git locales gir1.2-nautilus-4.0
  libvips-tools libgexiv2-dev python3-fastapi python3-uvicorn'
# Servers, for tests that start their own: the machine's must not run for it.
servers='parallel openssh-client openssh-server slurm-client slurmctld slurmd'
bench='python3-pil graphicsmagick libvips-tools time'

wanted=
for purpose in "$@"; do
  case $purpose in
    build) wanted="$wanted $build" ;;
    test) wanted="$wanted $test" ;;
    servers) wanted="$wanted $servers" ;;
    bench) wanted="$wanted $bench" ;;
    *) echo "install-packages.sh: no purpose “$purpose”" >&2; exit 2 ;;
  esac
done

missing=
for package in $wanted; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" != 0 ]; then
  sudo=sudo
  [ -t 0 ] || sudo='sudo -n' # nobody is there to type a password
fi
# sudo passes no variables on.
apt="$sudo env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3"
$apt update

# What comes with a service of the system is installed without its start, now and later.
policy=/usr/sbin/policy-rc.d
services=
case $missing in *openssh-server*) services="$services ssh" ;; esac
case $missing in *slurmctld*) services="$services slurmctld" ;; esac
case $missing in *slurmd*) services="$services slurmd" ;; esac
denied=
if [ -n "$services" ] && [ ! -e $policy ]; then
  denied=yes
  printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null
  $sudo chmod 755 $policy
fi
installed=0
# shellcheck disable=SC2086
$apt install -y --no-install-recommends $missing >/dev/null || installed=$?
[ -z "$denied" ] || $sudo rm -f $policy
for service in $services; do
  ! command -v systemctl >/dev/null || $sudo systemctl disable --now --quiet "$service" 2>/dev/null || true
done
exit $installed
