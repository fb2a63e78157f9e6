# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every display test needs: a private desktop, the program under test, and photos to try it on."""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'support'))
from desktop import Desktop, DesktopError, wait     # noqa: E402,F401
from gi.repository import GLib                      # noqa: E402,F401
import tap                                          # noqa: E402,F401

BUILD = Path(os.environ['AMB_BUILD_ROOT'])
APP_ID = os.environ['AMB_APP_ID']
APP_PATH = '/' + APP_ID.replace('.', '/')
PROGRAM = BUILD / 'src/app/ambrotype'
EXPORT = BUILD / 'src/cli/ambrotype-export'
SAMPLE = BUILD / 'data/sample.jpg'
SCREENSHOTS = BUILD / 'screenshots'


def draw(path, size='900x600', *more):
    """A photo-like picture drawn by ImageMagick; the suffix of path names the format. Each is drawn once a build, then copied."""
    drawn = SCREENSHOTS / 'drawn' / (re.sub(r'[^\w.,%-]', '', '_'.join([size, *more])) + path.suffix)
    if not drawn.exists():
        drawn.parent.mkdir(parents=True, exist_ok=True)
        half = drawn.with_stem('half-' + drawn.stem)
        subprocess.run(['convert', '-seed', '7', '-size', size, 'plasma:fractal', *more, str(half)], check=True)
        half.rename(drawn)
    shutil.copy(drawn, path)
    return path


class Case(unittest.TestCase):
    """One desktop a class; setUp gives each test a folder of its own and no edits of earlier tests, and starts nothing."""
    lang = 'C.UTF-8'
    env = {}

    @classmethod
    def setUpClass(cls):
        # A batch lasts as long, and has as many workers, on any machine.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
        out = SCREENSHOTS / cls.__name__
        shutil.rmtree(out, ignore_errors=True)
        cls.desktop = Desktop(out, lang=cls.lang, env=cls.env)
        cls.addClassCleanup(cls.desktop.__exit__, None, None, None)
        cls.desktop.__enter__()

    def setUp(self):
        self.dir = Path(tempfile.mkdtemp(prefix='case-'))
        self.addCleanup(shutil.rmtree, self.dir, True)
        self.state = self.desktop.dir / 'state/ambrotype'
        shutil.rmtree(self.state, ignore_errors=True)
        self.log = self.id().rsplit('.', 1)[1]
        self.app = None

    def launch(self, *arguments, title=None):
        """Starts the program and waits for its window; it is quit, and its stderr must be empty, at the test's end."""
        self.app = self.desktop.start([PROGRAM, *arguments], self.log)
        self.addCleanup(self._finish)
        wait(lambda: self.desktop.has_name(APP_ID), 'the program on the bus')
        wait(lambda: self.desktop.describe(APP_ID, f'{APP_PATH}/window/1'), 'the window’s actions')
        if title:
            self.window(title)
        wait(lambda: self.desktop.is_active(title), 'the window to have the keyboard')
        return self.app

    def window(self, title):
        return wait(lambda: next((w for w in self.desktop.windows() if w.name == title), None), f'window {title!r}')

    def _finish(self):
        workers = self.workers()
        if self.app.poll() is None:
            self.app.send_signal(signal.SIGTERM)
        try:
            self.app.wait(30)
        except subprocess.TimeoutExpired:
            self.app.kill()
            self.app.wait()
            self.fail('the program did not end')
        for pid in workers:
            wait(lambda: not Path(f'/proc/{pid}').exists(), f'worker {pid} to end')
        wait(lambda: not self.desktop.has_name(APP_ID), 'the bus to know that it ended')
        self.assertEqual(self.desktop.complaints(self.log), [])

    def workers(self):
        return self.desktop.children(self.app.pid) if self.app and self.app.poll() is None else []

    def at_work(self, folder):
        """The workers that have a photo of this folder in hand."""
        return [pid for pid in self.workers() if any(name.startswith(f'{folder}/') for name in self.desktop.files_of(pid))]

    def open_files(self):
        return len(list(Path(f'/proc/{self.app.pid}/fd').iterdir()))

    def act(self, action, signature=None, value=None, window=1):
        """A person, too, would wait until it can be chosen."""
        path = APP_PATH if action.startswith('app.') else f'{APP_PATH}/window/{window}'
        wait(lambda: self.desktop.describe(APP_ID, path).get(action[4:], (True,))[0], f'{action} to be enabled')
        parameter = GLib.Variant(signature, value) if signature else None
        self.desktop.activate(APP_ID, action, parameter, window)

    def enabled(self, action):
        return self.desktop.describe(APP_ID, f'{APP_PATH}/window/1')[action.removeprefix('win.')][0]

    def tab(self, key='Tab'):
        """Moves the keyboard to the next; gives what has it then."""
        before = wait(self.desktop.focused, 'the focus')
        self.desktop.key(key)
        return wait(lambda: (now := self.desktop.focused()) and now.path != before.path and now, f'the focus after {key}')

    def slider(self, label):
        return self.desktop.find(label, 'slider')

    def export(self, *arguments, language='en'):
        """Runs the command line program; its result."""
        return subprocess.run([EXPORT, *map(str, arguments)], capture_output=True, text=True, check=False,
                              env=os.environ | {'LC_ALL': 'C.UTF-8', 'LANGUAGE': language})

    def photo_is_shown(self, area=None):
        """Waits until a place beside the middle, where the spinner is, holds more than the flat colours of an empty page."""
        def colours():
            data = self.desktop.pixels(*(area or (350, 350, 100, 200)))
            return len({data[i:i + 3] for i in range(0, len(data), 4)}) > 100
        wait(colours, 'the photo in the window')


def settle(seconds=0.4):
    """For effects that leave no trace to wait for."""
    time.sleep(seconds)
