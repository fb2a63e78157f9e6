# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""LUTs and auto light in the window: chosen, dropped, broken, taken back; the same as on the command line."""
import os
import subprocess

from case import EXPORT, SAMPLE, Case, GLib, draw, tap, wait

SIZE = 9


def cube(path, colour):
    steps = [step / (SIZE - 1) for step in range(SIZE)]
    rows = [' '.join(f'{c:.6f}' for c in colour(r, g, b)) for b in steps for g in steps for r in steps]
    path.write_text(f'LUT_3D_SIZE {SIZE}\n' + '\n'.join(rows) + '\n')
    return path


class Looks(Case):
    def setUp(self):
        super().setUp()
        self.launch(SAMPLE, title='sample.jpg')
        self.photo_is_shown()

    def colour(self):
        """Mean red, green and blue of the middle of the photo, 0..1."""
        return [value / 255 for value in self.desktop.mean(300, 300, 300, 300)]

    def away(self, from_, least):
        return max(abs(a - b) for a, b in zip(self.colour(), from_)) > least

    def set_lut(self, value):
        self.act('win.set-param', '(sv)', ('lut.file', GLib.Variant('s', str(value))))

    def test_a_lut_is_one_step(self):
        before = self.colour()
        self.set_lut(cube(self.dir / 'negative.cube', lambda r, g, b: (1 - r, 1 - g, 1 - b)))
        wait(lambda: self.away(before, 0.1), 'another look')
        self.desktop.find('negative.cube')
        self.desktop.screenshot('lut')
        (self.dir / 'negative.cube').unlink()
        self.act('win.undo')
        wait(lambda: not self.away(before, 0.01), 'the photo as it was')
        self.act('win.redo')
        wait(lambda: self.away(before, 0.1), 'the look again, from the copy')
        self.act('win.set-param', '(sv)', ('lut.amount', GLib.Variant('d', 0.0)))
        wait(lambda: not self.away(before, 0.01), 'nothing of the look')

    def test_a_broken_lut_is_named(self):
        broken = self.dir / 'broken.cube'
        broken.write_text('LUT_3D_SIZE 2\n0 0 0\nred\n')
        before = self.colour()
        self.set_lut(broken)
        self.desktop.find('“broken.cube” is damaged: line 3: a keyword inside the table.')
        self.desktop.screenshot('broken')
        self.assertFalse(self.away(before, 0.01))
        self.set_lut(self.dir / 'nowhere.cube')
        self.desktop.find('“nowhere.cube” was not found.')
        self.photo_is_shown()

    def test_a_dropped_lut_is_applied(self):
        look = cube(self.dir / 'swap.cube', lambda r, g, b: (b, r, g))
        before = self.colour()
        x, y, width, height = self.desktop.screen_rect(self.window('sample.jpg'))
        self.assertTrue(self.desktop.drop_files([look], x + width * 0.4, y + height * 0.5))
        wait(lambda: self.away(before, 0.05), 'another look')
        self.window('sample.jpg')

    def test_export_is_the_command_lines(self):
        look = cube(self.dir / 'warm.cube', lambda r, g, b: (min(1, r * 1.1), g, b * 0.8))
        self.set_lut(look)
        wait(lambda: self.enabled('win.undo'), 'the edit')
        target = self.dir / 'window.jpg'
        self.act('win.export', '(sa{sv})', (str(target), {'format': GLib.Variant('s', 'jpeg')}))
        wait(target.exists, 'the export', 60)
        done = subprocess.run([EXPORT, '-o', str(self.dir / 'cli'), '-f', 'jpeg', '--set', f'lut.file={look}', str(SAMPLE)],
                              env=os.environ | {'XDG_DATA_HOME': str(self.dir / 'data')}, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(target.read_bytes(), (self.dir / 'cli' / 'sample.jpg').read_bytes())

    def test_edits_come_back_with_their_lut(self):
        before = self.colour()
        self.set_lut(cube(self.dir / 'back.cube', lambda r, g, b: (1 - r, g, 1 - b)))
        wait(lambda: self.away(before, 0.05), 'another look')
        self._finish()
        self.launch(SAMPLE, title='sample.jpg')
        self.desktop.find('back.cube')
        wait(lambda: self.away(before, 0.05), 'the look of last time')


class AutoLight(Case):
    def test_one_step_and_the_command_lines_numbers(self):
        dark = draw(self.dir / 'dark.jpg', '900x600', '-level', '0,260%')
        self.launch(dark, title='dark.jpg')
        self.photo_is_shown()
        self.desktop.press('Auto Light')
        wait(lambda: self.enabled('win.undo'), 'the edit')
        self.assertGreater(self.slider('Exposure').value, 0.3)
        self.desktop.screenshot('auto-light')
        target = self.dir / 'window.jpg'
        self.act('win.export', '(sa{sv})', (str(target), {'format': GLib.Variant('s', 'jpeg')}))
        wait(target.exists, 'the export', 60)
        told = self.export('-o', self.dir / 'cli', '-f', 'jpeg', '--auto-light', dark)
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertEqual(target.read_bytes(), (self.dir / 'cli' / 'dark.jpg').read_bytes())
        self.act('win.undo')
        wait(lambda: self.slider('Exposure').value == 0, 'one undo to take all of it back')
        self.assertFalse(self.enabled('win.undo'))
        self.desktop.key('ctrl+u')
        wait(lambda: self.enabled('win.undo'), 'the shortcut')
        self.act('win.auto-light')
        self.desktop.find('The light of this photo needs no change.')


if __name__ == '__main__':
    tap.main()
