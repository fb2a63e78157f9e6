# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ambrotype-export when something goes wrong: bad input, a bad machine, signals, killed workers, hostile files."""
import json
import os
import resource
import shutil
import signal
import struct
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap  # noqa: E402
from cli_case import EXPORT, NOBODY, Case, bmp_bytes, digest, is_picture, kill_a_worker, png_bytes  # noqa: E402


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

    def test_limit_on_the_size_of_files(self):
        """Such as ulimit -f sets: one output is over it, and no program is killed for that."""
        self.png('large.png', 1200, 900)
        self.png('small.png', 20, 20)
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
        lines, _ = self.export('large.png', 'small.png', '-f', 'jpeg', '-q', '100', code=75, preexec_fn=limit)
        self.assertEqual([line['state'] for line in lines], ['failed', 'done'])
        self.assertIn('not enough space', lines[0]['error'])


class Module(Case):
    """A worker of its own folder, with the codecs' module beside it as where it is installed, or with something else there."""
    def setUp(self):
        super().setUp()
        built = os.path.dirname(os.path.dirname(EXPORT))
        self.module = self.path('libexec', 'ambrotype-codecs.so')
        os.mkdir(self.path('libexec'))
        worker = shutil.copy(os.path.join(built, 'worker', 'ambrotype-worker'), self.path('libexec'))
        self.env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'AMBROTYPE_WORKER': worker}
        self.built_module = os.path.join(built, 'codecs', 'ambrotype-codecs.so')
        self.png('a.png')

    def expect_reason(self, *why):
        """What needs the module fails with the reason, once and at once, as the machine's fault; the rest goes on."""
        self.put('b.bmp', bmp_bytes())
        lines, _ = self.export('a.png', 'b.bmp', '-f', 'jpeg', code=75, env=self.env)
        self.assertEqual([line['state'] for line in lines], ['done', 'failed'])
        for word in ('b.bmp', 'Install Ambrotype again', 'ambrotype-codecs.so', *why):
            self.assertIn(word, lines[1]['error'])
        lines, _ = self.export('a.png', '-f', 'tiff', code=75, env=self.env)
        self.assertIn('ambrotype-codecs.so', lines[0]['error'])
        self.assertEqual(self.tree(), ['a.jpg'])

    def test_is_missing(self):
        self.expect_reason('No such file')

    def test_is_none(self):
        self.put(self.module, b'\x7fELF nothing else')
        self.expect_reason()

    def test_of_another_version(self):
        version = self.run_cli('--version').stdout.split()[-1].encode()
        with open(self.built_module, 'rb') as file:
            built = file.read()
        self.assertIn(b'\0' + version + b'\0', built)
        self.put(self.module, built.replace(b'\0' + version + b'\0', b'\0' + b'9' * len(version) + b'\0'))
        self.expect_reason('9' * len(version))

    def test_installed(self):
        shutil.copy(self.built_module, self.module)
        for name in ('tiff', 'webp'):
            lines, _ = self.export('a.png', '-f', name, env=self.env)
            self.export(lines[0]['output'], '-f', 'png', env=self.env)


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
        for _ in range(times):
            process.send_signal(number)
        done = self.finish(process)
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
        done = self.finish(process)
        self.assertIn(done.returncode, (130, -signal.SIGINT))
        self.assertEqual([name for name in self.tree() if name.startswith('.')], [])

    def test_ctrl_c_reaches_workers_too(self):
        """A terminal sends the signal to the whole group: no crash is blamed on a photo."""
        for i in range(8):
            self.png(f'in/{i}.png', 3000, 2000, seed=i)
        process = self.start('-o', 'out', '-j', '2', '-f', 'jpeg', '--progress', 'json', 'in')
        lines = []
        for line in process.stdout:
            lines.append(line.decode())
            if '"running"' in lines[-1]:
                break
        os.killpg(process.pid, signal.SIGINT)
        done = self.finish(process)
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
        """kill -9 of workers during an export of 50 photos: 50 whole outputs, the same bytes, none set aside."""
        self.photos(50)
        order = ('--resize', 'long:1024', '--set', 'exposure.ev=0.3', '--set', 'sharpen.amount=80')
        lines, _ = self.export(*order, 'in', timeout=300)
        undisturbed = {os.path.basename(e['output']): digest(e['output']) for e in lines}
        shutil.rmtree(self.out)

        process = self.start('-o', 'out', '-j', '2', '--progress', 'json', *order, 'in')
        killed = set()
        stop = threading.Event()

        def kill():
            """With enough other photos to go on with: one that is killed nine times is set aside."""
            while len(killed) < 40 and len(self.tree()) < 40 and not stop.is_set():
                killed.update(kill_a_worker(process.pid, self.folder))
        killer = threading.Thread(target=kill)
        killer.start()
        try:
            done = self.finish(process, timeout=300)
        finally:
            stop.set()
            killer.join()
        self.assertGreater(len(killed), 5)
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
                self.assertTrue(is_picture(entry['output']), entry)
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
