# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The batch page before the start, while it runs and after: plan, pause, filter, order, drags, several batches, a restart."""
import os
import shutil
import signal
import subprocess
import unittest

from batch_case import BatchCase
from case import APP_ID, BUILD, SAMPLE, draw, settle, tap, wait
from desktop import HERE

FAULT_WORKER = BUILD / 'tests/process/fault-worker'


class BatchPage(BatchCase):
    # ---- before the start -----------------------------------------------------------------------
    def test_the_plan_is_shown(self):
        folder = self.photos(3, size='400x300')
        (folder / 'broken.jpg').write_bytes(b'\xff\xd8\xff\xe0 this is no photo')
        home = self.desktop.dir / 'home/Ambrotype'
        home.mkdir(exist_ok=True)
        self.addCleanup(shutil.rmtree, home, True)
        shutil.copy(folder / '0.jpg', home / '1.jpg')
        self.launch(SAMPLE, title='sample.jpg')
        self.collect(folder)
        self.says('3 files will be written, about')
        self.says('1 name is taken')
        self.says('1 photo cannot be read')
        self.says('→ 1 (2).jpg · 400 × 300')
        self.says('New Name')
        self.desktop.screenshot('plan')
        self.assertEqual([p.name for p in home.iterdir()], ['1.jpg'], 'a plan writes nothing')
        self.desktop.key('ctrl+Return')
        self.ended()
        self.assertEqual(sorted(p.name for p in home.iterdir()), ['0.jpg', '1 (2).jpg', '1.jpg', '2.jpg'])
        self.says('3 exported, 1 failed')

    def test_losses_are_foreseen(self):
        folder = self.dir / 'photos'
        folder.mkdir()
        draw(folder / 'clear.png', '300x200', '-alpha', 'on', '-channel', 'A', '-evaluate', 'set', '50%')
        self.launch(SAMPLE, title='sample.jpg')
        self.collect(folder)
        self.says('1 file will be written')
        self.choose('Format', 1)
        self.says('1 photo loses its transparency')
        self.desktop.press('Add Output')
        self.says('2 files will be written')
        self.says('1 photo loses its transparency')
        self.desktop.screenshot('losses')

    # ---- while it runs --------------------------------------------------------------------------
    def test_pause_and_resume(self):
        folder = self.photos(12, size='2400x1600')
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(folder, form='png')
        wait(self.outputs, 'the first output', 60)
        self.desktop.press('Pause', 'push button')
        self.says('Paused: ')
        wait(lambda: not self.at_work(folder) and self.desktop.is_there(f'Paused: {len(self.outputs())} of 12 photos', 'label'),
             'what was begun to be done', 60)
        paused = self.outputs()
        settle(1.5)
        self.assertEqual(self.at_work(folder), [], 'nothing is begun')
        self.assertEqual(self.outputs(), paused)
        self.assertLess(len(paused), 12)
        self.desktop.screenshot('paused')
        self.desktop.press('Resume', 'push button')
        self.ended(120)
        self.assertEqual(len(self.outputs()), 12)
        self.says('12 exported')

    def test_sizes_before_and_after(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(self.photos(2, size='800x600', form='png'))
        self.ended()
        self.assertRegex(self.says('0.jpg · '), r'^0\.jpg · \S+\s\S+ → \S+\s\S+$')
        labels = [n.name for n in self.desktop.find_all(role='label')]
        self.assertTrue(any(' → ' in name and '·' not in name for name in labels), 'the sum')

    def test_retry_failed(self):
        folder = self.photos(3, size='400x300')
        whole = (folder / '1.jpg').read_bytes()
        for name in ('1.jpg', '2.jpg'):
            (folder / name).write_bytes(b'\xff\xd8\xff\xe0 this is no photo')
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(folder)
        self.says('1 exported, 2 failed')
        for name in ('1.jpg', '2.jpg'):
            (folder / name).write_bytes(whole)
        self.desktop.press('Retry Failed', 'push button')
        self.says('3 exported')
        self.assertEqual(self.outputs(), ['0.jpg', '1.jpg', '2.jpg'])

    @unittest.skipUnless(FAULT_WORKER.exists(), 'the fault worker is not built')
    def test_a_photo_that_crashes_its_worker_is_set_aside(self):
        folder = self.dir / 'photos'
        folder.mkdir()
        for name, fault in (('good.jpg', 'none'), ('bad.jpg', 'segv')):
            text = f'[fault]\nfault={fault}\nplace=export\nwidth=64\nheight=48\n'
            (folder / name).write_bytes(b'\xff\xd8\xff\xe0' + text.encode())
        self.desktop.env['AMBROTYPE_WORKER'] = str(FAULT_WORKER)
        self.addCleanup(self.desktop.env.pop, 'AMBROTYPE_WORKER')
        self.launch()
        self.batch(folder)
        self.ended(90)
        self.says('Set Aside')
        self.assertRegex(self.says('“bad.jpg”'), r'crashed its (decoder|worker) \(signal 11, SIGSEGV\) twice\.')
        self.desktop.screenshot('set-aside')

    # ---- the list -------------------------------------------------------------------------------
    def row_words(self):
        """The name of each photo in the list and what its row says, in sight or not."""
        rows = (item.walk() for item in self.desktop.see('Photos of this batch').children)
        return [[n.name for n in row if n.role == 'label'][:2] for row in rows]

    def says_all(self, count, form):
        expected = [[f'{i}.{form}', f'{i}.png · '] for i in range(count)]
        wait(lambda: [[name, words[:len(f'{i}.png · ')]] for i, (name, words) in enumerate(self.row_words())] == expected,
             f'{count} rows that each say what became of their photo', 30)

    def test_rows_are_used_again(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(self.photos(30, size='64x48'), form='png')
        self.ended()
        self.says_all(30, 'jpg')
        self.desktop.press('New Batch', 'push button')
        wait(lambda: not self.rows(), 'an empty page')
        self.batch(self.photos(36, name='more', size='64x48', form='tif'), form='png', output='more-out')
        self.ended()
        self.says_all(36, 'tif')

    def test_rows_move_and_go(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.collect(self.photos(4, size='200x150'))
        self.says('4 files will be written')
        self.select('3.jpg')
        self.desktop.key('alt+Home')
        wait(lambda: self.rows()[:4] == ['3.jpg', '0.jpg', '1.jpg', '2.jpg'], 'the last to be the first')
        self.select('0.jpg')
        self.desktop.key('alt+Down')
        wait(lambda: self.rows()[:4] == ['3.jpg', '1.jpg', '0.jpg', '2.jpg'], 'one step down')
        self.select('1.jpg')
        self.desktop.key('Delete')
        wait(lambda: self.rows()[:4] == ['3.jpg', '0.jpg', '2.jpg'], 'one less')
        self.says('3 files will be written')

    def test_a_row_is_dragged_to_another_place(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.collect(self.photos(4, size='200x150'))
        self.says('4 files will be written')
        start, end = (self.desktop.centre(self.desktop.find(name, 'label')) for name in ('3.jpg', '0.jpg'))
        self.desktop.drag(start, (end[0], end[1] - 12))
        wait(lambda: self.rows()[:4] == ['3.jpg', '0.jpg', '1.jpg', '2.jpg'], 'the last to be the first')

    def test_the_menu_of_a_row(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.collect(self.photos(3, size='200x150'))
        self.says('3 files will be written')
        self.desktop.click(*self.desktop.centre(self.desktop.find('1.jpg', 'label')), number=3)
        wait(lambda: self.desktop.is_there('Move to Top'), 'the menu')
        self.desktop.screenshot('menu')
        self.desktop.press('Move to Top')
        wait(lambda: self.rows()[:3] == ['1.jpg', '0.jpg', '2.jpg'], 'the row at the top')

    def test_finished_files_are_dragged_out(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(self.photos(2, size='200x150'))
        self.ended()
        target = self.desktop.start(['/usr/bin/python3', HERE / 'drop-target.py'], 'drop-target', {'GTK_A11Y': 'none'})
        window = wait(lambda: self.desktop.x_window('drop-target'), 'the drop target')
        subprocess.run(['xdotool', 'windowmove', str(window.id), '4', '4'], env=self.desktop.env, check=True)
        wait(lambda: abs(window.translate_coords(self.desktop.root, 0, 0).x) < 20, 'the drop target in its place')
        start = self.desktop.centre(self.desktop.find('1.jpg', 'label'))
        self.desktop.drag(start, (40, 40), steps=20, hold=0.4)
        self.assertEqual(target.wait(10), 0)
        told = (self.desktop.out / 'drop-target.log').read_text().split()
        self.assertEqual(told[-1], str(self.dir / 'out/1.jpg'))
        self.assertTrue((self.dir / 'out/1.jpg').exists(), 'a copy was offered')

    # ---- several, and again ---------------------------------------------------------------------
    def test_two_batches_at_once(self):
        first, second = self.photos(16, 'first', '2400x1600'), self.photos(2, 'second', '200x150')
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(first, form='png', output='first-out')
        wait(lambda: self.outputs('first-out'), 'the first output', 60)
        self.batch(second, output='second-out')
        wait(lambda: len(self.outputs('second-out')) == 2, 'the second batch, in its turn', 60)
        self.assertLess(len(self.outputs('first-out')), 16)
        self.assertEqual(self.rows(), ['0.jpg', '1.jpg'])
        self.desktop.press('Other Batches')
        first = wait(lambda: next((n for n in self.desktop.find_all(role='push button') if n.name.startswith('first-out: ')), None),
                     'the first batch among the others')
        self.desktop.screenshot('switcher')
        self.assertFalse(self.desktop.is_there('second-out: 2 exported'), 'it is shown')
        first.act('click')
        wait(lambda: len(self.rows()) == 16, 'the first batch')
        self.ended(180)
        self.assertEqual(len(self.outputs('first-out')), 16)

    def killed(self, count):
        """A batch whose program was killed when some of it was done; gives how much."""
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(self.photos(count, size='2400x1600'), form='png')
        wait(lambda: len(self.outputs()) >= 2, 'the second output', 60)
        self.app.kill()
        self.app.wait()
        wait(lambda: not self.desktop.has_name(APP_ID), 'the program to be gone')
        return len(self.outputs())

    def test_going_on_after_a_kill(self):
        self.killed(12)
        times = {p.name: p.stat().st_mtime_ns for p in (self.dir / 'out').iterdir()}
        self.app = self.desktop.start([BUILD / 'src/app/ambrotype'], self.log)
        words = wait(lambda: next((n.name for n in self.desktop.find_all(role='label')
                                   if 'exported to “out” yet' in n.name), None), 'the offer')
        self.assertRegex(words, r'^\d+ of 12 photos were not exported')
        self.desktop.screenshot('offer')
        self.desktop.press('Continue', 'push button')
        self.ended(120)
        self.assertEqual(len(self.outputs()), 12)
        for name, when in times.items():
            self.assertEqual((self.dir / 'out' / name).stat().st_mtime_ns, when, f'{name} is not done again')

    def test_discarding_what_was_left(self):
        done = self.killed(12)
        self.app = self.desktop.start([BUILD / 'src/app/ambrotype'], self.log)
        wait(lambda: self.desktop.is_there('Discard', 'push button'), 'the offer')
        self.desktop.press('Discard', 'push button')
        wait(lambda: not self.desktop.is_there('Discard', 'push button'), 'the offer to go')
        self.app.send_signal(signal.SIGTERM)
        self.app.wait(30)
        self.app = self.desktop.start([BUILD / 'src/app/ambrotype'], self.log)
        self.window('Ambrotype')
        settle(1.5)
        self.assertFalse(self.desktop.is_there('Discard', 'push button'))
        self.assertEqual(len(self.outputs()), done)

    def test_quitting_keeps_the_rest_for_later(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(self.photos(12, size='2400x1600'), form='png')
        wait(self.outputs, 'the first output', 60)
        self.desktop.key('ctrl+q')
        wait(lambda: any(w.role == 'dialog' for w in self.desktop.windows()), 'the question')
        self.desktop.press('Quit', 'push button')
        self.assertEqual(self.app.wait(60), 0)
        self.assertFalse([p for p in os.listdir(self.dir / 'out') if not p.endswith('.png')], 'no partial file')
        self.app = self.desktop.start([BUILD / 'src/app/ambrotype'], self.log)
        wait(lambda: self.desktop.is_there('Continue', 'push button'), 'the offer')
        self.desktop.press('Continue', 'push button')
        self.ended(120)
        self.assertEqual(len(self.outputs()), 12)


if __name__ == '__main__':
    tap.main()
