#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Lists every file with strings for people: update-potfiles.sh [--check]. Without --check it rewrites POTFILES.in.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."

list () {
  echo '# Written by update-potfiles.sh.'
  {
    find data -name '*.desktop.in' -o -name '*.metainfo.xml.in' -o -name '*.gschema.xml.in' -o -name '*.py.in'
    find src -name '*.ui' -exec grep -l 'translatable=' {} +
    find src -name '*.[ch]' -exec grep -lE '(^|[^A-Za-z0-9_])((N?C?_|ngettext) *\("|g_dngettext)' {} +
  } | sort
}

if [ "${1:-}" = --check ]; then
  list | diff -u po/POTFILES.in -
else
  list > po/POTFILES.in
fi
