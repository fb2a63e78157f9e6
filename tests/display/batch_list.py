# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of the batch page: filled, filtered, selected whole, one file's own choice, and all of it by keys alone."""
import os
import shutil

from batch_case import BatchCase
from case import SAMPLE, draw, settle, tap, wait
from hands import ACTIONABLE, CLASS_LIKE

FILTERS = ['All', 'Waiting', 'Running', 'Done', 'Failed', 'Set Aside', 'Skipped or Cancelled', 'With Remarks']


class BatchList(BatchCase):
    def setUp(self):
        super().setUp()
        self.home = self.desktop.dir / 'home/Ambrotype'
        self.home.mkdir(exist_ok=True)
        self.addCleanup(shutil.rmtree, self.home, True)

    def many(self, count, size):
        """One photo under many names."""
        folder = self.dir / 'many'
        folder.mkdir()
        first = draw(folder / '000.jpg', size)
        for i in range(1, count):
            os.link(first, folder / f'{i:03}.jpg')
        return folder

    def listed(self, *names):
        wait(lambda: self.rows() == list(names), f'the rows {names}')

    def show(self, title):
        now = next(title for title in FILTERS if self.desktop.is_there(title, 'label'))
        self.desktop.press('Photos That Are Shown')
        self.choose_line(FILTERS.index(title) - FILTERS.index(now))

    # ---- the filter -----------------------------------------------------------------------------
    def test_the_filter_by_state(self):
        folder = self.photos(4, size='200x150')
        whole = (folder / '2.jpg').read_bytes()
        (folder / '2.jpg').write_bytes(b'\xff\xd8\xff\xe0 this is no photo')
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(folder)
        self.says('3 exported, 1 failed')
        self.show('Done')
        self.listed('0.jpg', '1.jpg', '3.jpg')
        self.show('Failed')
        self.listed('2.jpg')
        self.desktop.screenshot('failed')
        (folder / '2.jpg').write_bytes(whole)
        self.desktop.press('Try Again: 2.jpg')
        self.says('None of These')
        self.show('All')
        self.listed('0.jpg', '1.jpg', '2.jpg', '3.jpg')

    # ---- one file's own choice ------------------------------------------------------------------
    def test_one_file_is_replaced_the_others_keep_both(self):
        folder = self.photos(3, size='200x150')
        for name in ('0.jpg', '1.jpg'):
            (self.home / name).write_text('old')
        self.launch(SAMPLE, title='sample.jpg')
        self.collect(folder)
        self.says('2 names are taken')
        self.desktop.click(*self.desktop.centre(self.desktop.find('0.jpg', 'label')), number=3)
        wait(lambda: self.desktop.is_there('If the File Exists', 'menu item'), 'the menu')
        self.desktop.press('If the File Exists', 'menu item')
        wait(lambda: self.desktop.is_there('Replace', 'menu item'), 'the choices')
        settle()
        self.desktop.screenshot('choices')
        self.desktop.press('Replace', 'menu item')
        self.says('Replaces')
        self.says('New Name')
        wait(lambda: self.desktop.is_there('0.jpg, 1 (2).jpg, 2.jpg', 'label'), 'the names')
        self.desktop.key('ctrl+Return')
        self.ended()
        self.assertEqual(sorted(p.name for p in self.home.iterdir()), ['0.jpg', '1 (2).jpg', '1.jpg', '2.jpg'])
        self.assertNotEqual((self.home / '0.jpg').read_bytes(), b'old')
        self.assertEqual((self.home / '1.jpg').read_bytes(), b'old')

    # ---- filled ---------------------------------------------------------------------------------
    def test_folders_are_dropped_and_chosen(self):
        self.launch()
        self.act('win.show-batch')
        self.says('Drop Photos or Folders Here')
        x, y, width, height = self.desktop.screen_rect(next(w for w in self.desktop.windows() if w.role == 'frame'))
        self.assertTrue(self.desktop.drop_files([self.photos(2, 'dropped', '200x150')], x + width // 2, y + height * 0.75))
        self.says('2 files will be written')
        self.desktop.press('Add Photos')
        wait(lambda: self.desktop.is_there('Add a Folder…', 'menu item'), 'the menu')
        self.desktop.press('Add a Folder…', 'menu item')
        self.choose_file('Choose Folders', self.photos(3, 'chosen', '200x150'))
        self.says('5 files will be written')
        self.listed('0.jpg', '1.jpg', '0.jpg', '1.jpg', '2.jpg')

    # ---- selected whole -------------------------------------------------------------------------
    def select_all(self, first):
        self.select(first)
        self.desktop.key('ctrl+a')
        wait(lambda: len(self.selected()) > 1, 'all to be selected')

    def test_three_hundred_are_removed(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.collect(self.many(300, '64x48'))
        self.says('300 files will be written', 60)
        self.select_all('000.jpg')
        self.desktop.key('Delete')
        self.listed()

    def test_three_hundred_are_cancelled(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(self.many(300, '2400x1600'), form='png')
        wait(self.outputs, 'the first output', 60)
        self.select_all('005.jpg')
        self.desktop.key('shift+F10')
        wait(lambda: self.desktop.is_there('Cancel', 'menu item'), 'the menu')
        self.desktop.press('Cancel', 'menu item')
        self.ended()
        said = next(n.name for n in self.desktop.find_all(role='label') if n.name.endswith(' cancelled'))
        done = len(self.outputs())
        self.assertEqual(said, f'{done} exported, {300 - done} cancelled')
        self.assertLess(done, 100)

    # ---- keys alone -----------------------------------------------------------------------------
    def tab_to(self, label, key='Tab', most=40):
        """What is passed on the way is named as a screen reader would say it."""
        for _ in range(most):
            node = self.tab(key)
            if node.is_called(label):
                return
            if node.role in ACTIONABLE:
                self.assertFalse(not node.name or CLASS_LIKE.match(node.name), node)
        self.fail(f'no {label} within {most} steps')

    def test_a_batch_by_keys_alone(self):
        folder = self.photos(3, size='200x150')
        self.launch()
        self.desktop.key('ctrl+b')
        self.says('Drop Photos or Folders Here')
        self.tab_to('Add a Folder…')
        self.desktop.key('Return')
        self.choose_file('Choose Folders', folder)
        self.says('3 files will be written')
        wait(lambda: (now := self.desktop.focused()) and now.is_called('Photos of this batch'), 'the list to have the keyboard')
        self.desktop.key('End')
        wait(lambda: self.selected() == ['2.jpg'], 'the last row')
        self.desktop.key('alt+Home')
        self.listed('2.jpg', '0.jpg', '1.jpg')
        self.tab_to('Format')
        self.desktop.key('space')
        self.choose_line(2)
        self.says('→ 2.png')
        self.tab_to('Export', 'shift+Tab')
        self.desktop.key('Return')
        self.ended()
        self.assertEqual(sorted(p.name for p in self.home.iterdir()), ['0.png', '1.png', '2.png'])
        self.tab_to('New Batch', 'shift+Tab')
        self.desktop.key('Return')
        wait(lambda: not self.desktop.is_there('New Batch'), 'an empty page')
        self.tab_to('Add Photos…')


if __name__ == '__main__':
    tap.main()
