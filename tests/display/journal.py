# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits outlive the window: killed, closed, quit, and with a journal that is damaged or cannot be written."""
import contextlib
import os
import re
import shutil
import signal
import sqlite3
import time

from case import APP_ID, SAMPLE, Case, GLib, tap, wait

RESTORED = 'Edits from last time restored'
CHANGED = 'Edits from last time restored; the photo was changed since'


class Journal(Case):
    def setUp(self):
        super().setUp()
        self.photo = self.dir / 'photo.jpg'
        shutil.copy2(SAMPLE, self.photo)
        self.open()

    def open(self):
        self.launch(self.photo, title='photo.jpg')
        self.photo_is_shown()

    def edit(self, name, value):
        self.act('win.set-param', '(sv)', (name, GLib.Variant('d', value)))
        wait(lambda: self.enabled('win.undo'), 'the edit')

    def three_edits(self):
        self.edit('exposure.ev', 0.5)
        self.edit('exposure.ev', 1.0)
        self.edit('contrast.amount', 25.0)
        self.is_at(1.0, 25.0)

    def is_at(self, exposure, contrast):
        self.edits = exposure, contrast
        wait(lambda: abs(self.slider('Exposure').value - exposure) < 1e-6
             and abs(self.slider('Contrast').value - contrast) < 1e-6, f'exposure {exposure}, contrast {contrast}')

    def gone(self):
        self.app.wait(30)
        wait(lambda: not self.desktop.has_name(APP_ID), 'the program to be gone')

    def kept(self):
        """Exposure and contrast as the journal has them."""
        with contextlib.closing(sqlite3.connect(f'file:{self.state}/journal.sqlite?mode=ro', uri=True)) as journal:
            found = journal.execute('SELECT recipe FROM photo LEFT JOIN step ON step.photo = photo.id AND seq = present').fetchone()
        said = [re.search(fr'"{name}"\s*:\s*([-0-9.]+)', found[0] or '') for name in ('exposure.ev', 'contrast.amount')]
        return tuple(float(value[1]) if value else 0.0 for value in said)

    def kill(self):
        wait(lambda: self.kept() == self.edits, f'{self.edits} in the journal')
        os.kill(self.app.pid, signal.SIGKILL)
        self.gone()

    def test_killed_window_has_its_edits_and_undo(self):
        self.three_edits()
        self.kill()
        self.open()
        self.desktop.find(RESTORED)
        self.desktop.screenshot('restored')
        self.is_at(1.0, 25.0)
        for exposure, contrast in ((1.0, 0.0), (0.5, 0.0), (0.0, 0.0)):
            self.act('win.undo')
            self.is_at(exposure, contrast)
        self.assertFalse(self.enabled('win.undo'))
        self.kill()
        self.open()
        self.is_at(0.0, 0.0)
        self.assertFalse(self.desktop.is_there(RESTORED))
        for exposure, contrast in ((0.5, 0.0), (1.0, 0.0), (1.0, 25.0)):
            self.act('win.redo')
            self.is_at(exposure, contrast)
        self.assertFalse(self.enabled('win.redo'))

    def test_killed_in_a_drag(self):
        slider = self.slider('Exposure')
        x, y, width, height = self.desktop.screen_rect(slider)

        def kill():
            time.sleep(1)
            self.moved = round(slider.value, 2)     # the edit has the slider’s two digits
            self.edits = self.moved, 0.0
            self.kill()
        self.desktop.drag((x + width // 2, y + height // 2), (x + width * 0.7, y + height // 2), during=kill)
        self.assertGreater(self.moved, 0.2)
        self.open()
        self.is_at(self.moved, 0.0)
        self.act('win.undo')
        self.is_at(0.0, 0.0)

    def test_close_and_open_again(self):
        self.three_edits()
        self.act('win.close')
        self.gone()
        self.open()
        self.is_at(1.0, 25.0)
        self.desktop.press('Start Over')
        self.is_at(0.0, 0.0)
        self.act('app.quit')
        self.gone()
        self.open()
        self.is_at(0.0, 0.0)
        self.assertFalse(self.enabled('win.undo'))
        self.assertFalse(self.desktop.is_there(RESTORED))

    def test_changed_photo_keeps_its_edits(self):
        self.three_edits()
        self.act('win.close')
        self.gone()
        os.utime(self.photo, (1e9, 1e9))
        self.open()
        self.desktop.find(CHANGED)
        self.is_at(1.0, 25.0)

    def test_saved_over_and_restored(self):
        """What is saved over the photo has its edits in the pixels; the original comes back with them as steps."""
        first = self.photo.read_bytes()
        self.three_edits()
        self.assertFalse(self.enabled('win.restore-original'))
        self.act('win.export', '(sa{sv})', (str(self.photo), {'on-conflict': GLib.Variant('s', 'replace')}))
        wait(lambda: self.photo.read_bytes() != first, 'the export', 60)
        saved = self.photo.read_bytes()
        self.is_at(0.0, 0.0)
        wait(lambda: self.enabled('win.restore-original'), 'the original to be known')
        self.edit('saturation.amount', 30.0)
        self.act('win.restore-original')
        wait(lambda: self.photo.read_bytes() == first, 'the original')
        self.is_at(1.0, 25.0)
        wait(lambda: not self.enabled('win.restore-original'), 'the photo to be known as the original')
        self.desktop.screenshot('restored-original')
        self.desktop.press('Take Back')
        wait(lambda: self.photo.read_bytes() == saved, 'what was saved')
        self.is_at(0.0, 0.0)
        wait(lambda: abs(self.slider('Saturation').value - 30.0) < 1e-6, 'the edits of what was saved')
        wait(lambda: self.enabled('win.restore-original'), 'the original to be known again')
        self.act('win.restore-original')
        self.is_at(1.0, 25.0)
        self.act('win.undo')
        self.is_at(1.0, 0.0)
        self.assertEqual(self.photo.read_bytes(), first)

    def test_saved_over_by_a_batch(self):
        """Who comes back from the export page sees what stands there now."""
        first = self.photo.read_bytes()
        self.three_edits()
        self.act('app.export-batch', '(asa{sv})', ([str(self.photo)], {
            'output': GLib.Variant('s', str(self.dir)), 'on-conflict': GLib.Variant('s', 'replace'),
            'recipe-mode': GLib.Variant('s', 'on-top')}))
        wait(lambda: self.photo.read_bytes() != first, 'the export', 60)
        self.act('win.show-photo')
        self.is_at(0.0, 0.0)
        wait(lambda: self.enabled('win.restore-original'), 'the original to be known')
        self.act('win.restore-original')
        wait(lambda: self.photo.read_bytes() == first, 'the original')
        self.is_at(1.0, 25.0)

    def test_damaged_journal_is_set_aside(self):
        self.three_edits()
        self.kill()
        for path in self.state.iterdir():
            path.write_bytes(b'no database at all ' * 1000)
        self.launch(self.photo, title='photo.jpg')
        self.desktop.find('The record of your edits was damaged; it was set aside as “journal.sqlite.broken-1”.')
        self.is_at(0.0, 0.0)
        self.assertTrue((self.state / 'journal.sqlite.broken-1').exists())
        self.three_edits()
        self.kill()
        self.open()
        self.is_at(1.0, 25.0)

    def test_unwritable_journal_stops_no_edit(self):
        self.act('win.close')
        self.gone()
        shutil.rmtree(self.state)
        self.state.write_text('a file where the folder should be')
        self.addCleanup(self.state.unlink)
        self.launch(self.photo, title='photo.jpg')
        wait(lambda: any('cannot be kept' in (node.name or '') for node in self.desktop.find_all()), 'the message')
        self.three_edits()
        self.is_at(1.0, 25.0)


if __name__ == '__main__':
    tap.main()
