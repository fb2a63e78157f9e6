# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is left out of a picture is said: further frames and pages, colours that cannot be read."""
import os
import shutil
import struct
import subprocess
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'support'))
import tap  # noqa: E402
from cli_case import Case, png_bytes, png_size  # noqa: E402

ANIMATED = 'animated: only the first picture is used'


def with_chunk(png, name, data):
    """A chunk behind IHDR."""
    body = name + data
    return png[:33] + struct.pack('>I', len(data)) + body + struct.pack('>I', zlib.crc32(body)) + png[33:]


class Notes(Case):
    def notes(self, name):
        done = self.run_cli('-o', 'out', '-f', 'png', '--on-conflict', 'replace', name)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def drawn(self, name):
        """Two pictures of 40 x 30, red and blue, in one file."""
        if shutil.which('convert') is None:
            self.skipTest('ImageMagick is not there')
        made = subprocess.run(['convert', '-delay', '10', '-size', '40x30', 'xc:red', 'xc:blue', self.path(name)],
                              capture_output=True, check=False)
        if made.returncode != 0:
            self.skipTest(f'ImageMagick writes no {name}')
        return name

    def assert_first(self, name, note):
        self.assertIn(note, self.notes(name))
        written = self.path('out', os.path.splitext(name)[0] + '.png')
        self.assertEqual(png_size(written), (40, 30))
        pixel = subprocess.run(['convert', written, '-format', '%[pixel:p{20,15}]', 'info:'],
                               capture_output=True, text=True, check=True).stdout
        self.assertTrue(pixel.startswith(('red', 'srgb(25')), pixel)

    def test_gif(self):
        self.assert_first(self.drawn('a.gif'), ANIMATED)

    def test_webp(self):
        self.assert_first(self.drawn('a.webp'), ANIMATED)

    def test_tiff(self):
        self.assert_first(self.drawn('a.tiff'), 'several pages: only the first is used')

    def test_apng(self):
        self.put('a.png', with_chunk(png_bytes(8, 8), b'acTL', bytes(8)))
        self.assertIn(ANIMATED, self.notes('a.png'))

    def test_hdr(self):
        """PQ by cICP: shown as sRGB, and it says so; Display P3 by cICP is no matter for a note."""
        self.put('pq.png', with_chunk(png_bytes(8, 8), b'cICP', bytes((9, 16, 0, 1))))
        self.assertIn('16 (PQ)', self.notes('pq.png'))
        self.put('p3.png', with_chunk(png_bytes(8, 8), b'cICP', bytes((12, 13, 0, 1))))
        self.assertNotIn('cICP', self.notes('p3.png'))

    def test_values_outside_their_range(self):
        """Once for the whole command, on standard error: of --recipe, and of a recipe within --outputs."""
        self.png('a.png')
        self.put('look.json', b'{"contrast.amount": -1234}')
        self.put('outputs.json', b'[{"recipe": {"exposure.ev": 77}}, {"name": "b.{ext}"}]')
        done = self.run_cli('-o', 'out', '--recipe', 'look.json', '--outputs', 'outputs.json', 'a.png')
        self.assertEqual(done.returncode, 0)
        for note in ('“contrast.amount” was set to -100, because -1234 is outside its range.',
                     '“exposure.ev” was set to 5, because 77 is outside its range.'):
            self.assertEqual(done.stderr.count(note), 1, done.stderr)


if __name__ == '__main__':
    tap.main()
