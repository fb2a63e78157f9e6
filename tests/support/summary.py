# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""summary.py BROKEN BUILD...: counts the tests of build folders, and steps that broke as failed, and prints the closing line."""
import json
import sys
import xml.etree.ElementTree as xml
from pathlib import Path


GOOD = ('OK', 'EXPECTEDFAIL', 'SKIP')


def results(path):
    """What meson says of each program."""
    for line in path.read_text(errors='replace').splitlines() if path.exists() else []:
        try:
            yield json.loads(line).get('result')
        except ValueError:
            pass


def count_cases(logs):
    """(passed, failed, skipped) of a finished meson test run, TAP subtests counted one by one. A program that died in the middle
    of its cases is a failure of which no case tells."""
    passed = failed = skipped = told = 0
    for suite in xml.parse(logs / 'testlog.junit.xml').iter('testsuite'):
        kinds = [{child.tag for child in case} for case in suite.iter('testcase')]
        bad = sum(bool(kind & {'failure', 'error'}) for kind in kinds)
        failed += bad
        told += bad > 0
        skipped += sum('skipped' in kind and not kind & {'failure', 'error'} for kind in kinds)
        passed += sum(not kind & {'failure', 'error', 'skipped'} for kind in kinds)
    programs = sum(result not in GOOD for result in results(logs / 'testlog.json'))
    return passed, failed + max(0, programs - told), skipped


def count_programs(path):
    """The same, program by program, of a run that was cut off; that it was is one failure more."""
    passed, failed, skipped = 0, 1, 0
    for result in results(path):
        passed += result in ('OK', 'EXPECTEDFAIL')
        skipped += result == 'SKIP'
        failed += result not in GOOD
    return passed, failed, skipped


def count(build):
    logs = Path(build) / 'meson-logs'
    try:
        return count_cases(logs)
    except (OSError, xml.ParseError):
        return count_programs(logs / 'testlog.json')


def main():
    counts = [(0, int(sys.argv[1]), 0)] + [count(build) for build in sys.argv[2:]]
    passed, failed, skipped = (sum(numbers) for numbers in zip(*counts))
    print(f'{passed} passed, {failed} failed, {skipped} skipped')
    return 1 if failed or not passed else 0


sys.exit(main())
