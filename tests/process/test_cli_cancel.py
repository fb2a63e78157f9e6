# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cancels that a worker does not hear: it is stopped, or busy for ever. It is killed, and the photo is cancelled all the same."""
import json
import os
import signal
import subprocess
import sys
import time
import unittest

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support')]
import tap  # noqa: E402
from cli_case import EXPORT, Case, children_of  # noqa: E402

PATIENCE = 60   # seconds, for anything that has to happen
FAULTS = ('stop', 'spin', 'deaf')


class Cancel(Case):
    def setUp(self):
        super().setUp()
        self.env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'AMBROTYPE_WORKER': os.environ['AMB_FAULT_WORKER']}

    def photo(self, name, fault):
        """What the worker does with it, passed for a JPEG; None: it behaves."""
        lines = '[fault]\nwidth=64\nheight=48\n' + (f'fault={fault}\nplace=export\n' if fault else '')
        return self.put(name, b'\xff\xd8\xff\xe0' + lines.encode())

    def stuck(self, fault):
        """As many as work at once."""
        return [self.photo(f'{fault}/{i}.jpg', fault) for i in range(2)]

    def until(self, what, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.02)

    def test_a_line_of_a_service(self):
        for fault in FAULTS:
            with self.subTest(fault):
                self.cancel_of_a_service(fault)

    def cancel_of_a_service(self, fault):
        process = subprocess.Popen([EXPORT, '--serve', '-o', 'out', '-j', '2'], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, cwd=self.folder, env=self.env, start_new_session=True)

        def tell(**line):
            process.stdin.write(json.dumps(line).encode() + b'\n')
            process.stdin.flush()

        def wait_for(number, state):
            while True:
                line = json.loads(process.stdout.readline())
                self.assertIn(line['state'], ('queued', 'running', state))
                if (line['id'], line['state']) == (number, state):
                    return
        photos = self.stuck(fault)
        for number, photo in enumerate(photos):
            tell(id=number, source=photo)
            wait_for(number, 'running')
        before = set(children_of(process.pid))
        for number, _ in enumerate(photos):
            tell(cancel=number)
            wait_for(number, 'cancelled')
        self.until('the workers are gone', lambda: len(before - set(children_of(process.pid))) >= 2)
        tell(id='next', source=self.photo('next.jpg', None))
        wait_for('next', 'done')
        self.assertEqual(self.finish(process).returncode, 0)
        self.assertEqual(self.tree(), ['next.jpg'])
        os.unlink(self.path('out/next.jpg'))

    def test_a_signal(self):
        for fault in FAULTS:
            for number in (signal.SIGINT, signal.SIGTERM):
                with self.subTest(fault, number=number):
                    self.signal(fault, number)

    def signal(self, fault, number):
        self.stuck(fault)
        process = self.start('-o', 'out', '-j', '2', '--progress', 'json', fault, env=self.env)
        running = 0
        while running < 2:
            running += json.loads(process.stdout.readline())['state'] == 'running'
        process.send_signal(number)
        done = self.finish(process)     # which fails if a process is left
        self.assertEqual((done.returncode, done.stderr), (130, ''))
        last = [json.loads(line)['state'] for line in done.stdout.splitlines()]
        self.assertEqual(last.count('cancelled'), 2, last)
        self.assertEqual(self.tree(), [])


if __name__ == '__main__':
    tap.main()
