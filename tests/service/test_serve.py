# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ambrotype-export --serve: its lines, its order, its bounds, its ends."""
import contextlib
import fcntl
import json
import os
import queue
import select
import signal
import struct
import subprocess
import sys
import termios
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from service_case import PATIENCE, until  # noqa: E402
import tap  # noqa: E402
from cli_case import (EXPORT, FINAL, Case, digest, is_jpeg, is_png, kill_a_worker, png_bytes, png_size,  # noqa: E402
                      processes_of_session, workers_of)

KEYS = ['id', 'job', 'jobs', 'source', 'state', 'permille', 'output', 'error']
JOBS_IN_HAND = 256


class Serve(Case):
    def serve(self, *options, reads=True, env=None, stdin=subprocess.PIPE):
        """Starts it; what it says is read all the time, unless it is not to be."""
        self.process = subprocess.Popen(
            [EXPORT, '--serve', *options], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder,
            start_new_session=True, env={**os.environ, 'LC_ALL': 'C.UTF-8', **(env or {})})
        self.addCleanup(self.kill)
        self.lines = []
        self.news = queue.Queue()
        if reads:
            self.thread = threading.Thread(target=self.read)
            self.thread.start()

    def kill(self):
        if self.process.returncode is None:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()

    def read(self):
        for text in self.process.stdout:
            line = json.loads(text)
            self.lines.append(line)
            self.news.put(line)
        self.news.put(None)

    def tell(self, *lines):
        for line in lines:
            text = line if isinstance(line, bytes) else json.dumps(line).encode()
            self.process.stdin.write(text + b'\n')
        self.process.stdin.flush()

    def wait_for(self, what, condition):
        """The next line for which it holds."""
        while True:
            line = self.news.get(timeout=PATIENCE)
            self.assertIsNotNone(line, f'it ended before: {what}')
            if condition(line):
                return line

    def last(self, job, output=1):
        """Waits for an output's final state."""
        return self.wait_for(f'{job} is final', lambda line: line.get('id') == job and line.get('job') == output
                             and line.get('state') in FINAL)

    def end(self, code=0):
        """Standard input ends; every line that was said."""
        self.process.stdin.close()
        return self.ended(code)

    def ended(self, code):
        self.thread.join(PATIENCE)
        self.assertEqual(self.process.wait(PATIENCE), code)
        self.assertEqual(self.process.stderr.read(), b'')
        self.assertEqual(processes_of_session(self.process.pid), [])
        return self.check_told()

    def check_told(self):
        """The shape of all lines; the last state of each (id, output)."""
        last = {}
        for line in self.lines:
            if 'state' not in line:
                self.assertIn(list(line), (['error'], ['id', 'error']))
                self.assertTrue(line['error'].endswith('.'))
                continue
            self.assertEqual([key for key in line if key not in ('machine', 'notes')], KEYS)
            key = (line['id'], line['job'])
            before = last.get(key)
            if before is None or before['state'] in FINAL:
                self.assertEqual(line['state'], 'queued')
            else:
                self.assertGreaterEqual(line['permille'], before['permille'])
            last[key] = line
        for line in last.values():
            self.assertIn(line['state'], FINAL)
            self.assertEqual(line['output'] != '', line['state'] == 'done')
        return {key: line['state'] for key, line in last.items()}

    def refusals(self):
        return [line for line in self.lines if 'state' not in line]


