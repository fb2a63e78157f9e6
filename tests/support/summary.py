# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""summary.py BROKEN BUILD...: counts the tests of build folders, and steps that broke as failed, and prints the closing line."""
import json
import sys
import xml.etree.ElementTree as xml
from pathlib import Path


def count_cases(path):
    """(passed, failed, skipped) of a finished meson test run, TAP subtests counted one by one."""
    passed = failed = skipped = 0
    for case in xml.parse(path).iter('testcase'):
        kinds = {child.tag for child in case}
        if kinds & {'failure', 'error'}:
            failed += 1
        elif 'skipped' in kinds:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def count_programs(path):
    """The same, program by program, of a run that was cut off; that it was is one failure more."""
    passed, failed, skipped = 0, 1, 0
    for line in path.read_text(errors='replace').splitlines() if path.exists() else []:
        try:
            result = json.loads(line).get('result')
        except ValueError:
            continue
        passed += result in ('OK', 'EXPECTEDFAIL')
        skipped += result == 'SKIP'
        failed += result not in ('OK', 'EXPECTEDFAIL', 'SKIP')
    return passed, failed, skipped


def count(build):
    logs = Path(build) / 'meson-logs'
    try:
        return count_cases(logs / 'testlog.junit.xml')
    except (OSError, xml.ParseError):
        return count_programs(logs / 'testlog.json')


def main():
    counts = [(0, int(sys.argv[1]), 0)] + [count(build) for build in sys.argv[2:]]
    passed, failed, skipped = (sum(numbers) for numbers in zip(*counts))
    print(f'{passed} passed, {failed} failed, {skipped} skipped')
    return 1 if failed or not passed else 0


sys.exit(main())
