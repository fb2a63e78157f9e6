# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ambrotype-export with a ledger: deaths at any moment, then going on; nothing twice, nothing missing, nothing torn."""
import csv
import glob
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap  # noqa: E402
from cli_case import EXPORT, NOBODY, Case, digest, kill_a_worker, png_bytes  # noqa: E402

MISCHIEF = os.environ['AMB_MISCHIEF']
POISON = b'A-WORD-THAT-KILLS'
PHOTOS = int(os.environ.get('AMB_STORM_PHOTOS', '60'))
CORPORA = os.environ.get('AMB_CORPORA', '')
FORMATS = ('jpeg', 'png', 'tiff', 'webp', 'gif', 'bmp')


def mischief(**what):
    return {**os.environ, 'LC_ALL': 'C.UTF-8', 'LD_PRELOAD': MISCHIEF, 'AMB_MISCHIEF_POISON': POISON.decode(),
            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0',
            **{f'AMB_MISCHIEF_{key.upper()}': value for key, value in what.items()}}


def poisoned(png):
    """The same picture with a chunk of text in front of the pixels that crashes whoever reads it."""
    import struct
    import zlib
    body = b'tEXt' + b'Comment\0' + POISON
    chunk = struct.pack('>I', len(body) - 4) + body + struct.pack('>I', zlib.crc32(body))
    return png[:33] + chunk + png[33:]


class LedgerCase(Case):
    def photos(self, n, width=400, height=300):
        for i in range(n):
            self.png(f'in/{i:03}.png', width, height, seed=i)

    def digests(self, folder='out'):
        return {name: digest(self.path(folder, name)) for name in self.tree(folder)}

    def undisturbed(self, *args, **kw):
        done = self.run_cli('-o', 'calm', *args, timeout=900, **kw)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return self.digests('calm')

    def status(self):
        done = self.run_cli('--ledger', 'a.ledger', '--status', '--progress', 'json')
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def resume(self, code=0, **kw):
        done = self.run_cli('--ledger', 'a.ledger', '--resume', timeout=900, **kw)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def await_done(self, process, n):
        """Reads the process's lines until n jobs are done."""
        done = 0
        for line in process.stdout:
            done += b'"done"' in line
            if done >= n:
                return
        self.fail('it ended too early')

    def bury(self, process, number=signal.SIGKILL):
        """Kills the program alone; its workers notice by themselves."""
        process.send_signal(number)
        process.communicate(timeout=60)
        self.assert_gone(process)


AS_NOBODY = {'user': NOBODY, 'group': NOBODY, 'extra_groups': []} if os.geteuid() == 0 else {}


