# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Editing a photo with mouse, keyboard and actions."""
import os
import re
import signal

from case import SAMPLE, Case, DesktopError, GLib, draw, settle, tap, wait


SIZE = re.compile(r'^\u200e?(\d+) × (\d+)$')


class Edit(Case):
    def setUp(self):
        super().setUp()
        self.launch(SAMPLE, title='sample.jpg')
        self.photo_is_shown()

    def colour(self):
        """The mean brightness of the middle of the photo, 0..1."""
        red, green, blue = self.desktop.mean(300, 300, 300, 300)
        return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255

    def shown_size(self):
        """Width and height as the header bar says them."""
        said = (SIZE.match(node.name) for node in self.desktop.find_all(role='label'))
        return next(tuple(map(int, found.groups())) for found in said if found)

    def test_dragging_the_slider_is_one_undo_step(self):
        before = self.colour()
        slider = self.slider('Exposure')
        x, y, width, height = self.desktop.screen_rect(slider)
        self.desktop.drag((x + width // 2, y + height // 2), (x + width * 0.7, y + height // 2), steps=20)
        wait(lambda: slider.value > 0.5, 'the slider to move')
        wait(lambda: self.colour() > before + 0.02, 'a brighter photo')
        self.desktop.screenshot('brighter')
        moved = slider.value
        self.act('win.undo')
        wait(lambda: slider.value == 0, 'one undo to take the whole drag back')
        wait(lambda: abs(self.colour() - before) < 0.01, 'the photo as it was')
        self.assertFalse(self.enabled('win.undo'))
        self.act('win.redo')
        wait(lambda: abs(slider.value - moved) < 1e-6, 'redo')

    def test_set_param_moves_the_panel(self):
        self.act('win.set-param', '(sv)', ('exposure.ev', GLib.Variant('d', 0.5)))
        wait(lambda: abs(self.slider('Exposure').value - 0.5) < 1e-6, 'the slider to follow')
        self.act('win.reset')
        wait(lambda: self.slider('Exposure').value == 0, 'reset')
        self.assertTrue(self.enabled('win.undo'))

    def test_perspective_leaves_no_empty_corner(self):
        """The photo is cut to what perspective leaves of it; the crop tool shows the rest."""
        size = self.shown_size()
        for name, value in (('perspective.vertical', 60.0), ('distortion.amount', -40.0)):
            self.act('win.set-param', '(sv)', (name, GLib.Variant('d', value)))
        cut = wait(lambda: self.shown_size() if self.shown_size() != size else None, 'a smaller photo')
        self.assertAlmostEqual(cut[0] / cut[1], size[0] / size[1], places=1)
        self.desktop.screenshot('perspective')
        self.desktop.key('ctrl+k')
        self.desktop.find('Crop rectangle')
        self.desktop.screenshot('perspective-crop')
        self.desktop.key('Return')
        self.act('win.rotate', 'i', 90)
        wait(lambda: self.shown_size() == cut[::-1], 'the same part of the photo, turned')

    def test_unknown_param_changes_nothing(self):
        self.act('win.set-param', '(sv)', ('no.such', GLib.Variant('d', 0.5)))
        self.act('win.set-param', '(sv)', ('exposure.ev', GLib.Variant('s', 'bright')))
        settle()
        self.assertFalse(self.enabled('win.undo'))

    def test_compare_shows_the_photo_before(self):
        before = self.colour()
        self.act('win.set-param', '(sv)', ('exposure.ev', GLib.Variant('d', 2.0)))
        wait(lambda: self.colour() > before + 0.1, 'the edit')
        self.act('win.compare')
        wait(lambda: abs(self.colour() - before) < 0.02, 'the photo before')
        self.act('win.compare')
        wait(lambda: self.colour() > before + 0.1, 'the photo after')

    def channels(self, x, y):
        """Mean red, green and blue around a point of the screen, 0..1."""
        return [value / 255 for value in self.desktop.mean(x - 2, y - 2, 5, 5)]

    def test_a_picked_place_becomes_grey(self):
        x, y, width, height = self.desktop.screen_rect(self.window('sample.jpg'))
        place = x + width * 0.62, y + height * 0.3  # smooth sky
        before = self.channels(*place)
        self.desktop.press('Pick a Grey in the Photo')
        settle()
        self.desktop.click(*place)
        wait(lambda: self.enabled('win.undo'), 'white balance to change')
        wait(lambda: max(self.channels(*place)) - min(self.channels(*place)) < 0.02,
             f'grey instead of {before} at {place}')
        self.act('win.undo')
        wait(lambda: not self.enabled('win.undo'), 'one step to be all of it')
        self.act('win.pick-white', '(dd)', (1.5, 0.5))
        settle()
        self.assertFalse(self.enabled('win.undo'))

    def test_rotate_turns_the_photo(self):
        wide = self.shown_size()
        self.act('win.rotate', 'i', 90)
        wait(lambda: self.shown_size() == wide[::-1], 'the photo, turned')
        self.desktop.screenshot('rotated')
        for _ in range(3):
            self.act('win.rotate', 'i', 90)
        self.act('win.rotate', 'i', -360)
        wait(lambda: self.shown_size() == wide, 'the photo as it was')
        with self.assertRaises(DesktopError):
            self.act('win.rotated', 'i', 90)

    def test_zoom_and_pan(self):
        for zoom in (1.0, 4.0, 16.0, 0.0):
            self.act('win.zoom', 'd', zoom)
            settle()
            self.desktop.screenshot(f'zoom-{zoom:g}')
            self.photo_is_shown() if zoom < 4 else None
        self.act('win.zoom', 'd', 1.0)
        x, y, width, height = self.desktop.screen_rect(self.window('sample.jpg'))
        self.desktop.drag((x + width * 0.5, y + height * 0.5), (x + width * 0.2, y + height * 0.3))
        self.photo_is_shown()
        self.act('win.zoom', 'd', -3.0)
        self.act('win.zoom', 'd', float('nan'))
        self.act('win.zoom', 'd', 1e9)
        settle()

    def test_crop_with_the_handles(self):
        self.act('win.crop')
        self.desktop.find('Crop rectangle')
        self.desktop.screenshot('crop-tool')
        self.desktop.key('Return')
        wait(lambda: not self.desktop.is_there('Crop rectangle'), 'the tool to close')
        self.act('win.set-param', '(sv)', ('crop.width', GLib.Variant('d', 0.5)))
        wait(lambda: self.enabled('win.undo'), 'the crop')
        self.desktop.screenshot('cropped')

    def test_keyboard_zoom_and_fullscreen(self):
        self.desktop.key('F11')
        settle()
        self.desktop.screenshot('fullscreen')
        self.desktop.key('F11')
        self.desktop.key('ctrl+1')
        self.desktop.key('ctrl+0')
        settle()

    def test_a_killed_view_worker_is_replaced(self):
        before = self.colour()
        self.act('win.set-param', '(sv)', ('exposure.ev', GLib.Variant('d', 1.0)))
        wait(lambda: self.colour() > before + 0.02, 'a brighter photo')
        bright = self.colour()
        for pid in self.workers():
            os.kill(pid, signal.SIGKILL)
        self.act('win.set-param', '(sv)', ('exposure.ev', GLib.Variant('d', -1.0)))
        wait(lambda: self.colour() < bright - 0.1, 'the photo from the new worker')

    def test_drop_of_one_photo_opens_it(self):
        other = draw(self.dir / 'dropped.png')
        x, y, width, height = self.desktop.screen_rect(self.window('sample.jpg'))
        self.assertTrue(self.desktop.drop_files([other], x + width * 0.4, y + height * 0.5))
        self.window('dropped.png')


if __name__ == '__main__':
    tap.main()
