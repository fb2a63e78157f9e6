# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ambrotype-export as people and programs use it: the real program, the real worker, real files."""
import hashlib
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import urllib.parse
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap  # noqa: E402
from cli_case import EXPORT, GIF, Case, bmp_bytes, digest, is_jpeg, is_png, png_bytes, png_size  # noqa: E402


def digest_of(data):
    return hashlib.sha256(data).hexdigest()


class Words(Case):
    def test_version(self):
        done = self.run_cli('--version')
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r'^ambrotype-export \d+\.\d+')

    def test_help(self):
        done = self.run_cli('--help')
        self.assertEqual(done.returncode, 0)
        for option in ('--output', '--format', '--quality', '--resize', '--name', '--recipe', '--set', '--metadata', '--on-conflict',
                       '--jobs', '--progress', '--list-operations', '--list-formats', '--version', '-o', '-f', '-q', '-j'):
            self.assertIn(option, done.stdout)

    def test_list_operations(self):
        text = self.run_cli('--list-operations')
        self.assertEqual(text.returncode, 0)
        again = self.run_cli('--list-operations', 'text')
        self.assertEqual(text.stdout, again.stdout)
        operations = json.loads(self.run_cli('--list-operations', 'json').stdout)
        ids = {param['id']: param for op in operations for param in op['parameters']}
        for wanted in ('exposure.ev', 'contrast.amount', 'saturation.amount', 'white-balance.temperature', 'white-balance.tint',
                       'sharpen.amount', 'sharpen.radius', 'rotate.quarter-turns', 'flip.horizontal', 'flip.vertical',
                       'straighten.angle', 'crop.left', 'crop.top', 'crop.width', 'crop.height', 'perspective.vertical',
                       'perspective.horizontal', 'perspective-corners.top-left-x', 'distortion.amount',
                       'chromatic-aberration.red-cyan'):
            self.assertIn(wanted, ids)
            self.assertIn(wanted, text.stdout)
        self.assertEqual((ids['exposure.ev']['minimum'], ids['exposure.ev']['maximum']), (-5, 5))

    def test_list_formats(self):
        done = self.run_cli('--list-formats')
        self.assertEqual(done.returncode, 0)
        lines = {line.split()[0]: line for line in done.stdout.splitlines()}
        for name in ('jpeg', 'png', 'tiff', 'webp'):
            self.assertIn('writes', lines[name])
        for name in ('gif', 'bmp'):
            self.assertIn('reads', lines[name])
            self.assertNotIn('writes', lines[name])

    def test_short_options_take_their_value_at_once(self):
        self.png('a.png')
        done = self.run_cli('-oout', '-fjpeg', '-q50', '-j2', 'a.png')
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertTrue(is_jpeg(self.path('out', 'a.jpg')))

    def test_usage(self):
        self.png('a.png')
        cases = [
            [], ['a.png'], ['-o', 'out'], ['-o', '', 'a.png'], ['-o', 'out', ''],
            ['-o', 'out', '--nonsense', 'a.png'], ['-o', 'out', '-f', 'gif', 'a.png'], ['-o', 'out', '-q', '0', 'a.png'],
            ['-o', 'out', '-q', '101', 'a.png'],
            ['-o', 'out', '--profile', 'cmyk', 'a.png'], ['-o', 'out', '--depth', '12', 'a.png'],
            ['-o', 'out', '--subsampling', '4:1:0', 'a.png'], 
            ['-o', 'out', '-q', 'high', 'a.png'], ['-o', 'out', '--resize', 'huge', 'a.png'],
            ['-o', 'out', '--resize', 'long:0', 'a.png'], ['-o', 'out', '--name', '{title}.{ext}', 'a.png'],
            ['-o', 'out', '--name', '../{name}', 'a.png'], ['-o', 'out', '--set', 'exposure.ev=99', 'a.png'],
            ['-o', 'out', '--set', 'exposure.ev', 'a.png'], ['-o', 'out', '--set', 'magic.wand=1', 'a.png'],
            ['-o', 'out', '--set', 'exposure.ev=bright', 'a.png'], ['-o', 'out', '--metadata', 'some', 'a.png'],
            ['-o', 'out', '--on-conflict', 'ask', 'a.png'], ['-o', 'out', '-j', '-1', 'a.png'], ['-o', 'out', '-j', 'all', 'a.png'],
            ['-o', 'out', '--progress', 'xml', 'a.png'], ['-o', 'out', '--recipe', 'missing.json', 'a.png'],
            ['-o', 'out', '--recipe', 'a.png', 'a.png'], ['--list-operations', 'yaml'], ['-o'],
        ]
        for case in cases:
            with self.subTest(case=case):
                done = self.run_cli(*case)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertEqual(done.stdout, '')
                self.assertRegex(done.stderr, r'\Aambrotype-export: .+\n\Z')
        self.assertFalse(os.path.exists(self.out))

    def test_usage_names_the_cause(self):
        self.png('a.png')
        for case, words in ((['-q', '0'], ['quality', '“0”', '1', '100']), (['--set', 'magic.wand=1'], ['magic.wand']),
                            (['--name', '{title}'], ['{title}']), (['--recipe', 'gone.json'], ['gone.json']),
                            (['-f', 'gif'], ['gif', 'jpeg', 'png'])):
            done = self.run_cli('-o', 'out', *case, 'a.png')
            for word in words:
                self.assertIn(word, done.stderr)


