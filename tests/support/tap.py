# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs unittest cases and prints TAP, so that meson counts every test by its name."""
import sys
import traceback
import unittest


class TapResult(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.number = 0

    def _line(self, word, test, note=''):
        self.number += 1
        print(f'{word} {self.number} - {test.id().removeprefix("__main__.")}{note}', flush=True)

    def _diagnose(self, err):
        """On standard error: it is what meson shows of a test that failed."""
        print(''.join(traceback.format_exception(*err)), file=sys.stderr, flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self._line('ok', test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._diagnose(err)
        self._line('not ok', test)

    def addError(self, test, err):
        super().addError(test, err)
        self._diagnose(err)
        self._line('not ok', test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._line('ok', test, f' # SKIP {reason}')

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self._diagnose(err)
            self._line('not ok', subtest)


def main():
    """Runs every test of the calling script, or those whose names were given as arguments."""
    loader = unittest.defaultTestLoader
    module = sys.modules['__main__']
    suite = loader.loadTestsFromNames(sys.argv[1:], module) if sys.argv[1:] else loader.loadTestsFromModule(module)
    result = TapResult()
    suite.run(result)
    print(f'1..{result.number}', flush=True)
    sys.exit(0 if result.wasSuccessful() else 1)