class Jobs(Serve):
    def test_same_bytes(self):
        names = [self.png(f'{i}.png', 300 + 10 * i, 200, seed=i) for i in range(5)]
        words = {'format': 'jpeg', 'quality': 80, 'set': ['exposure.ev=0.5', 'contrast.amount=20'], 'resize': 'long:200'}
        done = self.run_cli('-o', 'one', '-f', 'jpeg', '-q', '80', '--set', 'exposure.ev=0.5', '--set',
                            'contrast.amount=20', '--resize', 'long:200', *names)
        self.assertEqual(done.returncode, 0)
        self.serve('-o', 'two')
        self.tell(*[{'id': name, 'source': name, **words} for name in names])
        self.assertEqual(self.end(), {(name, 1): 'done' for name in names})
        for i in range(5):
            self.assertEqual(digest(self.path('one', f'{i}.jpg')), digest(self.path('two', f'{i}.jpg')))

    def test_options_are_defaults(self):
        self.png('a.png', 300, 200)
        self.serve('-o', 'out', '-f', 'jpeg', '--resize', 'long:100', '--set', 'exposure.ev=1')
        self.tell({'id': 1, 'source': 'a.png'}, {'id': 2, 'source': 'a.png', 'format': 'png', 'recipe': {}, 'name': 'b.{ext}'})
        self.assertEqual(self.end(), {(1, 1): 'done', (2, 1): 'done'})
        self.assertTrue(is_jpeg(self.path('out/a.jpg')))
        self.assertEqual(png_size(self.path('out/b.png')), (100, 67))

    def test_outputs(self):
        self.png('a.png', 300, 200)
        self.put('look.json', b'{"exposure.ev": 1}')
        self.serve('-o', 'out')
        self.tell({'id': 'x', 'source': 'a.png', 'recipe': 'look.json', 'outputs': [
            {'format': 'jpeg', 'output': 'web'}, {'resize': 'long:30', 'target': 'deep/down/small.png'}, {'name': '{name}.{ext}'},
            {'name': '{name}.{ext}'}]})
        self.assertEqual(self.end(), {('x', i): 'done' for i in range(1, 5)})
        self.assertTrue(is_jpeg(self.path('out/web/a.jpg')))
        self.assertEqual(png_size(self.path('deep/down/small.png')), (30, 20))
        self.assertTrue(is_png(self.path('out/a (2).png')))
        self.assertEqual({line['jobs'] for line in self.lines}, {4})

    def test_notes_about_values_outside_their_range(self):
        self.png('a.png', 30, 20)
        self.put('look.json', b'{"contrast.amount": -1234}')
        self.serve('-o', 'out')
        self.tell({'id': 1, 'source': 'a.png', 'recipe': {'exposure.ev': 77}, 'outputs': [{}, {'recipe': 'look.json'}]},
                  {'id': 2, 'source': 'a.png', 'recipe': {'exposure.ev': 2}})
        self.assertEqual(self.end(), {(1, 1): 'done', (1, 2): 'done', (2, 1): 'done'})
        said = ['“exposure.ev” was set to 5, because 77 is outside its range.',
                '“contrast.amount” was set to -100, because -1234 is outside its range.']
        for line in self.lines:
            told = line['id'] == 1 and line['state'] in FINAL
            self.assertEqual(line.get('notes'), said if told else None)

    def test_targets_do_not_meet(self):
        self.png('a.png')
        self.serve('--on-conflict', 'replace')
        self.tell({'id': 1, 'source': 'a.png', 'outputs': [{'target': 'out/b.png'}, {'target': 'out/b.png'}]})
        self.assertEqual(self.end(), {(1, 1): 'done', (1, 2): 'done'})
        self.assertEqual(self.tree(), ['b (2).png', 'b.png'])

    def test_conflicts(self):
        source = self.png('a.png')
        before = digest(source)
        self.put('out/a.png', b'mine')
        self.serve('-o', 'out')
        for number, words in enumerate(({'on-conflict': 'skip'}, {}, {'target': source}, {'on-conflict': 'replace'}), 1):
            self.tell({'id': number, 'source': 'a.png', **words})
            self.last(number)
        states = self.end()
        self.assertEqual(list(states.values()), ['skipped', 'done', 'done', 'done'])
        self.assertEqual(self.tree(), ['a (2).png', 'a.png'])
        self.assertTrue(is_png(self.path('out/a.png')))
        self.assertTrue(is_png(self.path('a (2).png')))
        self.assertEqual(digest(source), before)

    def test_failures_stay_alone(self):
        self.png('a.png')
        self.put('letter.jpg', b'Dear reader')
        self.serve('-o', 'out')
        self.tell({'id': 1, 'source': 'gone.jpg'}, {'id': 2, 'source': 'letter.jpg'}, {'id': 3, 'source': 'a.png', 'quality': 900},
                  {'id': 4, 'source': 'a.png', 'colour': 'red'}, {'id': 5, 'source': 'a.png', 'recipe': 'no.json'},
                  {'id': 6}, {'id': 7, 'source': '.'}, {'id': 8, 'source': 'a.png'})
        states = self.end(1)
        self.assertEqual(states, {(i, 1): 'done' if i == 8 else 'failed' for i in range(1, 9)})
        errors = {line['id']: line['error'] for line in self.lines if line['state'] == 'failed'}
        for job, word in ((1, 'gone.jpg'), (2, 'letter.jpg'), (3, '900'), (4, 'colour'), (5, 'no.json'), (6, 'source')):
            self.assertIn(word, errors[job])
        self.assertFalse(any('machine' in line for line in self.lines))

    def test_no_folder(self):
        self.png('a.png')
        self.serve()
        self.tell({'id': 1, 'source': 'a.png'})
        self.assertEqual(self.end(1), {(1, 1): 'failed'})

    def test_a_name_that_is_no_text(self):
        name = os.fsencode(self.folder) + b'/\xff.png'
        with open(name, 'wb') as file:
            file.write(png_bytes(20, 20))
        self.serve('-o', 'out')
        self.tell({'id': 1, 'source': 'file://' + self.folder + '/%FF.png'})
        self.assertEqual(self.end(), {(1, 1): 'done'})
        self.assertTrue(os.path.exists(os.fsencode(self.out) + b'/\xff.png'))

    def test_ids_come_back_as_they_are(self):
        ids = [0, -5, 9007199254740993, '', 'a"b\\c', 'größe', '7', 7]
        self.png('a.png', 8, 8)
        self.serve('-o', 'out')
        self.tell(*[{'id': i, 'source': 'a.png'} for i in ids])
        self.assertEqual(self.end(), {(i, 1): 'done' for i in ids})

    def test_usage(self):
        for words in (['a.png'], ['--dry-run'], ['--stdin0'], ['--ledger', 'l'], ['--manifest', 'm'], ['--shard', '0/2'],
                      ['-q', '900']):
            self.assertEqual(self.run_cli('--serve', *words).returncode, 2, words)


