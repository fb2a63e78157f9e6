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
        """On the page, not started; in a window of its own where another shows a photo."""
        self.act('app.export-files', 'as', [str(f) for f in files])
        wait(lambda: self.desktop.is_active('Ambrotype'), 'the page to have the keyboard')

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

    def selected(self):
        """The names of the selected photos in the list, in sight or not."""
        rows = self.desktop.see('Photos of this batch').children
        return [next(n.name for n in item.walk() if n.role == 'label') for item in rows if 'SELECTED' in item.states]

    def select(self, name):
        self.desktop.click(*self.desktop.centre(self.desktop.find(name, 'label')))
        wait(lambda: self.selected() == [name], f'{name} to be selected')

    def choose(self, row, steps):
        """A line further down in a combo row, by mouse and keyboard."""
        self.desktop.click(*self.desktop.centre(self.desktop.find(row, 'label')))
        self.choose_line(steps)

    def in_popover(self, node):
        while node and node.name != 'GtkPopover':
            node = node.parent
        return node

    def choose_line(self, steps):
        """A line that is so many further down, or up, in the list that was just opened."""
        wait(lambda: self.in_popover(self.desktop.focused()), 'the list to open')
        self.desktop.key(*['Down' if steps > 0 else 'Up'] * abs(steps), 'Return')
        wait(lambda: (now := self.desktop.focused()) and not self.in_popover(now), 'the list to close')

    def unfold(self, label):
        """A row of the options that holds others; they are scrolled to where a mouse reaches it."""
        row = self.desktop.find(label, 'label')
        for _ in range(60):
            x, y = self.desktop.centre(row)
            if y < 780:
                break
            self.desktop.click(x, 500, number=5)
        self.desktop.click(x, y)

    def choose_file(self, title, path):
        """In the file chooser of that title, by its path."""
        self.window(title)
        wait(lambda: self.desktop.is_active(title), f'{title!r} to have the keyboard')
        settle()
        self.desktop.key('ctrl+l')
        entry = wait(lambda: (now := self.desktop.focused()) and now.role == 'text' and now, 'the path to be asked for')
        self.desktop.key('ctrl+a')
        self.desktop.type(str(path))
        wait(lambda: entry.text.rstrip('/') == str(path), 'the path to be written')
        settle(0.3)
        self.desktop.key('Return')
        wait(lambda: not any(w.name == title for w in self.desktop.windows()), f'{title!r} to close')