class GoingOn(LedgerCase):
    def lines(self):
        with open(self.path('all.jsonl'), encoding='utf-8') as file:
            return [json.loads(line) for line in file if line.startswith('{') and line.endswith('}\n')]

    def test_photo_that_was_not_there(self):
        """A disk that is not mounted: tried again once it is there. A file that is no picture is not."""
        self.photos(2)
        self.put('in/none.png', b'no picture')
        self.run_cli('-o', 'out', '--ledger', 'a.ledger', 'in/000.png', 'in/001.png', 'in/none.png', 'away/a.png')
        self.assertEqual(self.status()['failed'], 2)
        self.resume(code=1)
        self.assertEqual(self.status()['failed'], 2)
        self.png('away/a.png')
        self.png('in/none.png')
        done = self.resume(code=1)
        self.assertNotIn('away', done.stderr)
        self.assertEqual([failure['source'] for failure in self.status()['failures']], ['in/none.png'])
        self.assertEqual(self.tree(), ['000.png', '001.png', 'a.png'])

    def test_folder_that_was_not_there(self):
        """What is in it was never planned: nothing is made up."""
        self.run_cli('-o', 'out', '--ledger', 'a.ledger', 'away')
        self.png('away/a.png')
        self.resume(code=1)
        self.assertEqual(self.status()['failed'], 1)

    def test_manifest_is_completed(self):
        self.photos(6)
        self.put('in/none.png', b'')
        self.run_cli('-o', 'out', '--ledger', 'a.ledger', '--manifest', 'all.jsonl', 'in')
        whole = sorted(self.lines(), key=lambda line: line['job'])
        self.assertEqual(len(whole), 7)
        with open(self.path('all.jsonl'), 'rb') as file:
            text = file.read()
        lost = text.splitlines(keepends=True)
        self.put('all.jsonl', b''.join(lost[:2] + lost[4:6]) + lost[6][:30])     # two are lost, one is torn
        for _ in range(2):
            self.resume(code=1, manifest=True)
            self.assertEqual(sorted(self.lines(), key=lambda line: line['job']), whole)

    def resume(self, code=0, manifest=False, **kw):
        done = self.run_cli('--ledger', 'a.ledger', '--resume', *(['--manifest', 'all.jsonl'] if manifest else []), **kw)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_killed_with_a_manifest(self):
        self.photos(24)
        self.bury(self.start_and_kill())
        self.resume(manifest=True)
        self.assertEqual(sorted(line['job'] for line in self.lines()), list(range(1, 25)))

    def start_and_kill(self):
        process = self.start('-o', 'out', '--ledger', 'a.ledger', '--manifest', 'all.jsonl', '--progress', 'json', 'in')
        self.await_done(process, 5)
        return process

    def test_status_without_the_right_to_write(self):
        self.photos(1)
        os.makedirs(self.path('closed'))
        self.export('--ledger', 'closed/a.ledger', 'in')
        os.chmod(self.path('closed'), 0o555)
        os.chmod(self.path('closed', 'a.ledger'), 0o444)
        done = self.run_cli('--ledger', 'closed/a.ledger', '--status', '--progress', 'json', **AS_NOBODY)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)['done'], 1)
        os.chmod(self.path('closed'), 0o755)

    def test_status_of_a_log_without_the_right_to_write(self):
        """What was cut off is not told as if it were all."""
        self.photos(24)
        self.bury(self.start_and_kill())
        self.assertGreater(os.path.getsize(self.path('a.ledger-wal')), 0)
        os.unlink(self.path('a.ledger-shm'))
        os.chmod(self.folder, 0o555)
        self.addCleanup(os.chmod, self.folder, 0o755)
        done = self.run_cli('--ledger', 'a.ledger', '--status', **AS_NOBODY)
        self.assertEqual(done.returncode, 2)
        self.assertIn('is in use or was cut off', done.stderr)


class Finished(LedgerCase):
    def test_finished(self):
        self.photos(4)
        calm = self.undisturbed('-f', 'jpeg', 'in')
        self.export('--ledger', 'a.ledger', '-f', 'jpeg', 'in')
        self.assertEqual(self.digests(), calm)
        before = {name: os.stat(self.path('out', name)).st_mtime_ns for name in self.tree()}
        self.resume()
        self.assertEqual({name: os.stat(self.path('out', name)).st_mtime_ns for name in self.tree()}, before)
        status = self.status()
        self.assertEqual((status['total'], status['done'], status['finished']), (4, 4, True))

    def test_makes_room(self):
        self.photos(2)
        self.export('--ledger', 'a.ledger', 'in')
        self.export('--ledger', 'a.ledger', '--on-conflict', 'replace', 'in/000.png')
        self.assertEqual(self.status()['total'], 1)
        self.assertEqual(self.tree(), ['000.png', '001.png'])

    def test_failures_are_told(self):
        self.photos(1)
        self.put('in/none.png', b'')
        self.export('--ledger', 'a.ledger', 'in', code=1)
        status = self.status()
        self.assertEqual((status['done'], status['failed'], status['finished']), (1, 1, True))
        self.assertIn('none.png', status['failures'][0]['error'])
        text = self.run_cli('--ledger', 'a.ledger', '--status').stdout
        self.assertIn('in/none.png: ', text)
        self.assertIn('1 exported, 1 failed', text)
        self.resume(code=1)

    def test_several_outputs(self):
        self.photos(3)
        self.put('outputs.json', json.dumps([{'output': 'out', 'format': 'jpeg'},
                                             {'output': 'out/small', 'resize': 'long:100'}]).encode())
        done = self.run_cli('--outputs', 'outputs.json', '--ledger', 'a.ledger', 'in')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.status()['done'], 6)
        self.assertEqual(len(self.tree()), 6)


