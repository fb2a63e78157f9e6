# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's export gives the same bytes as the command line; several files and folders become a batch."""
import os
import shutil
import signal

from case import APP_ID, SAMPLE, Case, GLib, draw, settle, tap, wait

RECIPE = {'exposure.ev': 0.4, 'contrast.amount': 12.0, 'saturation.amount': 10.0, 'sharpen.amount': 60.0,
          'white-balance.temperature': 5600.0, 'straighten.angle': 1.5, 'lens-vignette.amount': 30.0,
          'vignette.amount': -40.0, 'grain.amount': 30.0, 'border.width': 0.02, 'perspective.vertical': 25.0,
          'perspective-corners.top-left-x': 0.03, 'distortion.amount': 20.0, 'chromatic-aberration.red-cyan': 10.0}


class Exporting(Case):
    def settings(self, **values):
        variants = {int: 'i', str: 's'}
        return {key.replace('_', '-'): GLib.Variant(variants[type(value)], value) for key, value in values.items()}

    def set_recipe(self):
        for name, value in RECIPE.items():
            self.act('win.set-param', '(sv)', (name, GLib.Variant('d', value)))

    def test_window_and_command_line_give_the_same_bytes(self):
        mark = draw(self.dir / 'mark.png', '60x30')
        self.launch(SAMPLE, title='sample.jpg')
        self.set_recipe()
        for extension, extra in (('jpg', {'quality': 85, 'profile': 'p3'}),
                                 ('png', {'resize': 'long:1200', 'output-sharpen': 'standard'}),
                                 ('webp', {'resize': 'fill:700x500', 'max-bytes': '40k', 'copyright': '© A. B.',
                                           'metadata': 'strip-location', 'watermark': str(mark), 'watermark-size': '30%'})):
            target = self.dir / f'window.{extension}'
            form = {'jpg': 'jpeg'}.get(extension, extension)
            self.act('win.export', '(sa{sv})', (str(target), self.settings(format=form, **extra)))
            wait(target.exists, 'the export', 60)
            sets = [a for name, value in RECIPE.items() for a in ('--set', f'{name}={value}')]
            options = [a for key, value in extra.items() for a in (f'--{key}', str(value))]
            told = self.export('-o', self.dir / 'cli', '-f', form, *options, *sets, SAMPLE)
            self.assertEqual(told.returncode, 0, told.stderr)
            self.assertEqual(target.read_bytes(), (self.dir / 'cli' / f'sample.{extension}').read_bytes())
            wait(lambda: self.enabled('win.export'), 'the window to be free again')

    def test_export_dialog(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.act('win.export-dialog')
        self.window('Export Photo')
        self.desktop.screenshot('export-dialog')
        self.desktop.key('Escape')
        wait(lambda: not any(w.name == 'Export Photo' for w in self.desktop.windows()), 'the dialog to close')

    def photos(self, count, size='1600x1200'):
        folder = self.dir / 'photos'
        folder.mkdir()
        first = draw(folder / '0.jpg', size)
        for i in range(1, count):
            shutil.copy(first, folder / f'{i}.jpg')
        return folder

    def batch(self, files, **settings):
        self.act('app.export-batch', '(asa{sv})',
                 ([str(f) for f in files], self.settings(output=str(self.dir / 'out'), **settings)))

    def test_dropped_folder_becomes_a_batch(self):
        folder = self.photos(4)
        self.launch(SAMPLE, title='sample.jpg')
        x, y, width, height = self.desktop.screen_rect(self.window('sample.jpg'))
        self.assertTrue(self.desktop.drop_files([folder], x + width * 0.4, y + height * 0.5))
        wait(lambda: self.desktop.is_there('3.jpg'), 'the list of photos')
        self.desktop.screenshot('batch-collected')

    def test_batch_by_action(self):
        folder = self.photos(6)
        bad = self.dir / 'broken.jpg'
        bad.write_bytes(b'\xff\xd8\xff\xe0 this is no photo')
        self.launch(SAMPLE, title='sample.jpg')
        before = self.open_files()
        self.batch([folder, bad], format='jpeg', resize='long:800')
        out = self.dir / 'out'
        wait(lambda: out.exists() and len(list(out.iterdir())) == 6, 'six outputs', 60)
        wait(lambda: self.desktop.is_there('New Batch'), 'the end of the batch')
        self.desktop.screenshot('batch-finished')
        self.assertEqual(sorted(p.name for p in out.iterdir()), [f'{i}.jpg' for i in range(6)])
        wait(lambda: self.open_files() <= before + 4, 'the file descriptors to be given back')

    def test_a_killed_worker_costs_nothing(self):
        """One that still starts is left alone: five such deaths in a row mean that none can run here."""
        folder = self.photos(12)
        self.launch(SAMPLE, title='sample.jpg')
        self.batch([folder], format='png')
        killed = set()

        def kill_one():
            for pid in self.at_work(folder):
                if pid not in killed:
                    os.kill(pid, signal.SIGKILL)
                    killed.add(pid)
                    return True
            return False
        for _ in range(6):
            wait(kill_one, 'a worker with a photo in hand', 30, every=0.01)
            settle(0.1)
        out = self.dir / 'out'
        wait(lambda: out.exists() and len(list(out.iterdir())) == 12, 'twelve outputs', 90)
        self.assertEqual(len({p.read_bytes() for p in out.iterdir()}), 1)

    def test_cancel_leaves_no_partial_file(self):
        folder = self.photos(30)
        self.launch(SAMPLE, title='sample.jpg')
        self.batch([folder], format='png')
        wait(lambda: (self.dir / 'out').exists() and list((self.dir / 'out').iterdir()), 'the first output', 60)
        self.desktop.press('Cancel All')
        wait(lambda: not self.desktop.is_there('Cancel All', 'push button'), 'the batch to stop')
        settle(1)
        for path in (self.dir / 'out').iterdir():
            self.assertEqual(path.suffix, '.png')
            self.assertEqual(path.read_bytes()[-8:-4], b'IEND', path)

    def test_a_batch_outlives_its_window(self):
        folder = self.photos(30, '2000x1500')
        self.launch(SAMPLE, title='sample.jpg')
        self.batch([folder], format='png')
        wait(lambda: (self.dir / 'out').exists(), 'the batch to run', 60)
        self.desktop.key('ctrl+w')
        wait(lambda: not self.desktop.x_window('sample.jpg'), 'the window to close')
        self.assertIsNone(self.app.poll(), 'the program goes on')
        self.desktop.activate_by_desktop(APP_ID, 'new-window')
        wait(lambda: self.desktop.is_active('Ambrotype'), 'the new window to have the keyboard')
        self.desktop.key('ctrl+b')
        wait(lambda: self.desktop.is_there('Cancel All', 'push button'), 'the batch on the page of the new window')
        self.desktop.screenshot('come-back')
        self.desktop.key('ctrl+w')
        self.assertEqual(self.app.wait(120), 0)
        self.assertEqual(len(list((self.dir / 'out').iterdir())), 30)

    def test_an_export_outlives_its_window(self):
        self.launch(draw(self.dir / 'large.jpg', '4000x3000'), title='large.jpg')
        target = self.dir / 'large.png'
        self.act('win.export', '(sa{sv})', (str(target), {'format': GLib.Variant('s', 'png')}))
        self.desktop.key('ctrl+w')
        self.assertEqual(self.app.wait(60), 0)
        self.assertEqual(target.read_bytes()[-8:-4], b'IEND')

    def test_quitting_during_an_export_asks(self):
        folder = self.photos(30)
        self.launch(SAMPLE, title='sample.jpg')
        self.batch([folder], format='png')
        wait(lambda: (self.dir / 'out').exists(), 'the batch to run', 60)
        self.desktop.key('ctrl+q')
        wait(lambda: any(w.role == 'dialog' for w in self.desktop.windows()), 'the question')
        self.desktop.screenshot('quit-question')
        self.desktop.key('Escape')
        self.assertIsNone(self.app.poll())


if __name__ == '__main__':
    tap.main()
