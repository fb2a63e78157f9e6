# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the tests of one or more build folders and prints the closing line."""
import sys
import xml.etree.ElementTree as xml
from pathlib import Path


def count(build):
    """(passed, failed, skipped) of the last meson test run in a build folder, TAP subtests counted one by one."""
    passed = failed = skipped = 0
    for case in xml.parse(Path(build) / 'meson-logs/testlog.junit.xml').iter('testcase'):
        kinds = {child.tag for child in case}
        if kinds & {'failure', 'error'}:
            failed += 1
        elif 'skipped' in kinds:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def main():
    passed, failed, skipped = (sum(n) for n in zip(*(count(build) for build in sys.argv[1:])))
    print(f'{passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else ''))
    return 1 if failed or not passed else 0


sys.exit(main())