class Exports(Case):
    def corpus(self, name):
        path = os.path.join(os.environ.get('AMB_CORPORA', ''), 'good', name)
        if not os.path.exists(path):
            self.skipTest(f'{name} is not there')
        return path

    def exif(self, path):
        """What exiftool, an independent program, reads from a file: numbers, not words."""
        if shutil.which('exiftool') is None:
            self.skipTest('exiftool is not there')
        return json.loads(subprocess.run(['exiftool', '-j', '-n', path], capture_output=True, check=True).stdout)[0]

    def test_defaults(self):
        self.png('a.PNG')
        lines, err = self.export('a.PNG')
        self.assertEqual(err, '')
        self.assertEqual([(e['source'], e['state'], e['output']) for e in lines], [('a.PNG', 'done', self.path('out', 'a.PNG'))])
        self.assertEqual(self.tree(), ['a.PNG'])

    def test_unchanged_is_copied(self):
        """No edit, same format, its own colour space, metadata kept: the same bytes; anything asked gives others."""
        source = self.png('a.png')
        os.chmod(source, 0o640)
        os.utime(source, ns=(10**18, 10**18))
        before = os.stat(source)
        self.export('--profile', 'source', 'a.png')
        self.assertEqual(digest(source), digest(self.path('out', 'a.png')))
        after = os.stat(source)
        self.assertEqual((before.st_mtime_ns, before.st_mode, before.st_size, before.st_ino),
                         (after.st_mtime_ns, after.st_mode, after.st_size, after.st_ino))
        for asked in (['--profile', 'source', '--set', 'exposure.ev=1'], []):
            self.export('--on-conflict', 'replace', *asked, 'a.png')
            self.assertNotEqual(digest(source), digest(self.path('out', 'a.png')))

    def test_defaults_stand_upright_in_srgb(self):
        """A photo on its side and in another space, nothing asked: upright, the mark reset, sRGB."""
        for name, size, profile in (('orientation-recurser/ortrait_6.jpg', (1200, 1800), 'sRGB'), ('exiv2/Reagan.jpg', (200, 130), 'sRGB')):
            source = self.corpus(name)
            self.export(source)
            found = self.exif(self.path('out', os.path.basename(name)))
            self.assertEqual((found['ImageWidth'], found['ImageHeight']), size)
            self.assertEqual((found['Orientation'], found.get('ColorSpace', 1)), (1, 1))
            self.assertIn(profile, found['ProfileDescription'])

    def test_profiles(self):
        """The profile in the file and what Exif says about it; without a profile the camera's mark for Adobe RGB counts."""
        tagged, marked = self.corpus('exiv2/Reagan.jpg'), self.corpus('exiv2/exiv2-nikon-d70.jpg')
        for word, name, space, mark in (('srgb', 'sRGB', 1, 'R98'), ('p3', 'Display P3', 65535, 'R98'),
                                        ('adobergb', 'Adobe RGB', 65535, 'R03'), ('prophoto', 'ProPhoto', 65535, 'R98'),
                                        ('source', 'Adobe RGB', 65535, 'R03')):
            with self.subTest(profile=word):
                self.export('--on-conflict', 'replace', '--profile', word, '-q', '91', tagged, marked)
                found = [self.exif(self.path('out', os.path.basename(path))) for path in (tagged, marked)]
                for each in found:
                    self.assertIn(name, each['ProfileDescription'])
                    self.assertEqual(each['ColorSpace'], space)
                self.assertEqual(found[1]['InteropIndex'], mark)

    def pixels(self, path):
        """The samples of a PNG as ImageMagick reads them, 16 bits, with alpha and what lies under it; it would convert them
        by what the colour chunks say, so these are taken away first."""
        with open(path, 'rb') as file:
            data = file.read()
        at, plain = 8, data[:8]
        while at + 8 <= len(data):
            end = at + 12 + int.from_bytes(data[at:at + 4], 'big')
            if data[at + 4:at + 8] not in (b'gAMA', b'cHRM', b'sRGB', b'iCCP', b'bKGD'):
                plain += data[at:end]
            at = end
        return subprocess.run(['convert', 'png:-', '-alpha', 'set', '-depth', '16', 'rgba:-'], input=plain,
                              capture_output=True, check=True).stdout

    def test_own_space_keeps_every_png(self):
        """Lossless, the same depth, nothing asked, its own space: the same samples, grey and 16 bits and under alpha 0."""
        if shutil.which('convert') is None:
            self.skipTest('ImageMagick is not there')
        root = os.path.dirname(os.path.dirname(os.path.dirname(self.corpus('pngsuite/basn0g16.png'))))
        with open(os.path.join(root, 'expected.tsv'), encoding='utf-8') as file:
            rows = [line.split('\t') for line in file]
        paths = [os.path.join(root, row[0]) for row in rows if row[0].startswith('good/') and row[1:3] == ['open', 'png']]
        paths = [path for path in paths if os.path.getsize(path) < 1000000]
        self.assertGreater(len(paths), 100)
        lines, _ = self.export('-f', 'png', '--profile', 'source', '--metadata', 'strip', *paths)
        for line in lines:
            with self.subTest(source=line['source']):
                self.assertEqual(line['state'], 'done')
                self.assertEqual(digest_of(self.pixels(line['source'])), digest_of(self.pixels(line['output'])))

    @staticmethod
    def jpeg_frame(path):
        """The marker of the frame, 0xc0 baseline or 0xc2 progressive, and the factors of its first component."""
        with open(path, 'rb') as file:
            data = file.read()
        at = 2
        while not 0xc0 <= data[at + 1] <= 0xc3:
            at += 2 + int.from_bytes(data[at + 2:at + 4], 'big')
        return data[at + 1], (data[at + 11] >> 4, data[at + 11] & 15)

    def test_output_sharpening(self):
        self.png('a.png', 256, 256)
        outputs = {}
        for size in ('percent:50', 'percent:100'):
            for word in ('none', 'standard', 'high'):
                self.export('--resize', size, '--output-sharpen', word, '--profile', 'source', '--on-conflict', 'replace',
                            'a.png')
                with open(self.path('out', 'a.png'), 'rb') as file:
                    outputs[size, word] = file.read()
        self.assertEqual(len({outputs['percent:50', word] for word in ('none', 'standard', 'high')}), 3)
        self.assertEqual(len({outputs['percent:100', word] for word in ('none', 'standard', 'high')}), 1)

    def test_jpeg_options(self):
        self.png('a.png', 256, 256)
        sizes = {}
        for asked, marker, factors in ((['--subsampling', '4:4:4'], 0xc0, (1, 1)), (['--subsampling', '4:2:2'], 0xc0, (2, 1)),
                                       (['--subsampling', '4:2:0'], 0xc0, (2, 2)), ([], 0xc0, (2, 2)),
                                       (['--progressive'], 0xc2, (2, 2)), (['--optimize'], 0xc0, (2, 2))):
            with self.subTest(asked=asked):
                self.export('-f', 'jpeg', '--on-conflict', 'replace', *asked, 'a.png')
                self.assertEqual(self.jpeg_frame(self.path('out', 'a.jpg')), (marker, factors))
                sizes[' '.join(asked)] = os.path.getsize(self.path('out', 'a.jpg'))
        self.assertLess(sizes['--optimize'], sizes[''])
        shutil.copy(self.path('out', 'a.jpg'), self.path('b.jpg'))
        self.export('--subsampling', '4:4:4', 'b.jpg')
        self.export('--subsampling', 'auto', '--name', 'c.{ext}', 'out/b.jpg')
        self.assertEqual(self.jpeg_frame(self.path('out', 'c.jpg')), (0xc0, (1, 1)))

    def test_depth(self):
        self.png('a.png', 16, 16)
        for asked, bits in (([], 8), (['--depth', '16'], 16), (['--depth', '8'], 8), (['-f', 'jpeg', '--depth', '16'], None)):
            self.export('--on-conflict', 'replace', *asked, 'a.png')
            if bits is not None:
                with open(self.path('out', 'a.png'), 'rb') as file:
                    self.assertEqual(file.read(25)[24], bits)

    def test_format_and_quality(self):
        self.png('a.png', 256, 256)
        self.export('-f', 'jpeg', '-q', '95', '--name', 'fine.{ext}', 'a.png')
        self.export('--format', 'jpeg', '--quality', '20', '--name', 'coarse.{ext}', 'a.png')
        self.assertEqual(self.tree(), ['coarse.jpg', 'fine.jpg'])
        self.assertTrue(is_jpeg(self.path('out', 'fine.jpg')))
        self.assertGreater(os.path.getsize(self.path('out', 'fine.jpg')), os.path.getsize(self.path('out', 'coarse.jpg')) * 1.5)
        shutil.move(self.path('out', 'fine.jpg'), self.path('photo.JPG'))
        self.export('-q', '30', 'photo.JPG')
        self.assertTrue(is_jpeg(self.path('out', 'photo.JPG')))
        self.assertLess(os.path.getsize(self.path('out', 'photo.JPG')), os.path.getsize(self.path('photo.JPG')))

    def test_resize(self):
        self.png('a.png', 400, 200)
        for text, size in (('long:100', (100, 50)), ('fit:100x25', (50, 25)), ('percent:50', (200, 100)), ('long:4000', (400, 200))):
            self.export('--resize', text, '--name', text.replace(':', '-') + '.{ext}', 'a.png')
            self.assertEqual(png_size(self.path('out', text.replace(':', '-') + '.png')), size)

    def test_edits(self):
        self.png('a.png', 80, 40)
        recipe = self.put('recipe.json', b'{"format": "ambrotype-recipe", "version": 1, "values": {"rotate.quarter-turns": 1}}')
        self.export('--recipe', recipe, '--name', 'turned.{ext}', 'a.png')
        self.assertEqual(png_size(self.path('out', 'turned.png')), (40, 80))
        self.export('--set', 'rotate.quarter-turns=2', '--recipe', recipe, '--name', 'on-top.{ext}', 'a.png')
        self.assertEqual(png_size(self.path('out', 'on-top.png')), (80, 40))
        self.export('--set', 'crop.width=0.5', '--set', 'crop.height=0.5', '--name', 'cropped.{ext}', 'a.png')
        self.assertEqual(png_size(self.path('out', 'cropped.png')), (40, 20))

    def test_recipe_notes(self):
        """What a recipe file holds and this version does not know is kept and told, not refused."""
        self.png('a.png')
        self.put('recipe.json', b'{"exposure.ev": 50, "future.knob": 3}')
        done = self.run_cli('-o', 'out', '--recipe', 'recipe.json', '--progress', 'none', 'a.png')
        self.assertEqual(done.returncode, 0)
        self.assertIn('future.knob', done.stderr)
        self.assertEqual(self.tree(), ['a.png'])

    def test_names(self):
        self.png('a.b.png')
        self.png('no-extension')
        self.put('wrong.png', bmp_bytes())
        self.put('moving.gif', GIF)
        lines, _ = self.export('--name', 'x-{name}.{ext}', 'a.b.png', 'no-extension', 'wrong.png', 'moving.gif')
        self.assertEqual([os.path.basename(e['output']) for e in lines],
                         ['x-a.b.png', 'x-no-extension.png', 'x-wrong.jpg', 'x-moving.png'])
        self.assertTrue(is_jpeg(lines[2]['output']))
        self.assertTrue(is_png(lines[3]['output']))

    def test_notes_in_text(self):
        self.put('moving.gif', GIF)
        done = self.run_cli('-o', 'out', 'moving.gif')
        self.assertEqual(done.returncode, 0)
        self.assertIn('moving.gif → ' + self.path('out', 'moving.png'), done.stdout)
        self.assertRegex(done.stdout, r'\n    .*GIF.*PNG')
        self.assertEqual(done.stderr, '')

    def test_folders(self):
        for name in ('in/10.png', 'in/9.png', 'in/deep/er/1.png', 'in/.hidden.png', 'in/.dir/1.png'):
            self.png(name)
        self.put('in/notes.txt', b'no picture')
        os.symlink('deep', self.path('in', 'link'))
        os.symlink('..', self.path('in', 'deep', 'up'))
        lines, err = self.export('in/')
        self.assertEqual(err, '')
        self.assertEqual([e['source'] for e in lines], ['in/9.png', 'in/10.png', 'in/deep/er/1.png'])
        self.assertEqual(self.tree(), ['10.png', '9.png', 'deep/er/1.png'])

    def test_output_inside_source(self):
        self.png('in/a.png')
        done = self.run_cli('-o', 'in/out', '--progress', 'none', 'in')
        self.assertEqual(done.returncode, 0)
        self.assertEqual(self.tree('in'), ['a.png', 'out/a.png'])

    def test_conflicts(self):
        source = self.png('a.png')
        self.put('out/a.png', b'mine')
        lines, _ = self.export('a.png')
        self.assertEqual(lines[0]['output'], self.path('out', 'a (2).png'))
        lines, err = self.export('--on-conflict', 'skip', 'a.png')
        self.assertEqual((lines[0]['state'], err), ('skipped', ''))
        with open(self.path('out', 'a.png'), 'rb') as file:
            self.assertEqual(file.read(), b'mine')
        self.export('--on-conflict', 'replace', 'a.png')
        self.assertTrue(is_png(self.path('out', 'a.png')))
        self.assertEqual(self.tree(), ['a (2).png', 'a.png'])
        self.assertTrue(os.path.exists(source))

    def test_same_names(self):
        for i in (1, 2, 3):
            self.png(f'{i}/a.png', 16 * i, 16)
        lines, _ = self.export('1/a.png', '2/a.png', '3/a.png')
        self.assertEqual([os.path.basename(e['output']) for e in lines], ['a.png', 'a (2).png', 'a (3).png'])
        self.assertEqual([png_size(e['output'])[0] for e in lines], [16, 32, 48])

    def test_case_insensitive_names(self):
        self.png('1/Photo.png')
        self.png('2/photo.PNG')
        lines, _ = self.export('1/Photo.png', '2/photo.PNG')
        self.assertEqual([os.path.basename(e['output']) for e in lines], ['Photo.png', 'photo (2).PNG'])

    def test_onto_itself(self):
        source = self.png('in/a.png')
        whole = digest(source)
        for policy in ('rename', 'skip'):
            done = self.run_cli('-o', 'in', '--on-conflict', policy, '--set', 'exposure.ev=1', '--progress', 'none', 'in/a.png')
            self.assertEqual(done.returncode, 0)
            self.assertEqual(digest(source), whole)
        self.assertEqual(self.tree('in'), ['a (2).png', 'a.png'])
        done = self.run_cli('-o', 'in', '--on-conflict', 'replace', '--set', 'exposure.ev=1', '--progress', 'none', 'in/a.png')
        self.assertEqual(done.returncode, 0)
        self.assertEqual(digest(source), digest(self.path('in', 'a (2).png')))
        self.assertNotEqual(digest(source), whole)

    def test_same_bytes_on_any_number_of_jobs(self):
        for i in range(6):
            self.png(f'in/{i}.png', 300, 200, seed=i)
        sums = set()
        for jobs in ('1', '2', '5'):
            shutil.rmtree(self.out, ignore_errors=True)
            self.export('-j', jobs, '-f', 'jpeg', '--set', 'contrast.amount=20', 'in')
            sums.add(tuple(digest(self.path('out', name)) for name in self.tree()))
        self.assertEqual(len(sums), 1)

    def test_odd_names(self):
        encoded = os.fsencode(self.folder)
        for name in (b'caf\xe9.png', b'new\nline.png', b'-dash.png', b'a:b.png', b'{name}.png', b'100%.png', b'"quote".png'):
            with open(os.path.join(encoded, name), 'wb') as file:
                file.write(png_bytes(8, 8))
        done = self.run_cli('-o', 'out', '--progress', 'json', '--', b'caf\xe9.png', 'new\nline.png', '-dash.png', 'a:b.png',
                            '{name}.png', '100%.png', '"quote".png')
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = self.check_lines(done.stdout)
        self.assertEqual(lines[0]['source'], 'file://' + urllib.parse.quote(self.folder) + '/caf%E9.png')
        self.assertTrue(lines[0]['output'].endswith('/out/caf%E9.png'))
        self.assertEqual([e['source'] for e in lines[1:]],
                         ['new\nline.png', '-dash.png', 'a:b.png', '{name}.png', '100%.png', '"quote".png'])
        self.assertEqual(len(os.listdir(os.path.join(encoded, b'out'))), 7)
        self.assertIn(b'caf\xe9.png', os.listdir(os.path.join(encoded, b'out')))

    def test_uri(self):
        source = self.png('a b.png')
        lines, _ = self.export('file://' + urllib.parse.quote(source))
        self.assertEqual(lines[0]['state'], 'done')
        self.assertEqual(self.tree(), ['a b.png'])

    def test_languages(self):
        """Sentences may be translated, words of JSON may not."""
        self.png('a.png')
        for language in ('de_DE.UTF-8', 'C'):
            env = {**os.environ, 'LC_ALL': language, 'LANGUAGE': 'de'}
            done = self.run_cli('-o', 'out', '--progress', 'json', '--set', 'exposure.ev=0.5', 'a.png', 'gone.png', env=env)
            self.assertEqual(done.returncode, 1)
            self.assertEqual([e['state'] for e in self.check_lines(done.stdout)], ['done', 'failed'])

    def test_details_in_another_language(self):
        """What the program's own code says of a photo is translated whole, with its numbers; what a library says stays."""
        small = png_bytes(8, 8)
        header = b'IHDR' + struct.pack('>II', 60000, 50000) + small[24:29]
        self.put('large.png', small[:12] + header + struct.pack('>I', zlib.crc32(header)) + small[33:])
        self.png('a.png')
        self.put('bad.cube', b'LUT_3D_SIZE 2.5\n')
        env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': 'de', 'XDG_DATA_HOME': self.path('data')}

        def told(*args):
            done = self.run_cli('-o', 'out', '--progress', 'none', *args, env=env)
            self.assertEqual(done.returncode, 1)
            return done.stderr
        self.assertIn(': 60000 × 50000 Pixel, die Grenze ist 160 Megapixel.', told('large.png'))
        self.assertIn(': Zeile 1: die Größe ist keine ganze Zahl.', told('--set', 'lut.file=bad.cube', 'a.png'))


