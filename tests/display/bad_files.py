# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are no photo: the window says which and why, stays usable, and writes nothing to stderr. And those that are little
of one."""
import os

from case import Case, draw, tap, wait


class BadFiles(Case):
    def check(self, path, words):
        self.launch(path)
        said = wait(lambda: next((n.name for n in self.desktop.find_all(role='label')
                                  if path.name in n.name and any(w in n.name for w in words)), None),
                    f'a sentence with {path.name} and one of {words}')
        self.desktop.screenshot(self.log)
        other = draw(self.dir / 'good.png')
        self.act_open(other)
        return said

    def act_open(self, path):
        """The page is still usable: a good photo opens in it by a drop."""
        x, y, width, height = self.desktop.screen_rect(next(w for w in self.desktop.windows() if w.role == 'frame'))
        self.assertTrue(self.desktop.drop_files([path], x + width // 2, y + height // 2))
        self.window(path.name)

    def test_empty(self):
        path = self.dir / 'empty.jpg'
        path.touch()
        self.check(path, ['empty'])

    def test_text(self):
        path = self.dir / 'letter.jpg'
        path.write_text('Dear Sir or Madam,\n' * 40)
        self.check(path, ['image', 'format'])

    def test_damaged(self):
        path = self.dir / 'damaged.png'
        path.write_bytes(b'\x89PNG\r\n\x1a\n' + bytes(200))
        self.check(path, ['damaged'])

    def test_dangling_link(self):
        path = self.dir / 'dangling.jpg'
        path.symlink_to('nowhere.jpg')
        self.check(path, ['not', 'exist'])

    def test_fifo(self):
        path = self.dir / 'pipe.jpg'
        os.mkfifo(path)
        self.check(path, ['not a', 'regular'])

    def test_missing(self):
        self.check(self.dir / 'missing.jpg', ['not', 'exist'])

    def test_truncated_is_shown_with_a_banner(self):
        whole = draw(self.dir / 'whole.jpg', '1200x800')
        path = self.dir / 'half.jpg'
        path.write_bytes(whole.read_bytes()[:whole.stat().st_size // 2])
        self.launch(path, title='half.jpg')
        self.photo_is_shown((300, 150, 200, 100))
        wait(lambda: any('missing' in n.name or 'incomplete' in n.name for n in self.desktop.find_all(role='label')),
             'the banner')
        self.desktop.screenshot('truncated')

    def test_small_is_shown(self):
        """It is rendered before there is a window, and at the size that it is shown at."""
        self.launch(draw(self.dir / 'small.jpg', '320x240'), title='small.jpg')
        self.photo_is_shown()
        self.desktop.screenshot('small')


if __name__ == '__main__':
    tap.main()
