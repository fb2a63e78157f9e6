# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ambrotype-export over the photo itself: the original is kept before it is replaced, and comes back."""
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap  # noqa: E402
from cli_case import NOBODY, Case, digest, files_of, workers_of, write_journal  # noqa: E402

MISCHIEF = os.environ['AMB_MISCHIEF']
LONG_AGO = 1_234_567_890_123_456_789


class OriginalsCase(Case):
    def setUp(self):
        super().setUp()
        self.photo = self.png('in/a.png')
        os.utime(self.photo, ns=(LONG_AGO, LONG_AGO))
        os.chmod(self.photo, 0o640)
        self.first = digest(self.photo)

    def run_cli(self, *args, **kw):
        env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'XDG_DATA_HOME': self.path('data'), 'XDG_STATE_HOME': self.path('state'),
               **kw.pop('env', {})}
        return super().run_cli(*args, env=env, **kw)

    def save(self, *args, source='in/a.png', ev=1, code=0, **kw):
        done = self.run_cli('-o', 'in', '--on-conflict', 'replace', '--set', f'exposure.ev={ev}', *args, source, **kw)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return done

    def restore(self, *names, code=0, **kw):
        done = self.run_cli('--restore', *(names or ['in/a.png']), **kw)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return done

    def kept(self):
        folder = self.path('data', 'ambrotype', 'originals')
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        for name in names:
            self.assertEqual(digest(os.path.join(folder, name)), name)
        return names

    def assert_first(self):
        self.assertEqual(digest(self.photo), self.first)
        self.assertEqual(os.stat(self.photo).st_mtime_ns, LONG_AGO)
        self.assertEqual(os.stat(self.photo).st_mode & 0o7777, 0o640)


class Keeping(OriginalsCase):
    def test_first_of_several_saves(self):
        for ev in (1, 0.5, -1):
            before = digest(self.photo)
            self.save(ev=ev)
            self.assertNotEqual(digest(self.photo), before)
            self.assertEqual(os.stat(self.photo).st_mode & 0o7777, 0o640)
            self.assertEqual(self.kept(), [self.first])
        last = digest(self.photo)
        self.assertIn('is its original again', self.restore().stdout)
        self.assert_first()
        self.assertEqual(self.kept(), sorted([self.first, last]))
        self.assertIn('is its original already', self.restore().stdout)
        self.assert_first()

    def test_saved_again_after_it_came_back(self):
        self.save(ev=1)
        self.restore()
        self.save(ev=-1)
        self.restore()
        self.assert_first()

    def test_only_what_is_replaced(self):
        """Another photo's output, other names and other policies keep nothing."""
        self.save('--name', 'b.{ext}')
        self.save('--name', 'b.{ext}')
        self.save('--on-conflict', 'rename')
        self.assertEqual(self.kept(), [])
        self.assert_first()
        done = self.restore('in/b.png', 'in/a.png', code=1)
        self.assertEqual(done.stderr.count('No original of'), 2)

    def test_through_links(self):
        """A linked folder, a link to the photo, another name of the same file."""
        os.symlink('in', self.path('linked'))
        os.symlink('in/a.png', self.path('link.png'))
        os.link(self.photo, self.path('in', 'hard.png'))
        for source, args in (('linked/a.png', ()), ('link.png', ('--name', 'a.{ext}')), ('in/hard.png', ('--name', 'a.{ext}'))):
            with self.subTest(source):
                self.restore() if self.kept() else None
                os.unlink(self.path('in', 'hard.png'))
                os.link(self.photo, self.path('in', 'hard.png'))
                self.save(*args, source=source)
                self.assertNotEqual(digest(self.photo), self.first)
                self.assertIn(self.first, self.kept())
                self.restore('linked/a.png')
                self.assert_first()

    def test_changed_by_another_program(self):
        """What was no output of ours is an original, too; the newest counts."""
        self.save()
        self.png('in/a.png', seed=2)
        second = digest(self.photo)
        self.save()
        self.assertEqual(self.kept(), sorted([self.first, second]))
        self.restore()
        self.assertEqual(digest(self.photo), second)

    def test_photo_that_is_gone(self):
        self.save()
        os.unlink(self.photo)
        self.restore()
        self.assert_first()

    def test_let_go(self):
        self.png('in/b.png')
        self.save()
        self.save(source='in/b.png')
        self.assertEqual(self.kept(), [self.first])  # the same picture
        saved = digest(self.photo)
        self.assertEqual(self.run_cli('--forget-original', 'in/a.png').returncode, 0)
        self.assertEqual(self.kept(), [self.first])
        self.restore(code=1)
        self.assertEqual(digest(self.photo), saved)
        self.assertEqual(self.run_cli('--forget-original', 'in/b.png').returncode, 0)
        self.assertEqual(self.kept(), [])
        self.assertEqual(self.run_cli('--forget-original', 'in/b.png').returncode, 1)

    def test_usage(self):
        for args in (['--restore'], ['--restore', '-o', 'out', 'in/a.png'], ['--restore', '--forget-original', 'in/a.png'],
                     ['--restore', '--ledger', 'x', 'in/a.png']):
            self.assertEqual(self.run_cli(*args).returncode, 2, args)

    def test_edits_of_the_original(self):
        """What was saved has its edits in the pixels; the original has them still."""
        folder = self.path('state', 'ambrotype')
        self.save('--set', 'exposure.ev=0')
        self.restore()
        write_journal(folder, {self.photo: {'exposure.ev': -0.5}})
        edited = ['--on-conflict', 'replace', '--recipe-mode', 'on-top', 'in/a.png']
        self.assertEqual(self.run_cli('-o', 'in', *edited).returncode, 0)
        once = digest(self.photo)
        self.assertNotEqual(once, self.first)
        self.assertEqual(self.run_cli('-o', 'in', *edited).returncode, 0)
        self.assertEqual(digest(self.photo), once, 'the edits were put on top of themselves')
        self.restore()
        self.assertEqual(self.run_cli('-o', 'out', *edited).returncode, 0)
        self.assertEqual(digest(self.path('out', 'a.png')), once)


