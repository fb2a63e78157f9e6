# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""“Open with” of the installed desktop file: cold by D-Bus activation, and into the running program."""
import os
import shutil
import signal
import unittest
from pathlib import Path

from case import APP_ID, Case, draw, tap, wait

PREFIX = Path(os.environ['AMB_PREFIX'])


@unittest.skipUnless((PREFIX / 'bin/ambrotype').exists(), 'not installed: run tests/run.sh')
class OpenWith(Case):
    env = {'XDG_DATA_DIRS': f'{PREFIX}/share:/usr/local/share:/usr/share'}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.quit)

    def quit(self):
        """Ends the activated program, which is the bus's child and not ours."""
        if self.desktop.has_name(APP_ID):
            pid = self.desktop.owner_pid(APP_ID)
            os.kill(pid, signal.SIGTERM)
            wait(lambda: not self.desktop.has_name(APP_ID), 'the program to end')
            wait(lambda: not self.desktop.children(pid), 'its workers to end')

    def photo(self, name):
        return draw(self.dir / name)

    def test_cold_start_by_activation(self):
        self.desktop.open_with(APP_ID, [self.photo('Été à la plage 01.jpg')])
        self.window('Été à la plage 01.jpg')
        self.photo_is_shown()
        self.desktop.screenshot('opened-cold')

    def test_second_photo_reaches_the_running_program(self):
        self.desktop.open_with(APP_ID, [self.photo('first.jpg')])
        self.window('first.jpg')
        pid = self.desktop.owner_pid(APP_ID)
        self.desktop.open_with(APP_ID, [self.photo('plus+percent%20 #3.png')])
        self.window('plus+percent%20 #3.png')
        self.assertEqual(self.desktop.owner_pid(APP_ID), pid)

    def test_several_photos_get_a_window_each(self):
        names = ['a.jpg', 'b.png', 'c.bmp']
        self.desktop.open_with(APP_ID, [self.photo(name) for name in names])
        for name in names:
            self.window(name)

    def test_more_than_twenty_go_to_the_batch_page(self):
        first = self.photo('0.jpg')
        names = [f'{i}.jpg' for i in range(1, 23)]
        for name in names:
            shutil.copy(first, self.dir / name)
        self.desktop.open_with(APP_ID, [first, *(self.dir / name for name in names)])
        wait(lambda: len([w for w in self.desktop.windows() if w.role == 'frame']) == 20, 'twenty windows', 60)
        wait(lambda: self.desktop.is_there('22.jpg'), 'the rest on the batch page', 30)


if __name__ == '__main__':
    tap.main()