class Deaths(LedgerCase):
    ARGS = ('-f', 'jpeg', '--set', 'exposure.ev=0.4', '--resize', 'long:300')

    def start_and_await(self, n, *args, **kw):
        process = self.start('-o', 'out', '--ledger', 'a.ledger', '--progress', 'json', *self.ARGS, *args, 'in', **kw)
        self.await_done(process, n)
        return process

    def test_killed(self):
        self.photos(24)
        calm = self.undisturbed(*self.ARGS, 'in')
        self.bury(self.start_and_await(5))
        status = self.status()
        self.assertEqual(status['total'], 24)
        self.assertFalse(status['finished'])
        self.resume()
        self.assertEqual(self.digests(), calm)

    def name_moment(self, moment, conflict):
        self.photos(8)
        os.makedirs(self.out)
        if conflict == 'replace':
            self.put('out/003.jpg', b'an older output')
        calm = self.undisturbed(*self.ARGS, 'in')
        process = self.start('-o', 'out', '--ledger', 'a.ledger', '-j', '1', '--on-conflict', conflict, *self.ARGS, 'in',
                             env=mischief(die=f'{moment}:4'))
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, -signal.SIGKILL)
        self.resume()
        self.assertEqual(self.digests(), calm)
        self.assertEqual(self.status()['done'], 8)

    def test_killed_before_the_name(self):
        self.name_moment('before', 'rename')

    def test_killed_after_the_name(self):
        self.name_moment('after', 'rename')

    def test_killed_before_replacing(self):
        self.name_moment('before', 'replace')

    def test_killed_between_hidden_name_and_name(self):
        """Replacing goes over a hidden name: the kill leaves it, the next run removes it."""
        self.name_moment('after', 'replace')

    def test_interrupted(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                for folder in ('out', 'in', 'calm'):
                    shutil.rmtree(self.path(folder), ignore_errors=True)
                self.photos(28)
                calm = self.undisturbed(*self.ARGS, 'in')
                process = self.start_and_await(3)
                process.send_signal(number)
                done = self.finish(process)
                self.assertEqual(done.returncode, 130)
                self.assertEqual([name for name in self.tree() if name.startswith('.')], [])
                again = self.run_cli('-o', 'out', '--ledger', 'a.ledger', 'in')
                self.assertEqual(again.returncode, 2)
                self.assertIn('--resume', again.stderr)
                self.resume()
                self.assertEqual(self.digests(), calm)

    def test_from_another_folder(self):
        """Sources, destination and settings are in the ledger."""
        self.photos(12)
        calm = self.undisturbed(*self.ARGS, 'in')
        self.bury(self.start_and_await(2))
        done = subprocess.run([EXPORT, '--ledger', self.path('a.ledger'), '--resume'], cwd='/', capture_output=True,
                              timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.digests(), calm)

    def test_source_changed_meanwhile(self):
        self.photos(24)
        self.bury(self.start_and_await(2, '-j', '1'))
        self.png('in/023.png', 30, 20)
        self.resume(code=1)
        failure, = self.status()['failures']
        self.assertIn('023.png', failure['source'])
        self.assertIn('changed', failure['error'])

    def test_a_death_in_the_plan(self):
        self.photos(30)
        process = self.start('-o', 'out', '--ledger', 'a.ledger', *self.ARGS, 'in')
        time.sleep(0.03)
        self.bury(process)
        done = self.run_cli('--ledger', 'a.ledger', '--resume')
        self.assertIn(done.returncode, (0, 2, 3), done.stderr)
        self.assertEqual([name for name in self.tree() if name.startswith('.')], [])


class Trouble(LedgerCase):
    def test_corrupt(self):
        self.photos(2)
        self.put('a.ledger', b'garbage' * 1000)
        _, err = self.export('--ledger', 'a.ledger', 'in')
        self.assertIn('a.ledger.broken-1', err)
        self.assertTrue(os.path.exists(self.path('a.ledger.broken-1')))
        self.assertEqual(self.status()['done'], 2)

    def test_corrupt_to_resume(self):
        self.put('a.ledger', b'garbage' * 1000)
        done = self.run_cli('--ledger', 'a.ledger', '--resume')
        self.assertEqual(done.returncode, 3)
        self.assertIn('set aside', done.stderr)

    def test_corrupt_for_status(self):
        path = self.put('a.ledger', b'garbage' * 1000)
        done = self.run_cli('--ledger', 'a.ledger', '--status')
        self.assertEqual(done.returncode, 2)
        self.assertEqual(digest(path), digest(self.put('b', b'garbage' * 1000)))

    def test_none(self):
        for what in ('--status', '--resume'):
            done = self.run_cli('--ledger', 'a.ledger', what)
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, r'\Aambrotype-export: .*a\.ledger.*\n\Z')
            self.assertFalse(os.path.exists(self.path('a.ledger')))

    def test_a_photo_is_no_ledger(self):
        photo = self.png('in/a.png')
        before = digest(photo)
        done = self.run_cli('-o', 'out', '--ledger', 'in/a.png', 'in')
        self.assertEqual(done.returncode, 2)
        self.assertEqual(digest(photo), before)
        self.assertEqual(self.tree('in'), ['a.png'])

    def test_another_database_is_no_ledger(self):
        self.photos(1)
        with sqlite3.connect(self.path('photos.db')) as db:
            db.execute('CREATE TABLE photo (name TEXT)')
        before = digest(self.path('photos.db'))
        done = self.run_cli('-o', 'out', '--ledger', 'photos.db', 'in')
        self.assertEqual(done.returncode, 2)
        self.assertIn('not a record', done.stderr)
        self.assertEqual(digest(self.path('photos.db')), before)

    def test_second_process(self):
        self.photos(12, 1500, 1000)
        process = self.start('-o', 'out', '--ledger', 'a.ledger', '-j', '1', '--progress', 'json', 'in')
        self.await_done(process, 1)
        process.send_signal(signal.SIGSTOP)
        self.addCleanup(process.send_signal, signal.SIGCONT)
        second = self.run_cli('-o', 'other', '--ledger', 'a.ledger', 'in')
        self.assertEqual(second.returncode, 2)
        self.assertIn('in use', second.stderr)
        third = self.run_cli('--ledger', 'a.ledger', '--resume')
        self.assertEqual(third.returncode, 2)
        status = self.status()
        self.assertEqual(status['total'], 12)
        self.assertFalse(status['finished'])
        process.send_signal(signal.SIGCONT)
        self.assertEqual(self.finish(process).returncode, 0)
        self.assertFalse(os.path.exists(self.path('other')))

    def test_read_only_folder(self):
        self.photos(1)
        os.makedirs(self.path('closed'))
        os.chmod(self.path('closed'), 0o555)
        os.makedirs(self.out)
        os.chmod(self.out, 0o777)
        as_nobody = {'user': NOBODY, 'group': NOBODY, 'extra_groups': []} if os.geteuid() == 0 else {}
        done = self.run_cli('-o', 'out', '--ledger', 'closed/a.ledger', 'in', **as_nobody)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r'\Aambrotype-export: .*closed/a\.ledger.*\n\Z')
        self.assertEqual(self.tree(), [])

    def test_full_disk(self):
        """What cannot be recorded is not exported; it is gone on with when there is room."""
        self.photos(16)
        calm = self.undisturbed('-f', 'jpeg', 'in')
        done = self.run_cli('-o', 'out', '--ledger', 'a.ledger', '-j', '1', '-f', 'jpeg', 'in', env=mischief(full='40'))
        self.assertEqual(done.returncode, 75, done.stderr)
        self.assertIn('recorded', done.stderr)
        left = self.tree()
        self.assertLess(len(left), 16)
        self.assertEqual([name for name in left if name.startswith('.')], [])
        self.resume()
        self.assertEqual(self.digests(), calm)

    def test_one_line_until_done(self):
        """--resume with sources begins where nothing is recorded, and goes on where something is."""
        self.photos(12)
        calm = self.undisturbed('-f', 'jpeg', 'in')
        line = ('-o', 'out', '--ledger', 'a.ledger', '--resume', '--shard', '0/1', '-f', 'jpeg', 'in')
        process = self.start(*line, '--progress', 'json')
        self.await_done(process, 2)
        self.bury(process)
        for _ in range(2):
            self.assertEqual(self.run_cli(*line).returncode, 0)
            self.assertEqual(self.digests(), calm)

    def test_usage(self):
        self.photos(1)
        for args in (('--resume',), ('--status',), ('--ledger', 'a.ledger', '--status', 'in'), ('--resume', '-o', 'out', 'in'),
                     ('--ledger', 'a.ledger', '--resume', '-q', '50'), ('--ledger', 'a.ledger', '--resume', '--dry-run')):
            done = self.run_cli(*args)
            self.assertEqual((done.returncode, done.stdout), (2, ''), args)


