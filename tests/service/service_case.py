# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the service share: starting it, uploading to it, looking at what it left."""
import http.client
import os
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'support'), os.path.join(HERE, '..', 'process')]
from cli_case import EXPORT, Case, children_of, processes_of_session  # noqa: E402

PYTHON = '/usr/bin/python3' if os.path.exists('/usr/bin/python3') else sys.executable
PATIENCE = 60   # seconds, for anything that has to happen


def missing():
    """What this machine lacks for a FastAPI service; empty: nothing."""
    done = subprocess.run([PYTHON, '-c', 'import fastapi, uvicorn'], capture_output=True, text=True, check=False)
    return done.stderr.strip().splitlines()[-1] if done.returncode else ''


def until(what, condition):
    """Waits for it, with an end."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError(f'did not happen: {what}')
        time.sleep(0.02)
    return found


class ServiceCase(Case):
    def serve(self, *options):
        """Starts a service; its scratch folder is the only thing in "scratch"."""
        self.scratch = self.path('scratch')
        os.makedirs(self.scratch, exist_ok=True)
        self.service = subprocess.Popen(
            [PYTHON, os.path.join(HERE, 'photo_service.py'), EXPORT, '--scratch', self.scratch, *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, cwd=self.folder)
        self.addCleanup(self.end)
        self.port = int(self.service.stdout.readline())
        self.exporter = until('the exporter starts', lambda: children_of(self.service.pid))[0]

    def end(self):
        """Its exit status and what it said on standard error; nothing of it is left."""
        if self.service.returncode is None:
            self.service.send_signal(signal.SIGTERM)
            try:
                self.said = self.service.communicate(timeout=PATIENCE)[1]
            except subprocess.TimeoutExpired:
                self.service.kill()
                self.service.communicate()
                raise
        self.assertEqual(processes_of_session(self.service.pid), [])
        return self.service.returncode

    def connect(self):
        return http.client.HTTPConnection('127.0.0.1', self.port, timeout=PATIENCE)

    def ask(self, method, path, body=None):
        connection = self.connect()
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()
