# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports of real photos as libvips, ImageMagick and exiftool see them: samples, orientation, colour, metadata."""
import array
import collections
import json
import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ('process', 'support')]
import cli_case     # noqa: E402
import tap          # noqa: E402

CORPORA = Path(os.environ.get('AMB_CORPORA', ''))
TILTED = 'good/orientation-recurser'
Image = collections.namedtuple('Image', 'width height bands format interpretation samples')


def rows():
    with open(CORPORA / 'expected.tsv', encoding='utf-8') as file:
        return [line.rstrip('\n').split('\t') for line in file][1:]


@unittest.skipUnless((CORPORA / 'expected.tsv').exists(), 'the corpora are not there')
class Case(cli_case.Case):
    def tool(self, name):
        if shutil.which(name) is None:
            self.skipTest(f'{name} is not there')
        return name

    def vips(self, path, upright=False):
        """What libvips decodes, as it is stored or upright; None where it cannot."""
        header = subprocess.run([self.tool('vipsheader'), '-a', str(path)], capture_output=True, text=True, errors='replace',
                                check=False)
        fields = dict(line.split(': ', 1) for line in header.stdout.splitlines() if ': ' in line)
        raw, source = self.path('samples.raw'), str(path)
        if upright and subprocess.run(['vips', 'autorot', source, self.path('upright.v')], capture_output=True,
                                      check=False).returncode == 0:
            source = self.path('upright.v')
        if header.returncode or subprocess.run(['vips', 'rawsave', source, raw], capture_output=True, check=False).returncode:
            return None
        turned = upright and int(fields.get('orientation', 1)) > 4
        size = int(fields['width']), int(fields['height'])
        with open(raw, 'rb') as file:
            return Image(*(reversed(size) if turned else size), int(fields['bands']), fields['format'],
                         fields['interpretation'], file.read())

    def one(self, *args):
        """The path of the only output."""
        shutil.rmtree(self.out, ignore_errors=True)
        lines, _ = self.export(*map(str, args))
        self.assertEqual([line['state'] for line in lines], ['done'])
        return lines[0]['output']

    def exif(self, path):
        done = subprocess.run([self.tool('exiftool'), '-j', '-n', '-G1', str(path)], capture_output=True, check=True)
        return json.loads(done.stdout)[0]

    def photo(self, name):
        path = CORPORA / name
        if not path.exists():
            self.skipTest(f'{name} is not there')
        return path


class Samples(Case):
    def compare(self, content, *options):
        """How many files of a lossless format come out with the very samples that libvips reads from them, upright. (PNG is
        compared by ImageMagick where the command line is tested.)"""
        self.tool('vips')
        same, passed_over = 0, []
        for row in rows():
            path = CORPORA / row[0]
            if row[0].startswith('bad/') or row[1] != 'open' or row[2] != content or path.stat().st_size > 2000000:
                continue
            before = self.vips(path, upright=True)
            if before is None or not self.is_covered(path, content, before):
                passed_over.append(row[0])
                continue
            with self.subTest(source=row[0]):
                after = self.vips(self.one('-f', content, '--profile', 'source', '--metadata', 'strip', *options, path))
                self.assertEqual(self.shape(after), self.shape(before))
                self.assertTrue(after.samples == before.samples, 'other samples')
                same += 1
        print(f'# {content}: {same} files with the same samples, {len(passed_over)} are not covered: {" ".join(passed_over)}')
        return same

    @staticmethod
    def shape(image):
        return image.width, image.height, image.bands, image.format

    def is_covered(self, path, content, image):
        """8 and 16 bits, grey or RGB, not lossy, one picture; its alpha not multiplied in, which libvips leaves as it is."""
        if content == 'webp':
            with open(path, 'rb') as file:
                data = file.read()
            return b'VP8L' in data[:64] and b'ANIM' not in data[:64]
        return (image.format in ('uchar', 'ushort') and image.interpretation in ('srgb', 'b-w', 'rgb', 'rgb16', 'grey16')
                and (image.bands in (1, 3) or self.exif(path).get('IFD0:ExtraSamples') != 1))

    def test_tiff(self):
        self.assertGreaterEqual(self.compare('tiff'), 30)

    def test_lossless_webp(self):
        self.assertGreaterEqual(self.compare('webp', '--lossless'), 5)

    def test_sixteen_bits_between_formats(self):
        """From TIFF to PNG and back nothing is lost, whichever program looks."""
        source = self.photo('good/tiff-conformance/tiff-conformance/valid/rgb-3c-16b.tiff')
        before = self.vips(source)
        png = self.one('-f', 'png', '--profile', 'source', '--metadata', 'strip', source)
        kept = shutil.copy(png, self.path('kept.png'))
        self.assertEqual(self.vips(kept).samples, before.samples)
        back = self.one('-f', 'tiff', '--profile', 'source', '--metadata', 'strip', kept)
        self.assertEqual((self.vips(back).format, self.vips(back).samples), ('ushort', before.samples))
        seen = subprocess.run([self.tool('convert'), back, '-depth', '16', '-endian', 'LSB', 'rgb:-'], capture_output=True,
                              check=True).stdout
        self.assertEqual(seen, before.samples)

    def test_orientations(self):
        """A photo decoded and turned by libvips, and by this program: the same samples for all eight."""
        self.tool('vips')
        paths = sorted((CORPORA / TILTED).glob('*andscape_[1-8].jpg')) + sorted((CORPORA / TILTED).glob('*ortrait_[1-8].jpg'))
        self.assertGreaterEqual(len(paths), 8)
        for path in paths:
            with self.subTest(source=path.name):
                before = self.vips(path, upright=True)
                after = self.vips(self.one('-f', 'png', '--profile', 'source', '--metadata', 'strip', path))
                self.assertEqual(self.shape(after), self.shape(before))
                self.assertTrue(after.samples == before.samples, 'other samples')