class Storm(LedgerCase):
    """The program is killed twice and its workers at random, and three photos crash whoever reads them."""
    ARGS = ('-j', '2', '-f', 'jpeg', '--set', 'exposure.ev=0.3', '--set', 'contrast.amount=20', '--resize', 'long:1000')

    @staticmethod
    def real_photos():
        """Files of all formats that are known to open and all differ, from the largest on, as many as are asked for at most."""
        listing = os.path.join(CORPORA, 'expected.tsv')
        if not os.path.exists(listing):
            return []
        with open(listing, newline='', encoding='utf-8') as file:
            rows = [row for row in csv.DictReader(file, delimiter='\t')
                    if row['expect'] == 'open' and not row['hazard'] and row['content'] in FORMATS]
        rows.sort(key=lambda row: int(row['width']) * int(row['height']), reverse=True)
        unlike = {row['sha256']: row for row in reversed(rows)}
        paths = [os.path.join(CORPORA, row['path']) for row in reversed(unlike.values())]
        return paths[::max(1, len(paths) // PHOTOS)][:PHOTOS]

    def fill(self):
        """Real photos as far as there are any, then pictures of our own."""
        os.makedirs(self.path('in'))
        real = self.real_photos()
        for i in range(PHOTOS):
            if i < len(real):
                shutil.copy(real[i], self.path('in', f'{i:04}{os.path.splitext(real[i])[1]}'))
            else:
                self.png(f'in/{i:04}.png', 1200, 900, seed=i)
        for i in (PHOTOS // 4, PHOTOS // 2, PHOTOS - 2):
            for old in glob.glob(self.path('in', f'{i:04}.*')):
                os.unlink(old)
            self.put(f'in/{i:04}.png', poisoned(png_bytes(600, 400, seed=i)))

    def harass(self, process, kills, stop):
        """Kills workers at random moments until there were enough."""
        dice = random.Random(7)
        while self.kills < kills and not stop.wait(dice.uniform(0, 0.1)):
            self.kills += len(kill_a_worker(process.pid, self.folder))

    def run_until(self, args, done, kills):
        """Starts, harasses, and kills the program after so many jobs; None: lets it end."""
        process = self.start('--ledger', 'a.ledger', '--progress', 'json', *args, env=mischief())
        stop = threading.Event()
        thread = threading.Thread(target=self.harass, args=(process, kills, stop))
        thread.start()
        try:
            if done is None:
                return self.finish(process, timeout=1800)
            self.await_done(process, done)
            self.bury(process)
        finally:
            stop.set()
            thread.join()
        return None

    def test_storm(self):
        self.fill()
        calm = self.undisturbed(*self.ARGS, 'in', env=mischief())
        refused = PHOTOS - 3 - len(calm)    # real files that lack image data
        self.assertLess(refused, PHOTOS / 5)
        self.kills = 0
        kills = PHOTOS // 10
        self.run_until(('-o', 'out', *self.ARGS, 'in'), PHOTOS // 4, kills // 3)
        self.run_until(('--resume',), PHOTOS // 4, kills * 2 // 3)
        done = self.run_until(('--resume',), None, kills)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(self.digests(), calm)
        status = self.status()
        self.assertEqual((status['done'], status['quarantined'], status['failed']), (len(calm), 3, refused))
        self.assertEqual(sum('SEGV' in failure['error'] for failure in status['failures']), 3)
        self.assertGreaterEqual(self.kills, kills // 2)
        print(f'# {PHOTOS} photos, {len(calm)} right, {refused} refused, {self.kills} workers killed', file=sys.stderr)


if __name__ == '__main__':
    tap.main()
