# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""LUTs and auto light on the command line: named, taken in, handed to workers, refused by name; numbers found per photo."""
import json
import os
import re
import shutil
import struct
import sys
import unittest
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'support'))
import tap  # noqa: E402
from cli_case import Case, digest  # noqa: E402


def cube(size, colour):
    """A table as text; colour is a function of red, green and blue from 0 to 1."""
    steps = [step / (size - 1) for step in range(size)]
    lines = [' '.join(f'{c:.6f}' for c in colour(r, g, b)) for b in steps for g in steps for r in steps]
    return (f'TITLE "a look"\nLUT_3D_SIZE {size}\n' + '\n'.join(lines) + '\n').encode()


def ramp_png(width, height, low, high):
    """Greys from low to high across the width."""
    row = bytes(value for x in range(width) for value in [int(low + (high - low) * x / (width - 1))] * 3)

    def chunk(name, data):
        body = name + data
        return struct.pack('>I', len(data)) + body + struct.pack('>I', zlib.crc32(body))
    header = struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress((b'\0' + row) * height)) + chunk(b'IEND', b'')


class Looks(Case):
    def setUp(self):
        super().setUp()
        self.png('a.png')

    def start(self, *args, **kw):
        kw.setdefault('env', {**os.environ, 'LC_ALL': 'C.UTF-8', 'XDG_DATA_HOME': self.path('data')})
        return super().start(*args, **kw)

    def exported(self, *args):
        shutil.rmtree(self.out, ignore_errors=True)
        self.export('-f', 'png', *args, 'a.png')
        return digest(self.path('out', 'a.png'))

    def test_identity(self):
        """The table that changes nothing changes no sample of 8 bits of an sRGB photo."""
        self.put('id.cube', cube(17, lambda r, g, b: (r, g, b)))
        plain = self.exported('--set', 'lut.amount=50')
        self.assertEqual(self.exported('--set', 'lut.file=id.cube', '--set', 'exposure.ev=0'), plain)

    def test_named_by_content(self):
        """By path, by the path in a recipe file, and by content: the same bytes, also when the file is gone."""
        path = self.put('looks/swap.cube', cube(2, lambda r, g, b: (g, b, r)))
        self.put('recipe/edit.json', json.dumps({'lut.file': '../looks/swap.cube', 'lut.amount': 80}).encode())
        by_path = self.exported('--set', f'lut.file={path}', '--set', 'lut.amount=80')
        self.assertNotEqual(by_path, self.exported())
        self.assertEqual(self.exported('--recipe', 'recipe/edit.json'), by_path)
        self.assertEqual(self.tree('data'), [f'ambrotype/content/{digest(path)}'])
        os.unlink(path)
        content = f'sha256:{os.listdir(self.path("data/ambrotype/content"))[0]} swap.cube'
        self.assertEqual(self.exported('--set', f'lut.file={content}', '--set', 'lut.amount=80'), by_path)

    def test_broken(self):
        """A sentence that names the photo, the table and the line; nothing is written; the others go on."""
        self.put('broken.cube', b'LUT_3D_SIZE 2\n0 0 0\n1 nan 1\n')
        lines, err = self.export('--set', 'lut.file=broken.cube', 'a.png', code=1)
        self.assertEqual(lines[0]['error'], '“a.png” needs a LUT that cannot be used: '
                                            'broken.cube: line 3: three finite numbers were expected.')
        self.assertEqual(self.tree(), [])
        self.assertIn('broken.cube', err)

    def test_missing(self):
        done = self.run_cli('-o', 'out', '--set', 'lut.file=nowhere.cube', 'a.png')
        self.assertEqual(done.returncode, 2)
        self.assertIn('“nowhere.cube” was not found', done.stderr)
        content = 'sha256:' + '0' * 64 + ' lost.cube'
        lines, _ = self.export('--set', f'lut.file={content}', 'a.png', code=1)
        self.assertIn('“lost.cube” was not found', lines[0]['error'])
        self.assertEqual(self.tree(), [])

    def test_changed_copy(self):
        """The copy in the data folder is another file by now: refused, not used."""
        self.put('id.cube', cube(2, lambda r, g, b: (r, g, b)))
        self.export('--set', 'lut.file=id.cube', 'a.png')
        name = os.listdir(self.path('data/ambrotype/content'))[0]
        with open(self.path('data/ambrotype/content', name), 'r+b') as file:
            file.write(b'title')
        lines, _ = self.export('--set', f'lut.file=sha256:{name} id.cube', 'a.png', code=1)
        self.assertIn('has changed', lines[0]['error'])

    def test_many_photos(self):
        """One table for a whole batch on all workers."""
        self.put('swap.cube', cube(33, lambda r, g, b: (b, r, g)))
        names = [f'{i}.png' for i in range(12)]
        for seed, name in enumerate(names):
            self.png(name, seed=seed)
        self.export('--set', 'lut.file=swap.cube', *names)
        self.assertEqual(self.tree(), sorted(names))


class AutoLight(Case):
    def notes(self, *args):
        done = self.run_cli('-o', 'out', '--on-conflict', 'replace', '--auto-light', *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        return re.findall(r'auto light: (.*)', done.stdout)

    def test_dark_and_bright(self):
        self.put('dark.png', ramp_png(300, 200, 0, 90))
        self.put('good.png', ramp_png(300, 200, 0, 255))
        self.assertRegex(self.notes('dark.png')[0], r'^exposure\.ev=(1|0\.[5-9]\d*|1\.\d+)')
        self.assertNotIn('contrast', self.notes('good.png')[0])

    def test_resolved(self):
        """The numbers in the note, given by hand, make the same file; and the note is the same every time."""
        self.put('dark.png', ramp_png(300, 200, 5, 120))
        note = self.notes('dark.png')
        found = digest(self.path('out', 'dark.png'))
        self.assertEqual(self.notes('dark.png'), note)
        given = [word for pair in note[0].split() for word in ('--set', pair)]
        self.assertGreater(len(given), 0)
        self.run_cli('-o', 'out', '--on-conflict', 'replace', *given, 'dark.png')
        self.assertEqual(digest(self.path('out', 'dark.png')), found)

    def test_own_edits_stay(self):
        """What is set by hand is kept; the rest is found."""
        self.put('dark.png', ramp_png(300, 200, 5, 120))
        note = self.notes('dark.png', '--set', 'exposure.ev=-1')
        given = [word for pair in note[0].split() if not pair.startswith('exposure') for word in ('--set', pair)]
        found = digest(self.path('out', 'dark.png'))
        self.run_cli('-o', 'out', '--on-conflict', 'replace', '--set', 'exposure.ev=-1', *given, 'dark.png')
        self.assertEqual(digest(self.path('out', 'dark.png')), found)

    def test_jpeg_scaled(self):
        """A JPEG decodes at another scale for the look than for the export: the numbers do not change with the size."""
        path = os.path.join(os.environ.get('AMB_CORPORA', ''), 'photos', 'cameras', 'Canon EOS 450D.jpg')
        if not os.path.exists(path):
            self.skipTest('the photo is not there')
        self.assertEqual(self.notes('--resize', 'long:200', path), self.notes(path))


if __name__ == '__main__':
    tap.main()
