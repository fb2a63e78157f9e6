# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of ambrotype-export share: small pictures, running the program, checking its progress lines."""
import contextlib
import fcntl
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import tempfile
import time
import unittest
import zlib

EXPORT = os.environ['AMB_EXPORT']
NOBODY = 65534
FINAL = {'done', 'failed', 'quarantined', 'cancelled', 'skipped'}
KEYS = ['job', 'source', 'state', 'permille', 'output', 'error']


def png_bytes(width, height, alpha=False, seed=1):
    """A PNG with some texture, so that a worker has something to do."""
    noise = random.Random(seed).randbytes(4096)
    pixel = 4 if alpha else 3
    row = (noise * (width * pixel // len(noise) + 1))[:width * pixel]
    raw = b''.join(b'\0' + row[y % 97:] + row[:y % 97] for y in range(height))

    def chunk(name, data):
        body = name + data
        return struct.pack('>I', len(data)) + body + struct.pack('>I', zlib.crc32(body))
    header = struct.pack('>IIBBBBB', width, height, 8, 6 if alpha else 2, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(raw, 1)) + chunk(b'IEND', b'')


def bmp_bytes(width=8, height=8):
    size = width * 3 * height
    return (b'BM' + struct.pack('<IHHI', 54 + size, 0, 0, 54)
            + struct.pack('<IiiHHIIiiII', 40, width, height, 1, 24, 0, size, 2835, 2835, 0, 0) + b'\x40' * size)


GIF = bytes.fromhex('47494638396101000100800000ff0000ffffff2c00000000010001000002024401003b')


def png_size(path):
    with open(path, 'rb') as file:
        head = file.read(24)
    return struct.unpack('>II', head[16:24])


def is_jpeg(path):
    with open(path, 'rb') as file:
        return file.read(3) == b'\xff\xd8\xff'


def is_png(path):
    with open(path, 'rb') as file:
        return file.read(8) == b'\x89PNG\r\n\x1a\n'


def is_picture(path):
    """Whether a file begins as one of the formats that are written."""
    with open(path, 'rb') as file:
        head = file.read(12)
    return (is_jpeg(path) or is_png(path) or head[:4] in (b'II*\0', b'MM\0*')
            or (head[:4] == b'RIFF' and head[8:] == b'WEBP'))


def digest(path):
    with open(path, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


def write_journal(folder, edits):
    """The window's journal in folder, which is made; edits: {path of a photo: the values of its one step}."""
    os.makedirs(folder, exist_ok=True)
    base = sqlite3.connect(os.path.join(folder, 'journal.sqlite'))
    base.executescript('''PRAGMA journal_mode = WAL;
        CREATE TABLE photo (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
                            writer INTEGER NOT NULL, present INTEGER NOT NULL, touched INTEGER NOT NULL);
        CREATE TABLE step (photo INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE, seq INTEGER NOT NULL, recipe TEXT NOT NULL,
                           PRIMARY KEY (photo, seq)) WITHOUT ROWID;
        PRAGMA user_version = 1;''')
    for number, (path, values) in enumerate(edits.items(), 1):
        recipe = json.dumps({'format': 'ambrotype-recipe', 'version': 1, 'values': values})
        base.execute('INSERT INTO photo VALUES (?, ?, 0, 0, 7, 0, 0)', (number, 'file://' + os.path.realpath(path)))
        base.execute('INSERT INTO step VALUES (?, 0, ?)', (number, recipe))
    base.commit()
    base.close()


def processes_of_session(session):
    """Pids that are left of a session, zombies included."""
    left = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/stat', encoding='latin-1') as file:
                fields = file.read().rpartition(')')[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            left.append(int(pid))
    return left


def children_of(parent):
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/stat', encoding='latin-1') as file:
                fields = file.read().rpartition(')')[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(pid))
    return found


def workers_of(exporter):
    """Pids of an exporter's workers for exports."""
    found = []
    for pid in children_of(exporter):
        try:
            with open(f'/proc/{pid}/cmdline', 'rb') as file:
                words = file.read().split(b'\0')
        except OSError:
            continue
        if b'batch' in words:
            found.append(pid)
    return found


def files_of(pid):
    """What a process has open, by name; nothing of one that ended."""
    try:
        return [os.readlink(f'/proc/{pid}/fd/{fd}') for fd in os.listdir(f'/proc/{pid}/fd')]
    except OSError:
        return []


def kill_a_worker(exporter, folder):
    """Its pid in a set, empty: none has a file of the folder in hand. One that still starts is left alone: five such deaths
    in a row mean that no worker can run here, and a worker under the sanitizers takes its time to start."""
    for worker in workers_of(exporter):
        if any(name.startswith(folder) for name in files_of(worker)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
                return {worker}
    return set()


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='ambrotype-cli-')
        os.chmod(self.folder, 0o755)
        self.out = self.path('out')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def put(self, name, data):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(data)
        return path

    def png(self, name, width=64, height=48, **kw):
        return self.put(name, png_bytes(width, height, **kw))

    def start(self, *args, **kw):
        kw.setdefault('env', {**os.environ, 'LC_ALL': 'C.UTF-8', 'XDG_DATA_HOME': self.path('.data'), 'XDG_STATE_HOME': self.path('.state')})
        # Unbuffered: what is read line by line at first is not lost to communicate () later.
        process = subprocess.Popen([EXPORT, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   cwd=self.folder, start_new_session=True, bufsize=0, **kw)
        # A few dozen lines: it never gets far beyond the line that a test acts on, however slow the test and fast the program.
        with contextlib.suppress(OSError):
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 4096)
        return process

    def assert_gone(self, process):
        """Nothing of its session is left; the workers of a program that was killed notice by themselves."""
        end = time.monotonic() + 60
        while process.returncode == -signal.SIGKILL and processes_of_session(process.pid) and time.monotonic() < end:
            time.sleep(0.01)
        self.assertEqual(processes_of_session(process.pid), [], 'processes are left')

    def finish(self, process, timeout=120):
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        self.assert_gone(process)
        return subprocess.CompletedProcess(process.args, process.returncode, out.decode(), err.decode())

    def run_cli(self, *args, timeout=120, **kw):
        return self.finish(self.start(*args, **kw), timeout)

    def export(self, *args, code=0, **kw):
        """JSON objects of a run into out."""
        done = self.run_cli('-o', 'out', '--progress', 'json', *args, **kw)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout[-2000:])
        return self.check_lines(done.stdout), done.stderr

    def check_lines(self, text):
        """Every line is one object of the documented shape, in a sensible order; returns the last line of each job."""
        last = {}
        for line in text.splitlines():
            entry = json.loads(line)
            self.assertEqual(list(entry), KEYS)
            self.assertIsInstance(entry['output'], str)
            self.assertIsInstance(entry['error'], str)
            before = last.get(entry['job'])
            if before is None:
                self.assertIn(entry['state'], {'queued', 'cancelled'})
            else:
                self.assertNotIn(before['state'], FINAL)
                self.assertGreaterEqual(entry['permille'], before['permille'])
                self.assertEqual(entry['source'], before['source'])
            last[entry['job']] = entry
        for entry in last.values():
            self.assertIn(entry['state'], FINAL)
            if entry['state'] == 'done':
                self.assertEqual(entry['permille'], 1000)
                self.assertEqual(entry['error'], '')
                self.assertGreater(os.path.getsize(entry['output']) if not entry['output'].startswith('file:') else 1, 0)
            else:
                self.assertEqual(entry['output'], '')
            if entry['state'] in {'failed', 'quarantined'}:
                self.assertTrue(entry['error'].endswith('.'), entry['error'])
        self.assertEqual(sorted(last), list(range(1, len(last) + 1)))
        return [last[job] for job in sorted(last)]

    def tree(self, folder='out'):
        """Every entry below a folder, hidden ones included."""
        found = []
        for base, _, files in os.walk(self.path(folder)):
            found += [os.path.relpath(os.path.join(base, name), self.path(folder)) for name in files]
        return sorted(found)