class Lines(Serve):
    def test_malformed(self):
        self.png('a.png')
        self.serve('-o', 'out')
        self.tell(b'nonsense', b'', b'[1, 2]', b'{"id": 1.5, "source": "a.png"}', b'\xff\xfe', b'{"priority": "high", "id": 9}',
                  b'x' * 300000, {'id': 'good', 'source': 'a.png'})
        self.assertEqual(self.end(1), {('good', 1): 'done'})
        self.assertEqual([line.get('id') for line in self.refusals()], [None, None, None, None, 9, None])

    def test_a_last_line_without_end(self):
        self.png('a.png')
        self.serve('-o', 'out')
        self.process.stdin.write(b'{"id": 1, "source": "a.png"}')
        self.assertEqual(self.end(), {(1, 1): 'done'})

    def test_input_from_a_file(self):
        self.png('a.png')
        path = self.put('jobs', b'{"id": 1, "source": "a.png"}\n{"id": 2, "source": "a.png"}\n')
        with open(path, 'rb') as file:
            self.serve('-o', 'out', stdin=file)
        self.assertEqual(self.ended(0), {(1, 1): 'done', (2, 1): 'done'})

    def test_nothing(self):
        self.serve()
        self.assertEqual(self.end(), {})

    def test_an_id_is_free_after_its_last_line(self):
        self.png('slow.png', 3000, 2000)
        self.serve('-o', 'out')
        self.tell({'id': 1, 'source': 'slow.png'}, {'id': 1, 'source': 'slow.png'})
        self.last(1)
        self.tell({'id': 1, 'source': 'slow.png'})
        self.last(1)
        self.tell({'cancel': 1}, {'id': 1, 'priority': 3})
        self.assertEqual(self.end(1), {(1, 1): 'done'})
        self.assertEqual([line['id'] for line in self.refusals()], [1, 1, 1])
        self.assertEqual(len(self.tree()), 2)


