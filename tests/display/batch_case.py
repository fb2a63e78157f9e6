# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of the batch page share: photos, a batch, and what the page says."""
import shutil

from case import Case, GLib, draw, settle, wait


class BatchCase(Case):
    def photos(self, count, name='photos', size='1600x1200', form='jpg'):
        folder = self.dir / name
        folder.mkdir()
        first = draw(folder / f'0.{form}', size)
        for i in range(1, count):
            shutil.copy(first, folder / f'{i}.{form}')
        return folder

    def collect(self, *files):
        """On the page, not started."""
        self.act('app.export-files', 'as', [str(f) for f in files])

    def batch(self, *files, form='jpeg', output='out', **settings):
        values = {'output': GLib.Variant('s', str(self.dir / output)), 'format': GLib.Variant('s', form)}
        self.act('app.export-batch', '(asa{sv})', ([str(f) for f in files], values | settings))

    def outputs(self, output='out'):
        folder = self.dir / output
        return sorted(p.name for p in folder.iterdir()) if folder.exists() else []

    def ended(self, timeout=60):
        wait(lambda: self.desktop.is_there('New Batch', 'push button'), 'the end of the batch', timeout)

    def says(self, text, timeout=20):
        """Waits for a label that begins so; all of it."""
        return wait(lambda: next((n.name for n in self.desktop.find_all(role='label')
                                  if n.name.startswith(text) and 'VISIBLE' in n.states), None), repr(text), timeout)

    def rows(self):
        """The names of the photos in the list, from the top."""
        found = self.desktop.see('Photos of this batch')
        names = []
        for item in found.children:
            labels = [n for n in item.walk() if n.role == 'label']
            if labels:
                names.append(labels[0].name)
        return names

    def choose(self, row, steps):
        """A line further down in a combo row, by mouse and keyboard."""
        self.desktop.click(*self.desktop.centre(self.desktop.find(row, 'label')))
        settle()
        self.desktop.key(*['Down'] * steps, 'Return')
        settle()

    def unfold(self, label):
        """A row of the options that holds others; they are scrolled to where a mouse reaches it."""
        row = self.desktop.find(label, 'label')
        for _ in range(60):
            x, y, _, height = self.desktop.screen_rect(row)
            if y + height < 800:
                break
            self.desktop.click(x + 20, 500, number=5)
        self.desktop.click(x + 20, y)

    def choose_file(self, title, path):
        """In the file chooser of that title, by its path."""
        self.window(title)
        settle()
        self.desktop.key('ctrl+l', 'ctrl+a')
        settle(0.3)
        self.desktop.type(str(path))
        settle(0.3)
        self.desktop.key('Return')
        wait(lambda: not any(w.name == title for w in self.desktop.windows()), f'{title!r} to close')