class Progress(Case):
    def test_none(self):
        self.png('a.png')
        done = self.run_cli('-o', 'out', '--progress', 'none', 'a.png', 'gone.png')
        self.assertEqual((done.returncode, done.stdout), (1, ''))
        self.assertIn('gone.png', done.stderr)

    def test_text(self):
        self.png('a.png')
        done = self.run_cli('-o', 'out', 'a.png', 'gone.png')
        self.assertEqual(done.returncode, 1)
        self.assertNotIn('\r', done.stdout)
        self.assertNotIn('\033', done.stdout)
        self.assertRegex(done.stdout, r'(?m)^\[\d/2\] a\.png → ' + re.escape(self.path('out', 'a.png')) + '$')
        self.assertIn('1 exported, 1 failed', done.stdout)
        self.assertRegex(done.stderr, r'\Aambrotype-export: gone\.png: .*“gone\.png”.*\n\Z')

    def test_terminal(self):
        for i in range(4):
            self.png(f'in/{i}.png', 1200, 900)
        parent, child = pty.openpty()
        process = subprocess.Popen([EXPORT, '-o', 'out', '-f', 'jpeg', 'in', 'gone.png'], stdin=subprocess.DEVNULL, stdout=child,
                                   stderr=child, cwd=self.folder, start_new_session=True)
        os.close(child)
        text = b''
        try:
            while data := os.read(parent, 65536):
                text += data
        except OSError:
            pass
        os.close(parent)
        self.assertEqual(process.wait(60), 1)
        text = text.decode()
        self.assertRegex(text, r'\[[#.]+\] \d/5')
        self.assertIn('ambrotype-export: gone.png', text)
        self.assertIn('4 exported, 1 failed', text)

    def test_names_cannot_steer_a_terminal(self):
        done = self.run_cli('-o', 'out', 'gone\033[2J.png')
        self.assertNotIn('\033', done.stdout + done.stderr)

    def test_reader_goes_away(self):
        """A closed standard output does not end an export."""
        for i in range(6):
            self.png(f'in/{i}.png')
        process = self.start('-o', 'out', '--progress', 'json', 'in')
        process.stdout.close()
        self.assertEqual(process.wait(60), 0)
        process.stderr.close()
        self.assertEqual(len(self.tree()), 6)

    def test_lines_come_at_once(self):
        self.png('a.png', 4000, 3000)
        self.png('b.png', 4000, 3000)
        process = self.start('-o', 'out', '-j', '1', '-f', 'jpeg', '--progress', 'json', 'a.png', 'b.png')
        states = []
        for line in process.stdout:
            entry = json.loads(line)
            states.append((entry['job'], entry['state']))
            if entry == {**entry, 'job': 1, 'state': 'done'}:
                self.assertIsNone(process.poll())
        self.finish(process)
        self.assertEqual(states[:2], [(1, 'queued'), (2, 'queued')])
        self.assertIn((1, 'running'), states)


if __name__ == '__main__':
    tap.main()
