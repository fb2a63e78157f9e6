# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program speaks German and French."""
from case import SAMPLE, Case, tap


class German(Case):
    env = {'LANGUAGE': 'de'}

    def test_the_panel_speaks_german(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.photo_is_shown()
        for label in ('Belichtung', 'Sättigung', 'Schärfen'):
            self.desktop.find(label)
        self.desktop.screenshot('german')


class French(Case):
    env = {'LANGUAGE': 'fr'}

    def test_the_panel_speaks_french(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.photo_is_shown()
        for label in ('Exposition', 'Saturation', 'Netteté'):
            self.desktop.find(label)
        self.desktop.screenshot('french')


if __name__ == '__main__':
    tap.main()