class Accidents(OriginalsCase):
    def mischief(self, **what):
        return {'LD_PRELOAD': MISCHIEF, 'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0',
                **{f'AMB_MISCHIEF_{key.upper()}': value for key, value in what.items()}}

    def test_killed_between_keeping_and_naming(self):
        """Names are linked twice: to what is kept, then, hidden, to the output that is to be renamed over the photo."""
        for moment, known in (('after:1', False), ('before:2', True), ('after:2', True)):
            with self.subTest(moment):
                self.save(code=-signal.SIGKILL, env=self.mischief(die=moment))
                self.assert_first()
                self.assertEqual(self.kept(), [self.first])
                self.assertEqual('is its original already' in self.run_cli('--restore', 'in/a.png').stdout, known)
                self.save()
                self.assertEqual(self.kept(), [self.first])
                self.restore()
                self.assert_first()
                self.run_cli('--forget-original', 'in/a.png')
                self.assertEqual(self.kept(), [])

    def test_killed_at_a_later_save(self):
        """What the first save made stands there still, and is no original."""
        self.save()
        saved = digest(self.photo)
        self.save(ev=2, code=-signal.SIGKILL, env=self.mischief(die='before:1'))
        self.assertEqual(digest(self.photo), saved)
        self.save(ev=2)
        self.assertNotEqual(digest(self.photo), saved)
        self.assertEqual(self.kept(), [self.first])
        self.restore()
        self.assert_first()

    def test_another_program_saves_meanwhile(self):
        """What it saved was not read, so it is not replaced."""
        self.png('in/a.png', 3000, 2000)
        self.png('in/theirs.png', seed=3)
        theirs = digest(self.path('in/theirs.png'))
        process = self.start('-o', 'in', '--on-conflict', 'replace', '--set', 'noise-reduction.luminance=50', 'in/a.png')
        worker = None
        while not worker and process.poll() is None:
            worker = next((pid for pid in workers_of(process.pid) if self.photo in files_of(pid)), None)
        os.kill(worker, signal.SIGSTOP)
        os.rename(self.path('in/theirs.png'), self.photo)
        os.kill(worker, signal.SIGCONT)
        done = self.finish(process)
        self.assertEqual(done.returncode, 1)
        self.assertIn('“a.png” was changed', done.stderr)
        self.assertEqual(digest(self.photo), theirs)
        self.assertEqual(self.tree('in'), ['a.png'])

    def test_full_data_folder(self):
        done = self.save(code=75, env=self.mischief(room='0'))
        self.assertRegex(done.stderr, r'“a\.png” was left as it is because its original could not be kept\. There is not enough space')
        self.assert_first()
        self.assertEqual(self.kept(), [])
        self.assertEqual(self.tree('in'), ['a.png'])

    def test_closed_data_folder(self):
        for name in ('data', 'state'):
            os.makedirs(self.path(name))
        os.chmod(self.path('data'), 0o555)
        as_nobody = {}
        if os.geteuid() == 0:
            as_nobody = {'user': NOBODY, 'group': NOBODY, 'extra_groups': []}
            for name in ('state', 'in', 'in/a.png'):
                os.chown(self.path(name), NOBODY, NOBODY)
        done = self.save(code=1, **as_nobody)
        self.assertIn('its original could not be kept', done.stderr)
        self.assert_first()
        self.assertEqual(self.tree('in'), ['a.png'])

    def test_damaged_copy(self):
        """What is kept is looked at before it replaces anything."""
        self.save()
        saved = digest(self.photo)
        path = self.path('data', 'ambrotype', 'originals', self.first)
        os.chmod(path, 0o600)
        with open(path, 'r+b') as file:
            file.seek(50)
            file.write(b'?')
        done = self.restore(code=1)
        self.assertIn('the copy that was kept has changed', done.stderr)
        self.assertEqual(digest(self.photo), saved)
        os.unlink(path)
        self.restore(code=1)
        self.assertEqual(digest(self.photo), saved)

    def test_damaged_record(self):
        """It is set aside with a word about it; the photo is kept in a new one."""
        self.save()
        self.restore()
        self.put('state/ambrotype/originals.sqlite', b'no database at all' * 400)
        for name in ('-wal', '-shm'):
            if os.path.exists(self.path('state/ambrotype/originals.sqlite' + name)):
                os.unlink(self.path('state/ambrotype/originals.sqlite' + name))
        self.save()
        self.assertIn('originals.sqlite.broken-1', os.listdir(self.path('state', 'ambrotype')))
        self.restore()
        self.assert_first()


if __name__ == '__main__':
    tap.main()
