# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program speaks German and French."""
import os

from case import SAMPLE, Case, GLib, tap, wait


class Speaking(Case):
    def export_two(self):
        """Counts have plurals of their own, from another function than the rest."""
        settings = {'output': GLib.Variant('s', str(self.dir / 'out')), 'resize': GLib.Variant('s', 'long:64')}
        self.act('app.export-batch', '(asa{sv})', ([str(SAMPLE)] * 2, settings))

    def one_of_the_command_line(self, language):
        """A sentence of the command line program, in the build tree."""
        return self.export('-o', self.dir / 'none', self.dir / 'missing.jpg', language=language).stderr


class German(Speaking):
    env = {'LANGUAGE': 'de'}

    def test_the_panel_speaks_german(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.photo_is_shown()
        for label in ('Belichtung', 'Sättigung', 'Schärfen'):
            self.desktop.find(label)
        self.desktop.screenshot('german')
        self.export_two()
        for words in ('2 Fotos', '2 exportiert'):
            self.desktop.find(words)

    def test_the_shortcuts_are_shown_whenever_they_are_asked_for(self):
        self.launch(SAMPLE, title='sample.jpg')
        for _ in range(2):
            self.desktop.key('ctrl+question')
            wait(lambda: len(self.desktop.windows()) == 2, 'the window of shortcuts')
            self.desktop.find('Tastenkürzel')
            self.desktop.screenshot('shortcuts')
            self.desktop.key('Escape')
            wait(lambda: len(self.desktop.windows()) == 1, 'it to be closed')
        # GTK 4.8 complains about the buttons of its own pages there.
        self.assertEqual([line for line in self.desktop.complaints(self.log) if 'reported min width' not in line], [])
        os.truncate(self.desktop.out / f'{self.log}.log', 0)

    def test_the_command_line_speaks_german(self):
        self.assertIn('wurde nicht gefunden', self.one_of_the_command_line('de'))


class French(Speaking):
    env = {'LANGUAGE': 'fr'}

    def test_the_panel_speaks_french(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.photo_is_shown()
        for label in ('Exposition', 'Saturation', 'Netteté'):
            self.desktop.find(label)
        self.desktop.screenshot('french')
        self.export_two()
        for words in ('2 photos', '2 exportées'):
            self.desktop.find(words)

    def test_the_command_line_speaks_french(self):
        self.assertIn('est introuvable', self.one_of_the_command_line('fr'))


if __name__ == '__main__':
    tap.main()
