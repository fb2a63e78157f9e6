# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ambrotype-export as people and programs use it: the real program, the real worker, real files."""
import hashlib
import json
import os
import pty
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap  # noqa: E402

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


def digest(path):
    with open(path, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


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
        kw.setdefault('env', {**os.environ, 'LC_ALL': 'C.UTF-8'})
        return subprocess.Popen([EXPORT, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                cwd=self.folder, start_new_session=True, **kw)

    def finish(self, process, timeout=120):
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        self.assertEqual(processes_of_session(process.pid), [], 'processes are left')
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


class Words(Case):
    def test_version(self):
        done = self.run_cli('--version')
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r'^ambrotype-export \d+\.\d+')

    def test_help(self):
        done = self.run_cli('--help')
        self.assertEqual(done.returncode, 0)
        for option in ('--output', '--format', '--quality', '--resize', '--name', '--recipe', '--set', '--metadata', '--on-conflict',
                       '--jobs', '--progress', '--list-operations', '--list-formats', '--version', '-o', '-f', '-q', '-j'):
            self.assertIn(option, done.stdout)

    def test_list_operations(self):
        text = self.run_cli('--list-operations')
        self.assertEqual(text.returncode, 0)
        again = self.run_cli('--list-operations', 'text')
        self.assertEqual(text.stdout, again.stdout)
        operations = json.loads(self.run_cli('--list-operations', 'json').stdout)
        ids = {param['id']: param for op in operations for param in op['parameters']}
        for wanted in ('exposure.ev', 'contrast.amount', 'saturation.amount', 'white-balance.temperature', 'white-balance.tint',
                       'sharpen.amount', 'sharpen.radius', 'rotate.quarter-turns', 'flip.horizontal', 'flip.vertical',
                       'straighten.angle', 'crop.left', 'crop.top', 'crop.width', 'crop.height'):
            self.assertIn(wanted, ids)
            self.assertIn(wanted, text.stdout)
        self.assertEqual((ids['exposure.ev']['minimum'], ids['exposure.ev']['maximum']), (-5, 5))

    def test_list_formats(self):
        done = self.run_cli('--list-formats')
        self.assertEqual(done.returncode, 0)
        lines = {line.split()[0]: line for line in done.stdout.splitlines()}
        for name in ('jpeg', 'png'):
            self.assertIn('writes', lines[name])
        for name in ('gif', 'bmp', 'tiff', 'webp'):
            self.assertIn('reads', lines[name])
            self.assertNotIn('writes', lines[name])

    def test_usage(self):
        self.png('a.png')
        cases = [
            [], ['a.png'], ['-o', 'out'], ['-o', '', 'a.png'], ['-o', 'out', ''],
            ['-o', 'out', '--nonsense', 'a.png'], ['-o', 'out', '-f', 'gif', 'a.png'], ['-o', 'out', '-q', '0', 'a.png'],
            ['-o', 'out', '-q', '101', 'a.png'], ['-o', 'out', '-q', 'high', 'a.png'], ['-o', 'out', '--resize', 'huge', 'a.png'],
            ['-o', 'out', '--resize', 'long:0', 'a.png'], ['-o', 'out', '--name', '{title}.{ext}', 'a.png'],
            ['-o', 'out', '--name', '../{name}', 'a.png'], ['-o', 'out', '--set', 'exposure.ev=99', 'a.png'],
            ['-o', 'out', '--set', 'exposure.ev', 'a.png'], ['-o', 'out', '--set', 'magic.wand=1', 'a.png'],
            ['-o', 'out', '--set', 'exposure.ev=bright', 'a.png'], ['-o', 'out', '--metadata', 'some', 'a.png'],
            ['-o', 'out', '--on-conflict', 'ask', 'a.png'], ['-o', 'out', '-j', '-1', 'a.png'], ['-o', 'out', '-j', 'all', 'a.png'],
            ['-o', 'out', '--progress', 'xml', 'a.png'], ['-o', 'out', '--recipe', 'missing.json', 'a.png'],
            ['-o', 'out', '--recipe', 'a.png', 'a.png'], ['--list-operations', 'yaml'], ['-o'],
        ]
        for case in cases:
            with self.subTest(case=case):
                done = self.run_cli(*case)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertEqual(done.stdout, '')
                self.assertRegex(done.stderr, r'\Aambrotype-export: .+\n\Z')
        self.assertFalse(os.path.exists(self.out))

    def test_usage_names_the_cause(self):
        self.png('a.png')
        for case, words in ((['-q', '0'], ['quality', '“0”', '1', '100']), (['--set', 'magic.wand=1'], ['magic.wand']),
                            (['--name', '{title}'], ['{title}']), (['--recipe', 'gone.json'], ['gone.json']),
                            (['-f', 'gif'], ['gif', 'jpeg', 'png'])):
            done = self.run_cli('-o', 'out', *case, 'a.png')
            for word in words:
                self.assertIn(word, done.stderr)


class Exports(Case):
    def test_defaults(self):
        self.png('a.PNG')
        lines, err = self.export('a.PNG')
        self.assertEqual(err, '')
        self.assertEqual([(e['source'], e['state'], e['output']) for e in lines], [('a.PNG', 'done', self.path('out', 'a.PNG'))])
        self.assertEqual(self.tree(), ['a.PNG'])

    def test_unchanged_is_copied(self):
        """No edit, same format, metadata kept: the same bytes; anything asked gives others."""
        source = self.png('a.png')
        os.chmod(source, 0o640)
        os.utime(source, ns=(10**18, 10**18))
        before = os.stat(source)
        self.export('a.png')
        self.assertEqual(digest(source), digest(self.path('out', 'a.png')))
        after = os.stat(source)
        self.assertEqual((before.st_mtime_ns, before.st_mode, before.st_size, before.st_ino),
                         (after.st_mtime_ns, after.st_mode, after.st_size, after.st_ino))
        self.export('--on-conflict', 'replace', '--set', 'exposure.ev=1', 'a.png')
        self.assertNotEqual(digest(source), digest(self.path('out', 'a.png')))

    def test_format_and_quality(self):
        self.png('a.png', 256, 256)
        self.export('-f', 'jpeg', '-q', '95', '--name', 'fine.{ext}', 'a.png')
        self.export('--format', 'jpeg', '--quality', '20', '--name', 'coarse.{ext}', 'a.png')
        self.assertEqual(self.tree(), ['coarse.jpg', 'fine.jpg'])
        self.assertTrue(is_jpeg(self.path('out', 'fine.jpg')))
        self.assertGreater(os.path.getsize(self.path('out', 'fine.jpg')), os.path.getsize(self.path('out', 'coarse.jpg')) * 1.5)
        shutil.move(self.path('out', 'fine.jpg'), self.path('photo.JPG'))
        self.export('-q', '30', 'photo.JPG')
        self.assertTrue(is_jpeg(self.path('out', 'photo.JPG')))
        self.assertLess(os.path.getsize(self.path('out', 'photo.JPG')), os.path.getsize(self.path('photo.JPG')))

    def test_resize(self):
        self.png('a.png', 400, 200)
        for text, size in (('long:100', (100, 50)), ('fit:100x25', (50, 25)), ('percent:50', (200, 100)), ('long:4000', (400, 200))):
            self.export('--resize', text, '--name', text.replace(':', '-') + '.{ext}', 'a.png')
            self.assertEqual(png_size(self.path('out', text.replace(':', '-') + '.png')), size)

    def test_edits(self):
        self.png('a.png', 80, 40)
        recipe = self.put('recipe.json', b'{"format": "ambrotype-recipe", "version": 1, "values": {"rotate.quarter-turns": 1}}')
        self.export('--recipe', recipe, '--name', 'turned.{ext}', 'a.png')
        self.assertEqual(png_size(self.path('out', 'turned.png')), (40, 80))
        self.export('--set', 'rotate.quarter-turns=2', '--recipe', recipe, '--name', 'on-top.{ext}', 'a.png')
        self.assertEqual(png_size(self.path('out', 'on-top.png')), (80, 40))
        self.export('--set', 'crop.width=0.5', '--set', 'crop.height=0.5', '--name', 'cropped.{ext}', 'a.png')
        self.assertEqual(png_size(self.path('out', 'cropped.png')), (40, 20))

    def test_recipe_notes(self):
        """What a recipe file holds and this version does not know is kept and told, not refused."""
        self.png('a.png')
        self.put('recipe.json', b'{"exposure.ev": 50, "future.knob": 3}')
        done = self.run_cli('-o', 'out', '--recipe', 'recipe.json', '--progress', 'none', 'a.png')
        self.assertEqual(done.returncode, 0)
        self.assertIn('future.knob', done.stderr)
        self.assertEqual(self.tree(), ['a.png'])

    def test_names(self):
        self.png('a.b.png')
        self.png('no-extension')
        self.put('wrong.png', bmp_bytes())
        self.put('moving.gif', GIF)
        lines, _ = self.export('--name', 'x-{name}.{ext}', 'a.b.png', 'no-extension', 'wrong.png', 'moving.gif')
        self.assertEqual([os.path.basename(e['output']) for e in lines],
                         ['x-a.b.png', 'x-no-extension.png', 'x-wrong.jpg', 'x-moving.png'])
        self.assertTrue(is_jpeg(lines[2]['output']))
        self.assertTrue(is_png(lines[3]['output']))

    def test_notes_in_text(self):
        self.put('moving.gif', GIF)
        done = self.run_cli('-o', 'out', 'moving.gif')
        self.assertEqual(done.returncode, 0)
        self.assertIn('moving.gif → ' + self.path('out', 'moving.png'), done.stdout)
        self.assertRegex(done.stdout, r'\n    .*GIF.*PNG')
        self.assertEqual(done.stderr, '')

    def test_folders(self):
        for name in ('in/10.png', 'in/9.png', 'in/deep/er/1.png', 'in/.hidden.png', 'in/.dir/1.png'):
            self.png(name)
        self.put('in/notes.txt', b'no picture')
        os.symlink('deep', self.path('in', 'link'))
        os.symlink('..', self.path('in', 'deep', 'up'))
        lines, err = self.export('in/')
        self.assertEqual(err, '')
        self.assertEqual([e['source'] for e in lines], ['in/9.png', 'in/10.png', 'in/deep/er/1.png'])
        self.assertEqual(self.tree(), ['10.png', '9.png', 'deep/er/1.png'])

    def test_output_inside_source(self):
        self.png('in/a.png')
        done = self.run_cli('-o', 'in/out', '--progress', 'none', 'in')
        self.assertEqual(done.returncode, 0)
        self.assertEqual(self.tree('in'), ['a.png', 'out/a.png'])

    def test_conflicts(self):
        source = self.png('a.png')
        self.put('out/a.png', b'mine')
        lines, _ = self.export('a.png')
        self.assertEqual(lines[0]['output'], self.path('out', 'a (2).png'))
        lines, err = self.export('--on-conflict', 'skip', 'a.png')
        self.assertEqual((lines[0]['state'], err), ('skipped', ''))
        with open(self.path('out', 'a.png'), 'rb') as file:
            self.assertEqual(file.read(), b'mine')
        self.export('--on-conflict', 'replace', 'a.png')
        self.assertTrue(is_png(self.path('out', 'a.png')))
        self.assertEqual(self.tree(), ['a (2).png', 'a.png'])
        self.assertTrue(os.path.exists(source))

    def test_same_names(self):
        for i in (1, 2, 3):
            self.png(f'{i}/a.png', 16 * i, 16)
        lines, _ = self.export('1/a.png', '2/a.png', '3/a.png')
        self.assertEqual([os.path.basename(e['output']) for e in lines], ['a.png', 'a (2).png', 'a (3).png'])
        self.assertEqual([png_size(e['output'])[0] for e in lines], [16, 32, 48])

    def test_case_insensitive_names(self):
        self.png('1/Photo.png')
        self.png('2/photo.PNG')
        lines, _ = self.export('1/Photo.png', '2/photo.PNG')
        self.assertEqual([os.path.basename(e['output']) for e in lines], ['Photo.png', 'photo (2).PNG'])

    def test_onto_itself(self):
        source = self.png('in/a.png')
        whole = digest(source)
        for policy in ('rename', 'skip'):
            done = self.run_cli('-o', 'in', '--on-conflict', policy, '--set', 'exposure.ev=1', '--progress', 'none', 'in/a.png')
            self.assertEqual(done.returncode, 0)
            self.assertEqual(digest(source), whole)
        self.assertEqual(self.tree('in'), ['a (2).png', 'a.png'])
        done = self.run_cli('-o', 'in', '--on-conflict', 'replace', '--set', 'exposure.ev=1', '--progress', 'none', 'in/a.png')
        self.assertEqual(done.returncode, 0)
        self.assertEqual(digest(source), digest(self.path('in', 'a (2).png')))
        self.assertNotEqual(digest(source), whole)

    def test_same_bytes_on_any_number_of_jobs(self):
        for i in range(6):
            self.png(f'in/{i}.png', 300, 200, seed=i)
        sums = set()
        for jobs in ('1', '2', '5'):
            shutil.rmtree(self.out, ignore_errors=True)
            self.export('-j', jobs, '-f', 'jpeg', '--set', 'contrast.amount=20', 'in')
            sums.add(tuple(digest(self.path('out', name)) for name in self.tree()))
        self.assertEqual(len(sums), 1)

    def test_odd_names(self):
        encoded = os.fsencode(self.folder)
        for name in (b'caf\xe9.png', b'new\nline.png', b'-dash.png', b'a:b.png', b'{name}.png', b'100%.png', b'"quote".png'):
            with open(os.path.join(encoded, name), 'wb') as file:
                file.write(png_bytes(8, 8))
        done = self.run_cli('-o', 'out', '--progress', 'json', '--', b'caf\xe9.png', 'new\nline.png', '-dash.png', 'a:b.png',
                            '{name}.png', '100%.png', '"quote".png')
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = self.check_lines(done.stdout)
        self.assertEqual(lines[0]['source'], 'file://' + urllib.parse.quote(self.folder) + '/caf%E9.png')
        self.assertTrue(lines[0]['output'].endswith('/out/caf%E9.png'))
        self.assertEqual([e['source'] for e in lines[1:]],
                         ['new\nline.png', '-dash.png', 'a:b.png', '{name}.png', '100%.png', '"quote".png'])
        self.assertEqual(len(os.listdir(os.path.join(encoded, b'out'))), 7)
        self.assertIn(b'caf\xe9.png', os.listdir(os.path.join(encoded, b'out')))

    def test_uri(self):
        source = self.png('a b.png')
        lines, _ = self.export('file://' + urllib.parse.quote(source))
        self.assertEqual(lines[0]['state'], 'done')
        self.assertEqual(self.tree(), ['a b.png'])

    def test_languages(self):
        """Sentences may be translated, words of JSON may not."""
        self.png('a.png')
        for language in ('de_DE.UTF-8', 'C'):
            env = {**os.environ, 'LC_ALL': language, 'LANGUAGE': 'de'}
            done = self.run_cli('-o', 'out', '--progress', 'json', '--set', 'exposure.ev=0.5', 'a.png', 'gone.png', env=env)
            self.assertEqual(done.returncode, 1)
            self.assertEqual([e['state'] for e in self.check_lines(done.stdout)], ['done', 'failed'])


class Progress(Case):
    def test_none(self):
        self.png('a.png')
        done = self.run_cli('-o', 'out', '--progress', 'none', 'a.png', 'gone.png')
        self.assertEqual((done.returncode, done.stdout), (1, ''))
        self.assertIn('gone.png', done.stderr)

    def test_text(self):
        self.png('a.png')
        done = self.run_cli('-o', 'out', 'a.png', 'gone.png')
        self.assertEqual(done.returncode, 1)
        self.assertNotIn('\r', done.stdout)
        self.assertNotIn('\033', done.stdout)
        self.assertRegex(done.stdout, r'(?m)^\[\d/2\] a\.png → ' + re.escape(self.path('out', 'a.png')) + '$')
        self.assertIn('1 exported, 1 failed', done.stdout)
        self.assertRegex(done.stderr, r'\Aambrotype-export: gone\.png: .*“gone\.png”.*\n\Z')

    def test_terminal(self):
        for i in range(4):
            self.png(f'in/{i}.png', 1200, 900)
        parent, child = pty.openpty()
        process = subprocess.Popen([EXPORT, '-o', 'out', '-f', 'jpeg', 'in', 'gone.png'], stdin=subprocess.DEVNULL, stdout=child,
                                   stderr=child, cwd=self.folder, start_new_session=True)
        os.close(child)
        text = b''
        try:
            while data := os.read(parent, 65536):
                text += data
        except OSError:
            pass
        os.close(parent)
        self.assertEqual(process.wait(60), 1)
        text = text.decode()
        self.assertRegex(text, r'\[[#.]+\] \d/5')
        self.assertIn('ambrotype-export: gone.png', text)
        self.assertIn('4 exported, 1 failed', text)

    def test_names_cannot_steer_a_terminal(self):
        done = self.run_cli('-o', 'out', 'gone\033[2J.png')
        self.assertNotIn('\033', done.stdout + done.stderr)

    def test_reader_goes_away(self):
        """A closed standard output does not end an export."""
        for i in range(6):
            self.png(f'in/{i}.png')
        process = self.start('-o', 'out', '--progress', 'json', 'in')
        process.stdout.close()
        self.assertEqual(process.wait(60), 0)
        process.stderr.close()
        self.assertEqual(len(self.tree()), 6)

    def test_lines_come_at_once(self):
        self.png('a.png', 4000, 3000)
        self.png('b.png', 4000, 3000)
        process = self.start('-o', 'out', '-j', '1', '-f', 'jpeg', '--progress', 'json', 'a.png', 'b.png')
        states = []
        for line in process.stdout:
            entry = json.loads(line)
            states.append((entry['job'], entry['state']))
            if entry == {**entry, 'job': 1, 'state': 'done'}:
                self.assertIsNone(process.poll())
        self.finish(process)
        self.assertEqual(states[:2], [(1, 'queued'), (2, 'queued')])
        self.assertIn((1, 'running'), states)


class BadInput(Case):
    def expect_failed(self, name, *words, **kw):
        lines, err = self.export(name, code=1, **kw)
        self.assertEqual(lines[0]['state'], 'failed')
        for word in (os.path.basename(name), *words):
            self.assertIn(word, lines[0]['error'])
        self.assertIn(f'ambrotype-export: {name}: {lines[0]["error"]}\n', err)
        self.assertEqual(self.tree(), [])

    def test_missing(self):
        self.expect_failed('gone.jpg', 'not found')

    def test_dangling_link(self):
        os.symlink('nowhere.jpg', self.path('link.jpg'))
        self.expect_failed('link.jpg', 'not found', 'link')

    def test_empty(self):
        self.put('empty.jpg', b'')
        self.expect_failed('empty.jpg', 'empty')

    def test_no_picture(self):
        self.put('letter.jpg', b'Dear reader, ' * 100)
        self.expect_failed('letter.jpg', 'format')

    def test_fifo(self):
        os.mkfifo(self.path('pipe.jpg'))
        self.expect_failed('pipe.jpg', 'pipe')

    def test_device(self):
        lines, _ = self.export('/dev/null', code=1)
        self.assertIn('device', lines[0]['error'])

    def test_truncated(self):
        data = png_bytes(300, 300)
        self.put('half.png', data[:len(data) // 2])
        self.expect_failed('half.png')

    def test_zero_sized(self):
        self.put('zero.png', png_bytes(1, 1).replace(struct.pack('>II', 1, 1), struct.pack('>II', 0, 1)))
        self.expect_failed('zero.png')

    def test_too_large(self):
        self.put('huge.png', png_bytes(1, 1).replace(struct.pack('>II', 1, 1), struct.pack('>II', 60000, 60000)))
        self.expect_failed('huge.png')

    def test_damaged(self):
        data = bytearray(png_bytes(300, 300))
        data[len(data) // 2] ^= 0xff
        self.put('hurt.png', bytes(data))
        self.expect_failed('hurt.png')

    def test_unreadable(self):
        path = self.png('closed.png')
        os.chmod(path, 0)
        os.makedirs(self.out)
        os.chmod(self.out, 0o777)
        as_nobody = {'user': NOBODY, 'group': NOBODY, 'extra_groups': []} if os.geteuid() == 0 else {}
        self.expect_failed('closed.png', 'permission', **as_nobody)

    def test_empty_folder(self):
        os.makedirs(self.path('nothing'))
        done = self.run_cli('-o', 'out', 'nothing')
        self.assertEqual((done.returncode, done.stdout), (3, ''))
        self.assertRegex(done.stderr, r'\Aambrotype-export: .+\n\Z')
        self.assertFalse(os.path.exists(self.out))

    def test_rest_goes_on(self):
        self.put('1.png', b'')
        self.png('2.png')
        self.put('3.png', b'x' * 100)
        self.png('4.png')
        lines, err = self.export('1.png', '2.png', '3.png', '4.png', code=1)
        self.assertEqual([e['state'] for e in lines], ['failed', 'done', 'failed', 'done'])
        self.assertEqual(err.count('\n'), 2)
        self.assertEqual(self.tree(), ['2.png', '4.png'])

    def while_first_runs(self, action):
        """Plans two photos, and acts on the second while the first is in a worker."""
        self.png('1.png', 5000, 4000)
        self.png('2.png', seed=2)
        self.png('3.png', seed=3)
        self.png('4.png', seed=4)
        process = self.start('-o', 'out', '-j', '1', '-f', 'jpeg', '--progress', 'json', '1.png', '2.png', '3.png', '4.png')
        lines = []
        for line in process.stdout:
            lines.append(line.decode())
            entry = json.loads(line)
            if entry['job'] == 1 and entry['state'] == 'running':
                action()
                break
        rest = self.finish(process)
        return rest, self.check_lines(''.join(lines) + rest.stdout)

    def test_vanishing(self):
        done, lines = self.while_first_runs(lambda: os.unlink(self.path('4.png')))
        self.assertEqual(done.returncode, 1)
        self.assertEqual([e['state'] for e in lines], ['done', 'done', 'done', 'failed'])
        self.assertIn('4.png', lines[3]['error'])
        self.assertEqual(self.tree(), ['1.jpg', '2.jpg', '3.jpg'])

    def test_changing(self):
        done, lines = self.while_first_runs(lambda: self.png('4.png', 20, 20))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(lines[3]['state'], 'failed')
        self.assertIn('changed', lines[3]['error'])
        self.assertEqual(self.tree(), ['1.jpg', '2.jpg', '3.jpg'])


class Machine(Case):
    def test_output_is_a_file(self):
        self.png('a.png')
        self.put('out', b'a file')
        done = self.run_cli('-o', 'out', '--progress', 'json', 'a.png')
        self.assertEqual(done.returncode, 1)
        self.assertIn('out', done.stderr)

    def test_workers_cannot_start(self):
        self.png('a.png')
        env = {**os.environ, 'AMBROTYPE_WORKER': '/bin/false'}
        lines, err = self.export('a.png', code=75, env=env)
        self.assertEqual(lines[0]['state'], 'failed')
        self.assertIn('worker', err)
        self.assertEqual(self.tree(), [])

    def test_machine_and_file(self):
        """One failure that is a file's own makes the whole a 1."""
        self.png('a.png')
        env = {**os.environ, 'AMBROTYPE_WORKER': '/bin/false'}
        self.export('a.png', 'gone.png', code=1, env=env)


class Signals(Case):
    def interrupt(self, number, times=1):
        for i in range(8):
            self.png(f'in/{i}.png', 3000, 2000, seed=i)
        process = self.start('-o', 'out', '-j', '2', '-f', 'jpeg', '--progress', 'json', 'in')
        lines = []
        for line in process.stdout:
            lines.append(line.decode())
            if '"done"' in lines[-1]:
                break
        begin = time.monotonic()
        for _ in range(times):
            process.send_signal(number)
        done = self.finish(process, timeout=20)
        self.assertLess(time.monotonic() - begin, 5)
        self.assertEqual(done.returncode, 130)
        self.assertEqual(done.stderr, '')
        last = self.check_lines(''.join(lines) + done.stdout)
        self.assertEqual({e['state'] for e in last}, {'done', 'cancelled'})
        self.assertEqual(self.tree(), sorted(os.path.basename(e['output']) for e in last if e['state'] == 'done'))

    def test_interrupt(self):
        self.interrupt(signal.SIGINT)

    def test_terminate(self):
        self.interrupt(signal.SIGTERM)

    def test_interrupt_twice(self):
        self.interrupt(signal.SIGINT, times=3)

    def test_interrupt_while_planning(self):
        for i in range(300):
            self.png(f'in/{i}.png', 8, 8)
        process = self.start('-o', 'out', '--progress', 'json', 'in')
        time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        done = self.finish(process, timeout=20)
        self.assertIn(done.returncode, (130, -signal.SIGINT))
        self.assertEqual([name for name in self.tree() if name.startswith('.')], [])

    def test_ctrl_c_reaches_workers_too(self):
        """A terminal sends the signal to the whole group: no crash is blamed on a photo."""
        for i in range(8):
            self.png(f'in/{i}.png', 3000, 2000, seed=i)
        process = self.start('-o', 'out', '-f', 'jpeg', '--progress', 'json', 'in')
        lines = []
        for line in process.stdout:
            lines.append(line.decode())
            if '"running"' in lines[-1]:
                break
        os.killpg(process.pid, signal.SIGINT)
        done = self.finish(process, timeout=20)
        self.assertEqual((done.returncode, done.stderr), (130, ''))
        self.assertLessEqual({e['state'] for e in self.check_lines(''.join(lines) + done.stdout)}, {'done', 'cancelled'})


@unittest.skipUnless(os.path.isdir(os.environ.get('AMB_CORPORA', '')), 'the corpora are not here')
class Corpora(Case):
    corpora = os.environ.get('AMB_CORPORA', '')

    def expected(self, folder):
        """(path, expect, content) of a folder of the corpora."""
        with open(os.path.join(self.corpora, 'expected.tsv'), encoding='utf-8') as file:
            rows = [line.rstrip('\n').split('\t') for line in file]
        return [(os.path.join(self.corpora, row[0]), row[1], row[2]) for row in rows[1:] if row[0].startswith(folder + '/')]

    def photos(self, count):
        """Links to real photos under different names."""
        photos = [path for path, expect, content in self.expected('photos') if content == 'jpeg']
        os.makedirs(self.path('in'))
        for i in range(count):
            os.symlink(photos[i % len(photos)], self.path('in', f'{i:02}.jpg'))

    def test_killed_workers(self):
        """kill -9 of random workers during an export of 50 photos: 50 whole outputs, the same bytes, none set aside."""
        self.photos(50)
        order = ('--resize', 'long:1024', '--set', 'exposure.ev=0.3', '--set', 'sharpen.amount=80')
        lines, _ = self.export(*order, 'in', timeout=300)
        undisturbed = {os.path.basename(e['output']): digest(e['output']) for e in lines}
        shutil.rmtree(self.out)

        process = self.start('-o', 'out', '--progress', 'json', *order, 'in')
        kills = []
        stop = threading.Event()

        def kill():
            chance = random.Random(7)
            while not stop.wait(0.15 + 0.2 * chance.random()):
                workers = children_of(process.pid)
                if workers and len(kills) < 40:
                    try:
                        os.kill(chance.choice(workers), signal.SIGKILL)
                        kills.append(1)
                    except ProcessLookupError:
                        pass
        killer = threading.Thread(target=kill)
        killer.start()
        try:
            done = self.finish(process, timeout=300)
        finally:
            stop.set()
            killer.join()
        self.assertGreater(len(kills), 5)
        self.assertEqual(done.returncode, 0, done.stderr)
        disturbed = {os.path.basename(e['output']): digest(e['output']) for e in self.check_lines(done.stdout)}
        self.assertEqual(len(disturbed), 50)
        self.assertEqual(disturbed, undisturbed)
        self.assertEqual(self.tree(), sorted(disturbed))

    def test_good(self):
        """At least 99 % of what other programs open, opens and exports."""
        formats = {'jpeg', 'png', 'gif', 'bmp', 'tiff', 'webp'}
        wanted = [path for folder in ('photos', 'good') for path, expect, content in self.expected(folder)
                  if expect == 'open' and content in formats]
        done = self.run_cli('-o', 'out', '--progress', 'json', '--resize', 'long:512', *wanted, timeout=300)
        misses = [e for e in self.check_lines(done.stdout) if e['state'] != 'done']
        for miss in misses:
            print(f'# {os.path.relpath(miss["source"], self.corpora)}: {miss["error"]}')
        self.assertLessEqual(len(misses), len(wanted) // 100)

    def test_bad(self):
        """Every malformed or hostile file ends as a picture or an error that names it; nothing half is left."""
        files = [path for path, expect, content in self.expected('bad')]
        self.assertGreater(len(files), 1000)
        done = self.run_cli('-o', 'out', '--progress', 'json', '--resize', 'long:512', *files, timeout=600)
        self.assertEqual(done.returncode, 1)
        lines = self.check_lines(done.stdout)
        self.assertEqual([e['source'] for e in lines], files)
        outputs = []
        for entry in lines:
            self.assertIn(entry['state'], {'done', 'failed', 'quarantined'})
            if entry['state'] == 'done':
                self.assertTrue(is_jpeg(entry['output']) or is_png(entry['output']))
                outputs.append(os.path.basename(entry['output']))
            else:
                self.assertIn(os.path.basename(entry['source']), entry['error'])
                self.assertIn(entry['source'], done.stderr)
        self.assertEqual(self.tree(), sorted(outputs))
        for entry in lines:
            if entry['state'] == 'quarantined':
                print(f'# {os.path.relpath(entry["source"], self.corpora)}: {entry["error"]}')


if __name__ == '__main__':
    tap.main()
