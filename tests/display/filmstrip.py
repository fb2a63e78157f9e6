# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several photos in one window: the filmstrip below the photo."""
import os
import signal
import subprocess
from pathlib import Path

from case import Case, GLib, draw, settle, tap, wait

MANY = 3000


class Filmstrip(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ('a.jpg', 'b.png', 'c.bmp', 'd.jpg'):
            draw(cls.desktop.dir / name, '600x400')

    def photo(self, name):
        if not (self.dir / name).exists():
            os.link(self.desktop.dir / name, self.dir / name)
        return self.dir / name

    def launch_all(self):
        bad = self.dir / 'letter.jpg'
        bad.write_text('Dear Sir or Madam,\n' * 40)
        self.launch(*[self.photo(name) for name in ('a.jpg', 'b.png', 'c.bmp')], bad, self.photo('d.jpg'), title='a.jpg')
        self.place(1, 5)

    def place(self, position, count):
        wait(lambda: any(n.name.split(' · ')[0] == f'{position} of {count}' for n in self.desktop.find_all(role='label')),
             f'{position} of {count} in the title')

    def cells(self):
        strip = self.desktop.see('Filmstrip', 'list')
        return [n for n in strip.walk() if n.role == 'image' and n is not strip and n.name]

    def click(self, name, modifier=None):
        at = self.desktop.centre(next(n for n in self.cells() if n.name == name))
        if modifier:
            subprocess.run(['xdotool', 'mousemove', *map(str, at), 'keydown', modifier, 'click', '1', 'keyup', modifier],
                           env=self.desktop.env, check=True)
        else:
            self.desktop.click(*at)

    def selected(self):
        return [n.name for n in self.cells() if 'SELECTED' in n.parent.states]

    def test_photos_are_switched(self):
        self.launch_all()
        self.assertEqual([n.name for n in self.cells()], ['a.jpg', 'b.png', 'c.bmp', 'letter.jpg', 'd.jpg'])
        self.assertFalse(self.enabled('win.previous-photo'))
        self.desktop.key('alt+Right')
        self.window('b.png')
        self.desktop.key('Page_Down')
        self.window('c.bmp')
        self.place(3, 5)
        self.desktop.key('Page_Up', 'alt+Left')
        self.window('a.jpg')
        self.click('b.png')
        self.window('b.png')
        self.photo_is_shown()
        for key, name in (('Right', 'c.bmp'), ('End', 'd.jpg'), ('Page_Up', 'letter.jpg'), ('Left', 'c.bmp'), ('Home', 'a.jpg')):
            self.desktop.key(key)
            self.window(name)
        self.desktop.screenshot('strip')
        self.assertEqual(len(self.desktop.windows()), 1)

    def colours(self, *points):
        """Of points of the screen."""
        return [self.desktop.mean(x, y, 1, 1) for x, y in points]

    def views(self):
        return [pid for pid in self.workers() if b'view' in Path(f'/proc/{pid}/cmdline').read_bytes().split(b'\0')]

    def hold_views(self):
        """Neither the worker of the photo shown nor the one of the next answers until they are let go."""
        held = wait(lambda: (pids := self.views())[1:] and pids, 'a spare worker')
        for pid in held:
            os.kill(pid, signal.SIGSTOP)
        return held

    def let_go(self, held):
        """The worker of the photo before was killed by then, the other one was not."""
        here = [pid for pid in held if pid in self.views()]
        self.assertNotEqual(here, [])
        for pid in here:
            os.kill(pid, signal.SIGCONT)

    def test_the_thumbnail_stands_in_for_a_photo_that_comes(self):
        tall = self.dir / 'tall.png'
        subprocess.run(['convert', '-size', '1000x2000', 'gradient:red-blue', tall], check=True)
        self.launch(tall, self.photo('a.jpg'), title='tall.png')
        x, y, width, height = self.desktop.screen_rect(self.desktop.find('Photo', 'image'))
        points = [(x + width // 2, y + height // 10), (x + width // 2, y + height * 9 // 10), (x + width // 2 + height // 5,
                  y + height // 3), (x + width // 2 - height // 3, y + height // 2)]
        whole = wait(lambda: (seen := self.colours(*points))[0][0] > 200 and seen[1][2] > 200 and seen, 'the whole photo')
        self.act('win.next-photo')
        self.window('a.jpg')
        self.photo_is_shown()
        wait(lambda: self.enabled('win.set-param'), 'the photo to be open')
        held = self.hold_views()
        self.act('win.previous-photo')
        self.window('tall.png')
        near = lambda: all(abs(a - b) < 25 for was, now in zip(whole, self.colours(*points)) for a, b in zip(was, now))
        wait(near, 'the same colours in the same places')
        self.assertFalse(self.enabled('win.set-param'))
        self.desktop.screenshot('stand-in')
        self.let_go(held)
        wait(lambda: self.enabled('win.set-param'), 'the photo to be open')

        self.act('win.set-param', '(sv)', ('exposure.ev', GLib.Variant('d', 2.0)))
        wait(lambda: self.cells()[0].description == 'Edited', 'the mark of an edited photo')
        self.act('win.next-photo')
        self.window('a.jpg')
        wait(lambda: self.enabled('win.set-param'), 'the photo to be open')
        held = self.hold_views()
        self.act('win.previous-photo')
        self.window('tall.png')
        empty = wait(lambda: (seen := self.colours(*points))[0] == seen[3] and seen, 'an empty page: a thumbnail has no edits')
        self.assertEqual(empty[3], whole[3])
        self.let_go(held)

    def test_what_cannot_be_read_is_marked_and_named(self):
        self.launch_all()
        wait(lambda: any(n.name == 'letter.jpg' and 'letter.jpg' in n.description for n in self.cells()), 'the sentence of the mark')
        self.click('letter.jpg')
        wait(lambda: any('letter.jpg' in n.name and 'format' in n.name for n in self.desktop.find_all(role='label')),
             'the error page')
        self.desktop.screenshot('unreadable')
        self.click('d.jpg')
        self.window('d.jpg')
        self.photo_is_shown()

    def test_each_photo_keeps_its_edits_and_its_undo(self):
        self.launch_all()
        wait(lambda: self.enabled('win.set-param'), 'the photo to be open')
        self.act('win.set-param', '(sv)', ('exposure.ev', GLib.Variant('d', 0.7)))
        self.act('win.next-photo')
        self.window('b.png')
        wait(lambda: not self.enabled('win.undo') and self.slider('Exposure').value == 0, 'a photo without an edit')
        self.act('win.previous-photo')
        self.window('a.jpg')
        wait(lambda: self.enabled('win.undo'), 'the edit of before')
        wait(lambda: abs(self.slider('Exposure').value - 0.7) < 1e-6, 'its value')
        wait(lambda: self.cells()[0].description == 'Edited', 'the mark of an edited photo')
        self.assertFalse(self.said_restored(), 'this is no news')
        self.act('win.undo')
        wait(lambda: self.cells()[0].description == '', 'no mark')

    def test_edits_of_last_time_are_told_of_their_photo_only(self):
        self.launch_all()
        wait(lambda: self.enabled('win.set-param'), 'the photo to be open')
        self.act('win.set-param', '(sv)', ('exposure.ev', GLib.Variant('d', 0.7)))
        self._finish()
        self.launch(self.photo('b.png'), self.photo('a.jpg'), title='b.png')
        wait(lambda: self.cells()[1].description == 'Edited', 'the mark of a photo that was not shown yet')
        self.act('win.next-photo')
        wait(lambda: self.said_restored(), 'the news about it')
        self.act('win.previous-photo')
        self.window('b.png')
        # It would go by itself after ten seconds.
        wait(lambda: not self.said_restored(), 'no news about the other', 5)

    def said_restored(self):
        return any('restored' in n.name and 'VISIBLE' in n.states for n in self.desktop.find_all(role='label'))

    def test_selected_photos_go_to_the_export_page(self):
        self.launch_all()
        self.click('b.png')
        self.window('b.png')
        self.click('d.jpg', 'ctrl')
        wait(lambda: self.selected() == ['b.png', 'd.jpg'], 'two to be selected')
        self.window('b.png')
        self.desktop.click(*self.desktop.centre(next(n for n in self.cells() if n.name == 'd.jpg')), number=3)
        wait(lambda: self.desktop.is_there('Select All', 'menu item'), 'the menu')
        self.desktop.screenshot('menu')
        self.desktop.press('Export…', 'menu item')
        wait(lambda: not self.enabled('win.next-photo'), 'the export page')
        page = [n.name for n in self.desktop.find_all(role='label') if n.name.endswith(('.jpg', '.png', '.bmp'))]
        self.assertEqual([name for name in page if not name.startswith('→')].count('a.jpg'), 0, page)
        wait(lambda: all(any(n.name == name for n in self.desktop.find_all(role='label')) for name in ('b.png', 'd.jpg')),
             'both photos on the page')

    def test_photos_that_are_replaced_can_be_brought_back(self):
        self.launch_all()
        self.act('win.next-photo')
        self.window('b.png')
        x, y, width, height = self.desktop.screen_rect(self.desktop.find('Photo', 'image'))
        self.assertTrue(self.desktop.drop_files([draw(self.dir / 'other.png', '300x200')], x + width // 2, y + height // 2))
        self.window('other.png')
        wait(lambda: not self.desktop.is_there('Filmstrip', 'list'), 'no filmstrip for one photo')
        self.desktop.press('Go Back', 'push button')
        self.window('b.png')
        self.place(2, 5)
        wait(lambda: self.selected() == ['b.png'], 'the filmstrip as it was')

    def test_several_photos_are_chosen_in_the_dialog(self):
        photos = [self.photo(name) for name in ('a.jpg', 'c.bmp', 'd.jpg')]
        self.launch(photos[0], title='a.jpg')
        wait(lambda: self.enabled('win.set-param'), 'the photo to be open')
        self.act('win.set-param', '(sv)', ('exposure.ev', GLib.Variant('d', 0.7)))
        self.act('win.open')
        wait(lambda: self.desktop.is_active('Open a Photo'), 'the dialog')
        settle(1)                         # its list of files is no accessible one
        x, y = self.desktop.origin('Open a Photo')
        self.desktop.click(x + 400, y + 200)
        self.desktop.key('ctrl+a')
        self.desktop.screenshot('chosen')
        self.desktop.key('alt+o')
        self.place(1, 3)
        self.assertEqual([n.name for n in self.cells()], ['a.jpg', 'c.bmp', 'd.jpg'])
        self.assertFalse(self.desktop.is_there('Go Back', 'push button'), 'the first one stayed')
        self.assertTrue(self.enabled('win.undo'))

    def test_it_is_hidden_and_shown(self):
        self.launch_all()
        self.assertTrue(self.desktop.is_there('Filmstrip', 'list'))
        self.desktop.key('F8')
        wait(lambda: not self.desktop.is_there('Filmstrip', 'list'), 'the filmstrip to be hidden')
        self.act('win.next-photo')
        self.window('b.png')
        self.act('win.filmstrip')
        wait(lambda: self.desktop.is_there('Filmstrip', 'list'), 'the filmstrip to be shown')

    def test_one_photo_has_none(self):
        self.launch(self.photo('a.jpg'), title='a.jpg')
        self.photo_is_shown()
        self.assertFalse(self.desktop.is_there('Filmstrip', 'list'))
        self.assertFalse(self.enabled('win.filmstrip'))

    def test_thousands_of_photos(self):
        folder = self.dir / 'many'
        folder.mkdir()
        for i in range(MANY):
            os.link(self.desktop.dir / 'a.jpg', folder / f'{i}.jpg')
        self.launch(folder, title='0.jpg')
        self.place(1, MANY)
        self.assertLess(len(self.cells()), 400)
        self.click('2.jpg')
        self.window('2.jpg')
        self.desktop.key('End')
        self.window(f'{MANY - 1}.jpg')
        self.desktop.screenshot('thousands')


if __name__ == '__main__':
    tap.main()
