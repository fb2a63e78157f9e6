# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The export options: presets, sizes, names shown while they are written, several outputs, and what is remembered."""
import json
import subprocess

from batch_case import BatchCase
from case import SAMPLE, draw, settle, tap, wait


class BatchOptions(BatchCase):
    def setUp(self):
        super().setUp()
        self.home = self.desktop.dir / 'home/Ambrotype'
        subprocess.run(['rm', '-rf', self.home, self.desktop.dir / 'data/ambrotype/export-presets'], check=True)

    def start(self, count=2, size='640x480'):
        self.launch(SAMPLE, title='sample.jpg')
        self.collect(self.photos(count, size=size))
        self.says(f'{count} file')

    def export(self, *arguments, **options):
        if arguments or options:
            return super().export(*arguments, **options)
        self.desktop.key('ctrl+Return')
        self.ended()
        return sorted(str(p.relative_to(self.home)) for p in self.home.rglob('*') if p.is_file())

    def edge(self, name):
        told = subprocess.run(['identify', '-format', '%w', str(self.home / name)], capture_output=True, text=True, check=True)
        return int(told.stdout)

    def test_a_preset_is_chosen_changed_and_taken_back(self):
        self.start(size='2600x1300')
        self.choose('Preset', 1)
        self.says('Web 2048')
        self.says('By the Long Edge')
        self.says('→ 0.jpg · 2048 × 1024')
        self.desktop.screenshot('preset')
        quality = self.desktop.find('Quality', 'spin button')
        quality.value = 40
        self.says('Web 2048 (Changed)')
        self.desktop.press('Presets')
        settle()
        self.desktop.screenshot('preset-menu')
        self.desktop.press('Undo Changes')
        wait(lambda: not self.desktop.is_there('Web 2048 (Changed)'), 'the preset as it was')
        self.assertEqual(self.export(), ['0.jpg', '1.jpg'])
        self.assertEqual(self.edge('0.jpg'), 2048)

    def test_a_preset_of_ones_own(self):
        self.start()
        self.desktop.find('Quality', 'spin button').value = 33
        self.desktop.press('Presets')
        settle()
        self.desktop.press('Save as New Preset…')
        wait(lambda: self.desktop.is_there('Save Preset'), 'the question')
        self.desktop.type('Poster')
        self.desktop.screenshot('save-preset')
        self.desktop.key('Return')
        file = self.desktop.dir / 'data/ambrotype/export-presets'
        wait(lambda: file.exists() and list(file.iterdir()), 'the file of the preset')
        self.assertEqual(json.loads(next(file.iterdir()).read_text())['outputs'][0]['quality'], 33)
        self.says('Poster')

    def test_names_are_shown_while_they_are_written(self):
        self.start(4)
        self.says('0.jpg, 1.jpg, 2.jpg, …')
        entry = next(n for n in self.desktop.find_all(role='text') if n.name == 'File Names' or n.is_called('File Names'))
        self.desktop.click(*self.desktop.centre(entry))
        self.desktop.key('ctrl+a')
        self.desktop.type('trip-{counter:3}-{long}.{ext}')
        self.says('trip-001-640.jpg, trip-002-640.jpg, trip-003-640.jpg')
        self.desktop.screenshot('names')
        self.desktop.key('ctrl+a')
        self.desktop.type('{nome}')
        wait(lambda: any('{nome}' in n.name for n in self.desktop.find_all(role='label')), 'what is wrong')
        self.desktop.key('ctrl+a')
        self.desktop.type('trip-{counter:3}.{ext}')
        self.says('→ trip-004.jpg')
        self.assertEqual(self.export(), ['trip-001.jpg', 'trip-002.jpg', 'trip-003.jpg', 'trip-004.jpg'])

    def test_several_outputs(self):
        self.start(size='1600x800')
        self.desktop.press('Add Output')
        self.says('Outputs of Each Photo')
        self.says('4 files will be written')
        self.choose('Scale', 1)
        width = self.desktop.find('Long Edge', 'spin button')
        width.value = 500
        self.says('→ 2/0.jpg · 500 × 250')
        self.desktop.screenshot('outputs')
        self.assertEqual(self.export(), ['0.jpg', '1.jpg', '2/0.jpg', '2/1.jpg'])
        self.assertEqual((self.edge('0.jpg'), self.edge('2/0.jpg')), (1600, 500))

    def test_a_limit_of_bytes(self):
        self.start(1, '1600x1200')
        self.choose('Preset', 2)
        self.says('Mail 2 MB')
        self.desktop.find('At Most', 'spin button').value = 0.1
        self.says('1 file will be written')
        settle(1)
        self.assertEqual(self.export(), ['0.jpg'])
        self.assertLessEqual((self.home / '0.jpg').stat().st_size, 100000)

    def test_the_dialog_of_one_photo(self):
        self.launch(draw(self.dir / 'one.jpg', '1200x900'), title='one.jpg')
        self.act('win.export-dialog')
        self.window('Export Photo')
        self.choose('Preset', 1)
        self.says('Web 2048')
        self.desktop.screenshot('dialog')
        self.desktop.press('Export', 'push button')
        wait(lambda: (self.home / 'one.jpg').exists(), 'the export', 30)


if __name__ == '__main__':
    tap.main()
