# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pointer and keys on the photo and the panel, as hands use them."""
import re
import signal
import subprocess
from pathlib import Path

from case import PROGRAM, SAMPLE, Case, GLib, draw, settle, tap, wait
from desktop import HERE

CLASS_LIKE = re.compile(r'^(Gtk|Adw|Amb)[A-Z]\w+$')
SIZE = re.compile(r'^\u200e(\d+) × (\d+)$')
# Nameless inside the toolkit's own widgets: the button that closes a window, AdwExpanderRow's switch, a preferences search.
TOOLKIT = {'GtkImage', 'GtkSwitch', 'GtkSearchEntry'}
ACTIONABLE = {'push button', 'toggle button', 'check box', 'slider', 'text', 'entry', 'combo box', 'spin button'}


class Hands(Case):
    def setUp(self):
        super().setUp()
        self.launch(SAMPLE, title='sample.jpg')
        self.photo_is_shown()

    def pixels(self, x, y, size):
        """The mean colour around a point of the screen."""
        return self.desktop.mean(x - size // 2, y - size // 2, size, size)

    def steady(self, area, before=None):
        """What a part of the screen shows once it has changed and is drawn whole: drafts are refined after a while."""
        shown = [before or self.desktop.pixels(*area)]

        def stays():
            settle(0.5)
            shown.append(self.desktop.pixels(*area))
            return shown[-1] == shown[-2] != before
        wait(stays, 'the photo to be drawn')
        return shown[-1]

    def canvas(self):
        return self.desktop.screen_rect(self.desktop.find('Photo', 'image'))

    def test_scrolling_with_control_zooms_at_the_pointer(self):
        x, y, width, height = area = self.canvas()
        at = x + width * 2 // 3, y + height // 3
        fitted = self.steady(area)
        self.act('win.zoom', 'd', 1.0)
        near = self.steady(area, fitted)
        before = self.pixels(*at, 24)
        self.desktop.move(*at)
        subprocess.run(['xdotool', 'keydown', 'ctrl', 'click', '--repeat', '3', '--delay', '60', '4', 'keyup', 'ctrl'],
                       env=self.desktop.env, check=True)
        nearer = self.steady(area, near)
        after = self.pixels(*at, 24)
        self.assertLess(max(abs(a - b) for a, b in zip(before, after)), 30, (before, after))
        corner = self.pixels(x + 20, y + height - 20, 24)
        self.act('win.zoom', 'd', 0.0)
        self.steady(area, nearer)
        self.assertNotEqual(corner, self.pixels(x + 20, y + height - 20, 24))

    def test_dragging_a_handle_crops_and_is_one_step(self):
        self.desktop.key('ctrl+k')
        tool = self.desktop.find('Crop rectangle')
        x, y, width, height = self.desktop.screen_rect(tool)
        self.desktop.press('1 : 1')
        settle(0.5)
        self.desktop.screenshot('crop-square')
        # The photo, 3 : 2, has a margin of 36 on both sides; a square has its height, in the middle.
        edge = x + width // 2 + (width - 72) // 3
        self.desktop.drag((edge, y + height // 2), (edge - 60, y + height // 2))
        said = wait(lambda: next((n.name for n in self.desktop.find_all(role='label') if SIZE.match(n.name)
                                  and n.name != '\u200e2000 × 2000'), None), 'a smaller square')
        self.assertEqual(*SIZE.match(said).groups())
        self.desktop.screenshot('crop-dragged')
        self.desktop.key('Return')
        wait(lambda: self.enabled('win.undo'), 'the crop')
        self.desktop.screenshot('cropped')
        self.act('win.undo')
        wait(lambda: not self.enabled('win.undo'), 'one undo to take the crop back')

    def test_the_photo_before_while_a_key_is_held(self):
        x, y, width, height = area = self.canvas()
        at = x + width // 2, y + height // 2
        before = self.steady(area)
        self.act('win.set-param', '(sv)', ('exposure.ev', GLib.Variant('d', 3.0)))
        self.steady(area, before)
        edited = self.pixels(*at, 100)
        self.desktop.click(*at)
        subprocess.run(['xdotool', 'keydown', 'backslash'], env=self.desktop.env, check=True)
        wait(lambda: sum(self.pixels(*at, 100)) < sum(edited) - 60, 'the photo before')
        subprocess.run(['xdotool', 'keyup', 'backslash'], env=self.desktop.env, check=True)
        wait(lambda: self.pixels(*at, 100) == edited, 'the photo after')

    def test_a_value_is_typed_and_a_double_click_takes_it_back(self):
        slider = self.slider('Exposure')
        entry = next(n for n in self.desktop.find_all('Exposure') if n.role in ('text', 'entry'))
        for text, value in (('1.25', 1.25), ('-0,5', -0.5), ('+2 EV', 2.0)):
            self.desktop.click(*self.desktop.centre(entry), times=3)
            self.desktop.key('ctrl+a')
            self.desktop.type(text)
            self.desktop.key('Return')
            wait(lambda: abs(slider.value - value) < 1e-6, f'{text} to be taken')
        x, y, width, height = self.desktop.screen_rect(slider)
        settle(1)
        self.desktop.click(x + width // 4, y + height // 2, times=2)
        wait(lambda: slider.value == 0, 'the reset')

    def test_a_curve_is_shaped_by_keys(self):
        self.desktop.press('Luminance', 'push button')
        editor = self.desktop.find('Luminance', 'slider')
        self.desktop.click(*self.desktop.centre(next(n for n in self.desktop.find_all('Exposure') if n.role in ('text', 'entry'))))
        for _ in range(120):
            if self.tab().path == editor.path:
                break
        self.assertIn('FOCUSED', editor.states)
        x, y, width, height = self.canvas()
        at = x + width // 2, y + height // 2
        before = sum(self.pixels(*at, 100))
        self.desktop.key('Page_Up', 'Insert', *['shift+Up'] * 2)
        wait(lambda: sum(self.pixels(*at, 100)) > before + 15, 'the middle of the curve to be raised')
        self.desktop.screenshot('curve')
        self.assertTrue(self.enabled('win.undo'))
        self.desktop.key('Delete')
        wait(lambda: abs(sum(self.pixels(*at, 100)) - before) < 3, 'the point to be gone')

    def copy(self, *files):
        """The program that has copied them."""
        log = f'{self.log}-clipboard'
        owner = self.desktop.start(['/usr/bin/python3', HERE / 'clipboard-owner.py', *files], log, {'GTK_A11Y': 'none'})
        self.addCleanup(self.desktop.end, owner)
        wait(lambda: 'copied' in (self.desktop.out / f'{log}.log').read_text(), 'the files to be copied')
        return owner

    def test_a_copied_file_is_pasted(self):
        self.copy(draw(self.dir / 'copied file #1.png'))
        x, y, width, height = self.canvas()
        self.desktop.click(x + 30, y + 30)
        self.desktop.key('ctrl+v')
        self.window('copied file #1.png')

    def test_what_comes_to_a_closed_window_is_left(self):
        """The dialog goes with it; files of a slow clipboard come to nobody. Another window goes on."""
        owner = self.copy(*(draw(self.dir / name, '300x200') for name in ('a.png', 'b.png')))

        def paste(window):
            """Into an empty window; that many have the files then, beside the first."""
            self.act('app.new-window')
            self.act('win.paste', window=window)
            wait(lambda: sum(n.name == 'b.png' for n in self.desktop.find_all(role='label')) == window - 1, 'the files')
        paste(2)
        self.act('win.open')
        self.window('Open a Photo')
        owner.send_signal(signal.SIGSTOP)
        self.act('win.paste')
        self.act('win.close')
        wait(lambda: [w.name for w in self.desktop.windows()] == ['Ambrotype'], 'the dialog to go too')
        owner.send_signal(signal.SIGCONT)
        paste(3)

    def test_ten_photos_leave_no_descriptor_and_no_zombie(self):
        """Each in a window of its own, that is closed again."""
        photo = draw(self.dir / 'other.png', '300x200')
        counts = []
        for number in range(2, 13):
            self.desktop.start([PROGRAM, photo], 'second').wait(10)
            self.window('other.png')
            self.act('win.close', window=number)
            wait(lambda: len(self.desktop.windows()) == 1, 'the window to close')
            counts.append(self.open_files())
        wait(lambda: self.open_files() <= counts[0] + 2, f'the descriptors to be given back, {counts}')
        self.assertEqual([pid for pid in self.workers() if ') Z ' in Path(f'/proc/{pid}/stat').read_text()], [])

    def nameless(self):
        """A screen reader says the class of what has no name."""
        return [f'{n!r} in {n.parent!r}, {[repr(c) for c in n.children]}' for w in self.desktop.windows()
                for n in w.walk() if n.role in ACTIONABLE and 'VISIBLE' in n.states and n.name not in TOOLKIT
                and (not n.name or CLASS_LIKE.match(n.name))]

    def test_everything_that_can_be_used_has_a_name(self):
        self.assertEqual(self.nameless(), [], 'editor')
        for action, close in (('win.crop', 'Escape'), ('win.export-dialog', 'Escape'), ('app.preferences', 'Escape'),
                              ('win.show-batch', None)):
            self.act(action)
            settle(0.8)
            self.assertEqual(self.nameless(), [], action)
            self.desktop.screenshot(action)
            if close:
                self.desktop.key(close)
                settle(0.4)


class NoWorkers(Case):
    env = {'AMBROTYPE_WORKER': '/bin/false'}

    def test_a_worker_that_does_not_start_is_named_and_can_be_tried_again(self):
        self.launch(SAMPLE)
        wait(lambda: self.desktop.is_there('Retry', 'push button') or self.desktop.is_there('Try Again', 'push button'),
             'the bar', 30)
        self.desktop.screenshot('no-workers')


if __name__ == '__main__':
    tap.main()