class Colour(Case):
    PHOTOS = ['photos/immich/book-beside-flowers.jpg', 'photos/monstree/IMG_1046.JPG', 'good/exiv2/Reagan.jpg']

    def test_profiles_as_little_cms_converts_them(self):
        """Through libvips and Little CMS, relative colorimetric with black point compensation, in 16 bits."""
        self.tool('vips')
        for name in self.PHOTOS:
            with self.subTest(photo=name):
                photo = self.photo(name)
                subprocess.run(['vips', 'autorot', str(photo), self.path('upright.v')], check=True)
                subprocess.run(['vips', 'icc_transform', self.path('upright.v'), self.path('srgb.v'), 'srgb', '--embedded',
                                '--intent', 'relative', '--black-point-compensation', '--depth', '16'], check=True)
                expected = array.array('H', self.vips(self.path('srgb.v')).samples)
                output = self.one('-f', 'png', '--depth', '16', '--profile', 'srgb', photo)
                found = array.array('H', self.vips(output).samples)
                self.assertEqual(len(found), len(expected))
                differences = sorted(abs(a - b) / 257 for a, b in zip(found[::53], expected[::53]))
                mean, p99 = sum(differences) / len(differences), differences[len(differences) * 99 // 100]
                print(f'# {name}: of 255, mean {mean:.3f}, p99 {p99:.2f}, at most {differences[-1]:.2f}')
                self.assertLess(mean, 0.25)
                self.assertLess(p99, 1)


class Metadata(Case):
    PHOTO = 'photos/cameras/Canon EOS 450D.jpg'
    KEPT = ['IFD0:Make', 'IFD0:Model', 'ExifIFD:DateTimeOriginal', 'ExifIFD:ExposureTime', 'ExifIFD:FNumber', 'ExifIFD:ISO',
            'ExifIFD:FocalLength']

    def test_kept(self):
        """What exiftool read from the camera's file it reads from the export; size and orientation are the export's own."""
        photo = self.photo(self.PHOTO)
        before = self.exif(photo)
        for word in ('jpeg', 'png', 'webp', 'tiff'):
            with self.subTest(format=word):
                after = self.exif(self.one('-f', word, '--resize', 'long:640', photo))
                for key in self.KEPT:
                    self.assertEqual(after.get(key), before[key], key)
                self.assertEqual(after.get('IFD0:Orientation', 1), 1)
                if 'ExifIFD:ExifImageWidth' in after:
                    self.assertEqual(max(after['ExifIFD:ExifImageWidth'], after['ExifIFD:ExifImageHeight']), 640)

    def test_stripped(self):
        photo = self.photo(self.PHOTO)
        for word in ('jpeg', 'png', 'webp', 'tiff'):
            with self.subTest(format=word):
                after = self.exif(self.one('-f', word, '--resize', 'long:640', '--metadata', 'strip', photo))
                groups = {key.split(':')[0] for key in after if ':' in key}
                self.assertFalse([group for group in groups if group.startswith(('ExifIFD', 'GPS', 'XMP', 'Canon', 'IPTC'))])
                self.assertNotIn('IFD0:Model', after)


if __name__ == '__main__':
    tap.main()
