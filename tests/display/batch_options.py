# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The export options: presets, sizes, names shown while they are written, several outputs, and what is remembered."""
import json
import subprocess

from batch_case import BatchCase
from case import SAMPLE, draw, settle, tap, wait
from looks import cube


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

    def preset_menu(self, item):
        self.desktop.press('Presets')
        wait(lambda: self.desktop.is_there(item, 'menu item'), 'the menu')
        self.desktop.press(item, 'menu item')

    def name_preset(self, heading, name):
        wait(lambda: self.desktop.is_active(heading), 'the question')
        self.desktop.key('ctrl+a')
        self.desktop.type(name)
        self.desktop.key('Return')
        self.says(name)

    def test_presets_of_ones_own(self):
        """Saved, given another name, written to a file, deleted, and read from that file."""
        folder = self.desktop.dir / 'data/ambrotype/export-presets'
        written = self.dir / 'placard.json'
        self.start()
        quality = self.desktop.find('Quality', 'spin button')
        quality.value = 33
        self.preset_menu('Save as New Preset…')
        self.name_preset('Save Preset', 'Poster')
        self.assertEqual([json.loads(p.read_text())['outputs'][0]['quality'] for p in folder.iterdir()], [33])
        self.preset_menu('Rename…')
        self.name_preset('Rename Preset', 'Placard')
        self.assertEqual([json.loads(p.read_text())['name'] for p in folder.iterdir()], ['Placard'])
        self.preset_menu('Export to a File…')
        self.choose_file('Export the Preset', written)
        wait(written.exists, 'the file')
        self.preset_menu('Delete…')
        wait(lambda: self.desktop.is_there('Delete “Placard”?'), 'the question')
        self.desktop.screenshot('delete-preset')
        self.desktop.press('Delete', 'push button')
        wait(lambda: not list(folder.iterdir()), 'the preset to go')
        self.says('Custom')
        quality.value = 50
        self.preset_menu('Import…')
        self.choose_file('Import a Preset', written)
        wait(lambda: list(folder.iterdir()), 'the preset to come')
        self.choose('Preset', 7)
        self.says('Placard')
        wait(lambda: quality.value == 33, 'its quality')

    # ---- on top of each photo -------------------------------------------------------------------
    def start_plain(self, colour):
        folder = self.dir / 'photos'
        folder.mkdir()
        draw(folder / 'plain.png', '600x400', '-fill', colour, '-colorize', '100')
        self.launch(SAMPLE, title='sample.jpg')
        self.collect(folder)
        self.says('1 file')

    def colour(self, x, y):
        told = subprocess.run(['convert', str(self.home / 'plain.png'), '-crop', f'1x1+{x}+{y}', '-depth', '8', 'rgb:-'],
                              capture_output=True, check=True).stdout
        return tuple(told)

    def test_a_watermark(self):
        mark = draw(self.dir / 'me & <co>.png', '60x60', '-fill', 'red', '-colorize', '100')
        self.start_plain('gray50')
        row = self.desktop.see('Watermark', 'label')
        while not (switch := next((n for n in row.walk() if n.name == 'GtkSwitch'), None)):
            row = row.parent
        switch.act(switch.actions[0])
        self.choose_file('Choose a Watermark', mark)
        self.says('me & <co>.png')
        self.desktop.press('Top Left')
        self.desktop.find('Margin', 'spin button').value = 10
        self.desktop.find('Opacity', 'spin button').value = 50
        self.desktop.screenshot('watermark')
        self.assertEqual(self.export(), ['plain.png'])
        for at in (30, 30), (330, 200), (590, 390):
            self.assertEqual(self.colour(*at), (127, 127, 127), at)
        red, green, blue = self.colour(120, 120)
        self.assertGreater(red, 160)
        self.assertTrue(60 < green == blue < 120, (red, green, blue))

    def choose_look(self, recipe):
        self.unfold('Edits')
        wait(lambda: self.desktop.is_there('Choose a Recipe File…'), 'the row')
        self.desktop.press('Choose a Recipe File…')
        self.choose_file('Choose a Recipe', recipe)

    def test_a_look(self):
        cube(self.dir / 'swap.cube', lambda r, g, b: (b, g, r))
        recipe = self.dir / 'swap.json'
        recipe.write_text(json.dumps({'lut.file': 'swap.cube'}))
        self.start_plain('rgb(200,100,50)')
        self.choose_look(recipe)
        self.says('Each photo’s own, and a look on top')
        self.desktop.screenshot('look')
        self.assertEqual(self.export(), ['plain.png'])
        for value, wanted in zip(self.colour(300, 200), (50, 100, 200)):
            self.assertLess(abs(value - wanted), 6)

    def test_a_look_with_a_value_outside_its_range(self):
        recipe = self.dir / 'bright.json'
        recipe.write_text(json.dumps({'exposure.ev': 77}))
        self.start_plain('gray50')
        self.choose_look(recipe)
        self.says('“exposure.ev” was set to 5, because 77 is outside its range.')

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