class Order(Serve):
    def running(self):
        return [line['id'] for line in self.lines if line.get('state') == 'running' and line['permille'] == 0]

    def test_priority(self):
        self.png('slow.png', 4000, 3000)
        self.png('a.png')
        self.serve('-o', 'out', '-j', '1')
        self.tell({'id': 'first', 'source': 'slow.png'})
        self.wait_for('the first runs', lambda line: line.get('state') == 'running')
        self.tell({'id': 'plain', 'source': 'a.png'}, {'id': 'low', 'source': 'a.png', 'priority': -1},
                  {'id': 'high', 'source': 'a.png', 'priority': 5}, {'id': 'raised', 'source': 'a.png'},
                  {'priority': 9, 'id': 'raised'})
        self.end()
        self.assertEqual(self.running(), ['first', 'raised', 'high', 'plain', 'low'])

    def test_equals_go_as_they_came(self):
        """However long it took to read their settings and to plan them."""
        self.png('slow.png', 4000, 3000)
        self.png('a.png')
        self.serve('-o', 'out', '-j', '1')
        self.tell({'id': 'first', 'source': 'slow.png', 'set': ['noise-reduction.luminance=50', 'clarity.amount=50']})
        self.wait_for('the first runs', lambda line: line.get('state') == 'running')
        self.tell(*[{'id': i, 'source': 'a.png', 'outputs': [{'format': 'png'}, {'format': 'jpeg'}][:1 + i % 2]} for i in range(30)])
        self.end()
        self.assertEqual(self.running(), ['first'] + [i for i in range(30) for _ in range(1 + i % 2)])

    def test_cancel(self):
        self.png('slow.png', 6000, 4000)
        self.serve('-o', 'out', '-j', '1')
        self.tell(*[{'id': i, 'source': 'slow.png'} for i in range(4)])
        self.wait_for('the first runs', lambda line: line.get('state') == 'running')
        self.tell({'cancel': 0}, {'cancel': 2}, {'cancel': 'nobody'})
        self.assertEqual(self.last(0)['state'], 'cancelled')
        self.assertEqual(self.end(), {(0, 1): 'cancelled', (1, 1): 'done', (2, 1): 'cancelled', (3, 1): 'done'})
        self.assertEqual(len(self.tree()), 2)
        self.assertEqual([line['id'] for line in self.refusals()], ['nobody'])

    def test_killed_workers(self):
        for i in range(6):
            self.png(f'{i}.png', 3000, 2000, seed=i)
        self.serve('-o', 'out', '-j', '2')
        self.tell(*[{'id': i, 'source': f'{i}.png', 'set': ['sharpen.amount=50']} for i in range(6)])
        killed = set()
        while len(killed) < 5 and not any(line.get('id') == 5 and line['state'] == 'done' for line in self.lines):
            killed |= kill_a_worker(self.process.pid, self.folder)
        self.assertGreater(len(killed), 1)
        self.assertEqual(self.end(), {(i, 1): 'done' for i in range(6)})

    def test_workers_that_cannot_start(self):
        """The machine's fault, until they can: a new job tries again."""
        worker = self.path('worker')
        os.symlink('/bin/false', worker)
        self.png('a.png')
        self.serve('-o', 'out', env={'AMBROTYPE_WORKER': worker})
        self.tell({'id': 1, 'source': 'a.png'})
        line = self.last(1)
        self.assertEqual((line['state'], line['machine']), ('failed', True))
        os.remove(worker)
        os.symlink(os.path.join(os.path.dirname(EXPORT), '..', 'worker', 'ambrotype-worker'), worker)
        self.tell({'id': 2, 'source': 'a.png'})
        self.assertEqual(self.last(2)['state'], 'done')
        self.end(75)


