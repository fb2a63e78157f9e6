# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""“Open with” of the installed desktop file: cold by D-Bus activation, and into the running program."""
import os
import signal
import subprocess
import unittest
from pathlib import Path

import gi

from case import APP_ID, Case, GLib, draw, tap, wait
from desktop import HERE

PREFIX = Path(os.environ['AMB_PREFIX'])


def nautilus_is_there():
    try:
        gi.require_version('Nautilus', '4.0')
    except ValueError:
        return False
    return True


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

    def test_several_photos_share_a_window(self):
        """Cold, and while the program runs."""
        names = ['a.jpg', 'b.png', 'c.bmp']
        photos = [self.photo(name) for name in names]
        for count in (1, 2):
            self.desktop.open_with(APP_ID, photos)
            wait(lambda: [w.name for w in self.desktop.windows()] == ['a.jpg'] * count, f'window {count} of the first')
            wait(lambda: sum(n.name == 'c.bmp' for n in self.desktop.find_all(role='image')) == count, 'the filmstrip')

    def test_a_folder_is_opened_with_all_its_photos(self):
        for name in ('10.jpg', '9.jpg'):
            self.photo(name)
        self.desktop.open_with(APP_ID, [self.dir])
        self.window('9.jpg')
        wait(lambda: any(n.name.startswith('1 of 2') for n in self.desktop.find_all(role='label')), 'two photos')

    def test_the_desktop_action_shows_the_export_page(self):
        """Cold: the bus starts the program for it."""
        self.desktop.activate_by_desktop(APP_ID, 'export')
        wait(lambda: self.desktop.is_there('Add Photos…'), 'the empty export page')

    def test_files_by_the_bus_go_to_the_export_page(self):
        photos = [self.photo('a.jpg'), self.photo('b.png')]
        self.desktop.activate_by_desktop(APP_ID, 'export-files', GLib.Variant('as', [p.as_uri() for p in photos]))
        wait(lambda: all(self.desktop.is_there(p.name) for p in photos), 'the photos on the export page')
        self.desktop.screenshot('export-page')

    def test_files_of_the_command_line_go_to_the_export_page(self):
        photos = [self.photo('a.jpg'), self.photo('b.png')]
        self.desktop.open_with(APP_ID, [self.photo('first.jpg')])
        self.window('first.jpg')
        told = subprocess.run([PREFIX / 'bin/ambrotype', '--export', *photos], env=self.desktop.env, timeout=30,
                              capture_output=True, text=True, check=True)
        self.assertEqual(told.stdout + told.stderr, '')
        wait(lambda: all(self.desktop.is_there(p.name) for p in photos), 'the photos on the export page')
        self.assertFalse((self.dir / 'a (2).jpg').exists(), 'nothing starts by itself')

    @unittest.skipUnless(nautilus_is_there(), 'no binding of Nautilus: gir1.2-nautilus-4.0')
    def test_the_menu_of_the_file_manager(self):
        photos = [self.photo('a.jpg'), self.photo('b.png')]
        extension = PREFIX / 'share/nautilus-python/extensions/ambrotype-nautilus.py'
        shown = subprocess.run(['/usr/bin/python3', HERE / 'file-manager.py', extension, *photos], env=self.desktop.env,
                               timeout=30, capture_output=True, text=True, check=True)
        self.assertEqual(shown.stdout, 'Export with Ambrotype…\n')
        wait(lambda: all(self.desktop.is_there(p.name) for p in photos), 'the photos on the export page')
        notes = self.dir / 'notes.txt'
        notes.write_text('no photo')
        shown = subprocess.run(['/usr/bin/python3', HERE / 'file-manager.py', extension, photos[0], notes], env=self.desktop.env,
                               timeout=30, capture_output=True, text=True, check=True)
        self.assertEqual(shown.stdout, '')


if __name__ == '__main__':
    tap.main()