class Bounds(Serve):
    def write_all(self, data):
        """As much as the pipe takes until nothing moves for a second."""
        fd = self.process.stdin.fileno()
        fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK)
        written = 0
        while written < len(data) and select.select([], [fd], [], 1)[1]:
            written += os.write(fd, data[written:written + 4096])
        return written

    def signal_all(self, pids, number):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def test_back_pressure(self):
        """With enough in hand it reads no more; and goes on when there is room again."""
        self.png('slow.png', 6000, 4000)
        self.png('a.png', 8, 8)
        self.serve('-o', 'out', '-j', '1', '--on-conflict', 'replace')
        self.tell({'id': 'slow', 'source': 'slow.png', 'set': ['sharpen.amount=50']})
        self.wait_for('it runs', lambda line: line.get('state') == 'running')
        stopped = workers_of(self.process.pid)
        self.signal_all(stopped, signal.SIGSTOP)
        pad = ' ' * 2000
        lines = b''.join(json.dumps({'id': i, 'source': 'a.png'}).encode() + pad.encode() + b'\n' for i in range(600))
        written = self.write_all(lines)
        self.assertLess(written, len(lines))
        ids = {line['id'] for line in self.lines}
        self.assertLessEqual(len(ids), JOBS_IN_HAND)
        self.signal_all(stopped, signal.SIGCONT)
        os.set_blocking(self.process.stdin.fileno(), True)
        self.process.stdin.write(lines[written:])
        states = self.end()
        self.assertEqual(len(states), 601)
        self.assertEqual(set(states.values()), {'done'})

    def test_nobody_reads(self):
        """Answers wait without holding up what is in hand; and the loop is free meanwhile."""
        self.png('a.png', 8, 8)
        self.serve('-o', 'out', '--on-conflict', 'replace', reads=False)
        name = 'x' * 200
        refused = b''.join(b'{"cancel": "%s%d"}\n' % (name.encode(), i) for i in range(12000))
        self.tell({'id': 1, 'source': 'a.png', 'target': 'out/early.png'})
        written = self.write_all(refused)
        self.assertLess(written, len(refused))
        until('the photo is exported', lambda: os.path.exists(self.path('out/early.png')))
        self.thread = threading.Thread(target=self.read)
        self.thread.start()
        os.set_blocking(self.process.stdin.fileno(), True)
        self.process.stdin.write(refused[written:])
        self.assertEqual(self.end(), {(1, 1): 'done'})
        self.assertEqual(len(self.refusals()), 12000)


class Ends(Serve):
    def busy(self, *options, **kw):
        self.png('slow.png', 6000, 4000)
        self.serve('-o', 'out', *options, **kw)
        self.tell(*[{'id': i, 'source': 'slow.png'} for i in range(8)])

    def unread(self):
        return struct.unpack('i', fcntl.ioctl(self.process.stdout, termios.FIONREAD, b'\0' * 4))[0]

    def test_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                self.busy()
                self.wait_for('one runs', lambda line: line.get('state') == 'running' and line['permille'] > 0)
                self.process.send_signal(number)
                states = self.ended(130)
                self.assertIn('cancelled', states.values())
                self.assertEqual(len(self.tree()), list(states.values()).count('done'))

    def test_signal_while_nobody_reads(self):
        self.png('a.png', 8, 8)
        self.serve('-o', 'out', reads=False)
        self.tell(*[b'{"cancel": "%s"}' % (b'x' * 200)] * 500)
        until('the pipe is full', lambda: self.unread() > 60000)
        self.process.terminate()
        self.assertEqual(self.process.wait(PATIENCE), 130)
        self.assertEqual(processes_of_session(self.process.pid), [])

    def test_output_closed(self):
        """Who asked is gone: nobody waits for the rest."""
        self.busy(reads=False)
        self.process.stdout.readline()
        self.process.stdout.close()
        self.assertEqual(self.process.wait(PATIENCE), 130)
        self.assertEqual(processes_of_session(self.process.pid), [])
        self.assertLess(len(self.tree()), 8)

    def test_end_of_input_lets_it_finish(self):
        self.busy()
        self.assertEqual(set(self.end().values()), {'done'})
        self.assertEqual(len(self.tree()), 8)


if __name__ == '__main__':
    tap.main()
