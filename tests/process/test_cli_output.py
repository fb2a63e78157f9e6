# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an output can be asked for: size, bytes, metadata, watermark, saved edits, time; seen by other programs."""
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap  # noqa: E402
from cli_case import Case, digest, png_size, write_journal  # noqa: E402


class Output(Case):
    def need(self, *programs):
        for program in programs:
            if shutil.which(program) is None:
                self.skipTest(f'{program} is not there')

    def photo(self, name='photos/monstree/IMG_1046.JPG'):
        path = os.path.join(os.environ.get('AMB_CORPORA', ''), name)
        if not os.path.exists(path):
            self.skipTest(f'{name} is not there')
        return path

    def exif(self, path, *args):
        self.need('exiftool')
        return json.loads(subprocess.run(['exiftool', '-j', '-n', '-a', '-G1', *args, path], capture_output=True, check=True).stdout)[0]

    def one(self, *args):
        """The output of a run of one photo, and what was said about it."""
        shutil.rmtree(self.out, ignore_errors=True)
        done = self.run_cli('-o', 'out', *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        names = self.tree()
        self.assertEqual(len(names), 1)
        return self.path('out', names[0]), done.stdout

    def mean(self, path, where=''):
        """Mean red, green, blue, 0 to 255, of a region WxH+X+Y."""
        self.need('convert')
        crop = ['-crop', where, '+repage'] if where else []
        text = subprocess.run(['convert', path, *crop, '-format', '%[fx:mean.r*255] %[fx:mean.g*255] %[fx:mean.b*255]', 'info:'],
                              capture_output=True, text=True, check=True).stdout
        return [float(number) for number in text.split()]


class Sizes(Output):
    def test_modes(self):
        self.png('a.png', 600, 400)
        self.png('b.png', 60, 40)
        for asked, large, small in (
                ('long:300', (300, 200), (60, 40)), ('300', (300, 200), (60, 40)), ('short:100', (150, 100), (60, 40)),
                ('fit:90x90', (90, 60), (60, 40)), ('300x50', (75, 50), (60, 40)), ('fill:90x90', (90, 90), (40, 40)),
                ('fill:160x90', (160, 90), (60, 34)), ('percent:25', (150, 100), (15, 10)), ('25%', (150, 100), (15, 10)),
                ('mp:0.015', (150, 100), (60, 40)), ('0.015mp', (150, 100), (60, 40)),
                ('long:300!', (300, 200), (300, 200)), ('short:100!', (150, 100), (150, 100)), ('fill:90x90!', (90, 90), (90, 90)),
                ('percent:150!', (900, 600), (90, 60)), ('percent:150', (600, 400), (60, 40)),
                ('mp:0.015!', (150, 100), (150, 100))):
            with self.subTest(asked=asked):
                self.export('--on-conflict', 'replace', '--resize', asked, 'a.png', 'b.png')
                self.assertEqual((png_size(self.path('out', 'a.png')), png_size(self.path('out', 'b.png'))), (large, small))
        self.export('--on-conflict', 'replace', '--resize', 'long:300', '--enlarge', 'b.png')
        self.assertEqual(png_size(self.path('out', 'b.png')), (300, 200))
        self.export('--on-conflict', 'replace', '--resize', 'percent:150', '--enlarge', 'b.png')
        self.assertEqual(png_size(self.path('out', 'b.png')), (90, 60))

    def test_fill_shows_the_middle(self):
        """Red, green, blue thirds: a square holds the green one with equal parts of its neighbours, and no thumbnail shows more."""
        self.need('convert', 'exiftool')
        subprocess.run(['convert', '-size', '200x400', 'xc:red', 'xc:lime', 'xc:blue', '+append', self.path('a.jpg')], check=True)
        subprocess.run(['exiftool', '-q', '-overwrite_original', '-Make=N', self.path('a.jpg')], check=True)
        path, _ = self.one('--resize', 'fill:100x100', '-q', '95', 'a.jpg')
        self.assertGreater(self.mean(path, '20x100+0+0')[0], 230)
        self.assertGreater(self.mean(path, '20x100+40+0')[1], 230)
        self.assertGreater(self.mean(path, '20x100+80+0')[2], 230)
        thumbnail = subprocess.run(['exiftool', '-b', '-ThumbnailImage', path], capture_output=True, check=True).stdout
        with open(self.path('t.jpg'), 'wb') as file:
            file.write(thumbnail)
        seen = subprocess.run(['identify', '-format', '%w %h', self.path('t.jpg')], capture_output=True, text=True, check=True).stdout
        self.assertEqual(seen.split()[0], seen.split()[1])

    def test_output_that_is_too_large(self):
        self.png('a.png', 8, 8)
        lines, err = self.export('--resize', '1000000!', 'a.png', code=1)
        self.assertEqual(lines[0]['state'], 'failed')
        self.assertIn('1000000 × 1000000', err)


class Bytes(Output):
    def quality(self, said):
        words = said.split('quality ')[1]
        return int(words.split(':')[0])

    def test_next_step_does_not_fit(self):
        photo = self.photo()
        for codec, limits in (('jpeg', (400000, 1000000, 3000000)), ('webp', (120000, 300000))):
            for limit in limits:
                with self.subTest(codec=codec, limit=limit):
                    asked = ['-f', codec, '--resize', '1600'] if codec == 'webp' else ['-f', codec]
                    path, said = self.one(*asked, '--max-bytes', str(limit), photo)
                    quality = self.quality(said)
                    self.assertLessEqual(os.path.getsize(path), limit)
                    self.assertIn(str(os.path.getsize(path)), said)
                    self.assertLessEqual(int(said.split('found in ')[1].split()[0]), 6)
                    same = digest(path)
                    self.assertEqual(digest(self.one(*asked, '-q', str(quality), photo)[0]), same)
                    self.assertGreater(os.path.getsize(self.one(*asked, '-q', str(quality + 1), photo)[0]), limit)

    def test_words(self):
        self.png('a.png', 300, 300)
        sizes = {}
        for word in ('20k', '20000', '20kB', '20Ki', '0.02M'):
            path, _ = self.one('-f', 'jpeg', '--max-bytes', word, 'a.png')
            sizes[word] = os.path.getsize(path)
        self.assertEqual(len({sizes['20k'], sizes['20000'], sizes['20kB'], sizes['0.02M']}), 1)
        self.assertLessEqual(sizes['20k'], 20000)
        self.assertLessEqual(sizes['20Ki'], 20480)
        self.assertGreaterEqual(sizes['20Ki'], sizes['20k'])
        for word in ('some', '20x', '-5', 'k', '20 k', '1e3'):
            self.assertEqual(self.run_cli('-o', 'out', '--max-bytes', word, 'a.png').returncode, 2)

    def test_quality_is_the_most(self):
        self.png('a.png', 300, 300)
        path, said = self.one('-f', 'jpeg', '--max-bytes', '10M', '-q', '70', 'a.png')
        self.assertEqual(self.quality(said), 70)
        _, said = self.one('-f', 'jpeg', '--max-bytes', '10M', 'a.png')
        self.assertEqual(self.quality(said), 100)

    def test_cannot(self):
        self.png('a.png', 300, 300)
        for asked in (['-f', 'jpeg', '--max-bytes', '2k'], ['-f', 'png', '--max-bytes', '2k'], ['-f', 'webp', '--lossless', '--max-bytes', '2k'],
                      ['-f', 'jpeg', '--max-bytes', '100', '--max-bytes-resize']):
            with self.subTest(asked=asked):
                lines, err = self.export(*asked, 'a.png', code=1)
                self.assertEqual(lines[0]['state'], 'failed')
                self.assertRegex(err, r'“a\.png”.*at most (2000|100) bytes.*smallest file reached has \d+')
                self.assertEqual(self.tree(), [])

    def test_smaller_pictures(self):
        """Where quality alone does not do, and without loss; the ratio stays, and what is left of the limit is used."""
        photo = self.photo()
        for asked, limit, least in ((['-f', 'jpeg'], 60000, 0.9), (['-f', 'png', '--resize', '600'], 200000, 0.9),
                                    (['-f', 'webp', '--lossless', '--resize', '600'], 200000, 0.9)):
            with self.subTest(asked=asked):
                path, said = self.one(*asked, '--max-bytes', str(limit), '--max-bytes-resize', photo)
                self.assertLessEqual(os.path.getsize(path), limit)
                self.assertGreater(os.path.getsize(path), limit * least)
                self.assertIn('made smaller', said)
                found = self.exif(path, '-ImageSize')
                width, height = (int(number) for number in next(v for k, v in found.items() if 'ImageSize' in k).split())
                self.assertAlmostEqual(width / height, 0.75, delta=0.02)

    def test_fits_as_it_is(self):
        """A photo that fits without loss is written as without a limit; one without anything asked is not copied over the limit."""
        self.png('a.png', 100, 100)
        plain = digest(self.one('-f', 'png', 'a.png')[0])
        self.assertEqual(digest(self.one('-f', 'png', '--max-bytes', '1M', 'a.png')[0]), plain)
        size = os.path.getsize(self.path('a.png'))
        self.export('--profile', 'source', '--max-bytes', str(size // 2), 'a.png', code=1)

    def test_quality_of_webp(self):
        self.png('a.png', 200, 200)
        low = os.path.getsize(self.one('-f', 'webp', '-q', '30', 'a.png')[0])
        self.assertEqual(os.path.getsize(self.one('-f', 'webp', '-q', '95', '--quality-webp', '30', 'a.png')[0]), low)
        high = os.path.getsize(self.one('-f', 'jpeg', '-q', '95', 'a.png')[0])
        self.assertEqual(os.path.getsize(self.one('-f', 'jpeg', '-q', '95', '--quality-webp', '30', 'a.png')[0]), high)


PLACES = ('gps', 'city', 'country', 'sub-location', 'sublocation', 'state', 'location')
SERIALS = ('serial', 'ownername', 'owner')


class Metadata(Output):
    def dressed(self, name='a.jpg'):
        """A photo with all that the options are about, in each kind of block."""
        self.need('exiftool', 'convert')
        path = self.path(name)
        subprocess.run(['convert', '-size', '640x480', 'gradient:red-blue', path], check=True)
        subprocess.run(['exiftool', '-q', '-overwrite_original', '-Make=Maker', '-Model=Camera', '-Artist=Somebody', '-IFD0:Copyright=Old',
                        '-GPSLatitude=48.2', '-GPSLatitudeRef=N', '-GPSLongitude=16.3', '-GPSLongitudeRef=E', '-ExifIFD:SerialNumber=BODY123',
                        '-ExifIFD:LensSerialNumber=LENS456', '-ExifIFD:OwnerName=Owner Name', '-XMP-exif:GPSLatitude=48.2',
                        '-XMP-photoshop:City=Wien', '-XMP-iptcCore:Location=Ring', '-XMP-iptcExt:LocationShownCity=Wien', '-XMP-aux:SerialNumber=BODY123',
                        '-XMP-aux:LensSerialNumber=LENS456', '-XMP-exifEX:OwnerName=Owner Name', '-XMP-dc:Title=A title', '-XMP-dc:Rights=Old',
                        '-IPTC:City=Wien', '-IPTC:Country-PrimaryLocationName=Austria', '-IPTC:Sub-location=Ring', '-IPTC:Caption-Abstract=A caption',
                        '-IPTC:CopyrightNotice=Old', path], check=True)
        return path

    def hits(self, found, words):
        names = [key.split(':')[-1].lower() for key in found if not key.startswith('ICC')]
        return [name for name in names if any(word in name for word in words)]

    def check_rest(self, found, codec):
        self.assertEqual(found['IFD0:Make'], 'Maker')
        self.assertEqual(found['IFD0:Artist'], 'Somebody')
        self.assertEqual(found['XMP-dc:Title'], 'A title')
        if codec == 'jpeg':
            self.assertEqual(found['IPTC:Caption-Abstract'], 'A caption')

    def test_policies(self):
        self.dressed()
        for codec in ('jpeg', 'tiff', 'png', 'webp'):
            for policy, places, serials in (('keep', True, True), ('strip-location', False, True), ('strip-serials', True, False),
                                            ('strip-location,strip-serials', False, False)):
                with self.subTest(codec=codec, policy=policy):
                    path, said = self.one('-f', codec, '--metadata', policy, 'a.jpg')
                    found = self.exif(path)
                    self.assertEqual(bool(self.hits(found, PLACES)), places, self.hits(found, PLACES))
                    self.assertEqual(bool(self.hits(found, SERIALS)), serials, self.hits(found, SERIALS))
                    self.check_rest(found, codec)
                    with open(path, 'rb') as file:
                        data = file.read()
                    if codec in ('jpeg', 'tiff', 'webp'):
                        self.assertEqual(b'Wien' in data, places)
                        self.assertEqual(b'BODY123' in data, serials)
                        self.assertEqual(b'Owner Name' in data, serials)
                    self.assertEqual('Exif: location left out' in said, not places)
                    self.assertEqual('XMP: serial numbers left out' in said, not serials)

    def test_strip(self):
        self.dressed()
        path, said = self.one('--metadata', 'strip', 'a.jpg')
        found = self.exif(path)
        self.assertFalse(self.hits(found, PLACES + SERIALS + ('artist', 'make', 'title', 'caption', 'thumbnail')))
        self.assertIn('metadata left out: Exif, XMP, IPTC', said)
        self.assertIn('sRGB', found['ICC_Profile:ProfileDescription'])

    def test_nothing_to_strip(self):
        self.png('a.png')
        _, said = self.one('--metadata', 'strip-location,strip-serials', 'a.png')
        self.assertIn('location left out: there was none', said)
        self.assertIn('serial numbers left out: there was none', said)

    def test_copyright(self):
        notice = '© Zoë Müller & <Söhne> “1”'
        self.dressed()
        self.png('bare.png')
        for source in ('a.jpg', 'bare.png'):
            for policy in ('keep', 'strip-location', 'strip'):
                for codec in ('jpeg', 'tiff', 'png', 'webp'):
                    with self.subTest(source=source, policy=policy, codec=codec):
                        path, said = self.one('-f', codec, '--metadata', policy, '--copyright', notice, source)
                        found = self.exif(path)
                        self.assertEqual(found['IFD0:Copyright'], notice)
                        self.assertEqual(found['XMP-dc:Rights'], notice)
                        if codec == 'jpeg':
                            self.assertEqual(found['IPTC:CopyrightNotice'], notice)
                            self.assertEqual(found['Photoshop:CopyrightFlag'], 1)
                        self.assertIn('copyright notice written', said)
                        if source == 'a.jpg' and policy != 'strip':
                            self.check_rest(found, codec)
        for notice in ('two\nlines', 'x' * 1001, b'caf\xe9'):
            self.assertEqual(self.run_cli('-o', 'out', '--copyright', notice, 'a.jpg').returncode, 2)

    def test_maker_notes(self):
        """They stay where nothing is cut and nothing is to go; else they go as a whole, with whatever they point to."""
        photo = self.photo()
        makers = lambda path: self.hits(self.exif(path, '-MakerNotes:all'), ('makernote', 'runtime', 'accel'))
        self.assertTrue(makers(photo))
        for asked, stay in ((['--resize', '800'], True), (['--set', 'exposure.ev=1'], True), (['--copyright', 'N. N.'], True),
                            (['--set', 'rotate.quarter-turns=1'], True), (['--metadata', 'strip-location'], False),
                            (['--set', 'crop.width=0.5'], False), (['--set', 'straighten.angle=2'], False), (['--resize', 'fill:800x800'], False)):
            with self.subTest(asked=asked):
                path, said = self.one(*asked, photo)
                self.assertEqual(bool(makers(path)), stay)
                self.assertEqual('maker notes left out' in said, not stay)

    def test_what_a_format_cannot_hold_is_said(self):
        self.dressed()
        photo = self.photo()
        for source, codec, limit, note in (('a.jpg', 'webp', [], 'IPTC left out'), ('a.jpg', 'webp', ['--max-bytes', '100k'], 'IPTC left out'),
                                           (photo, 'tiff', [], 'maker notes left out')):
            with self.subTest(codec=codec, limit=limit):
                _, said = self.one('-f', codec, '--resize', '600', *limit, source)
                self.assertEqual(said.count(note), 1, said)
        _, said = self.one('-f', 'jpeg', '--resize', '600', 'a.jpg')
        self.assertNotIn('left out', said)

    def test_blocks_are_sound(self):
        self.dressed()
        for asked in (['--metadata', 'strip-location'], ['--copyright', 'N. N.'], ['--metadata', 'strip-serials', '--copyright', 'N. N.']):
            path, _ = self.one(*asked, 'a.jpg')
            seen = subprocess.run(['exiftool', '-validate', '-warning', '-error', '-a', path], capture_output=True, text=True, check=True).stdout
            for word in ('offset', 'Bad', 'Invalid', 'Error', 'sorted', 'Truncated'):
                self.assertNotIn(word, seen)


class Watermark(Output):
    def setUp(self):
        super().setUp()
        self.env = {'XDG_DATA_HOME': self.path('data')}

    def gray(self, name='a.png', size='400x300'):
        self.need('convert')
        subprocess.run(['convert', '-size', size, 'xc:srgb(118,118,118)', '-define', 'png:color-type=2', self.path(name)], check=True)

    def mark(self, name='m.png', colour='white'):
        subprocess.run(['convert', '-size', '40x20', f'xc:{colour}', '-define', 'png:color-type=6', self.path(name)], check=True)
        return name

    def test_anchors(self):
        self.gray()
        self.mark()
        wide, high = 80, 40
        rows, columns = {'top': 8, 'middle': 130, 'bottom': 252}, {'left': 8, 'centre': 160, 'right': 312}
        for anchor, column, row in (('top-left', 'left', 'top'), ('top', 'centre', 'top'), ('top-right', 'right', 'top'),
                                    ('left', 'left', 'middle'), ('center', 'centre', 'middle'), ('right', 'right', 'middle'),
                                    ('bottom-left', 'left', 'bottom'), ('bottom', 'centre', 'bottom'), ('bottom-right', 'right', 'bottom')):
            with self.subTest(anchor=anchor):
                path, _ = self.one('--watermark', 'm.png', '--watermark-anchor', anchor, 'a.png')
                x, y = columns[column], rows[row]
                self.assertEqual([round(v) for v in self.mean(path, f'{wide}x{high}+{x}+{y}')], [255] * 3)
                whole = self.mean(path)[0]
                self.assertAlmostEqual(whole, 118 + (255 - 118) * wide * high / (400 * 300), delta=0.3)

    def test_linear_light(self):
        """Half of white over a grey of 0.181 in linear light is 0.590, in sRGB 201 of 255; blended as encoded it would be 186."""
        self.gray()
        self.mark()
        for codec in (['-f', 'png'], ['-f', 'tiff', '--depth', '16'], ['-f', 'jpeg', '-q', '100']):
            path, _ = self.one(*codec, '--watermark', 'm.png', '--watermark-anchor', 'center', '--watermark-opacity', '50%', 'a.png')
            self.assertAlmostEqual(self.mean(path, '60x20+170+140')[0], 201.3, delta=1.2)
            self.assertAlmostEqual(self.mean(path, '60x20+10+10')[0], 118, delta=0.6)

    def test_spaces_agree(self):
        """The same light in every colour space."""
        self.gray()
        self.mark(colour='red')
        for space in ('srgb', 'p3', 'adobergb', 'prophoto'):
            path, _ = self.one('-f', 'png', '--profile', space, '--watermark', 'm.png', '--watermark-anchor', 'center', 'a.png')
            back, _ = path, None
            shutil.copy(path, self.path('back.png'))
            path, _ = self.one('-f', 'png', 'back.png')
            self.assertAlmostEqual(self.mean(path, '60x20+170+140')[0], 255, delta=1.1)
            self.assertLess(self.mean(path, '60x20+170+140')[1], 4)

    def test_transparency(self):
        """Its own, and the photo's: over nothing it stands alone."""
        self.need('convert')
        subprocess.run(['convert', '-size', '100x100', 'xc:none', '-define', 'png:color-type=6', self.path('a.png')], check=True)
        self.mark(colour='rgba(0,255,0,0.5)')
        path, _ = self.one('--watermark', 'm.png', '--watermark-anchor', 'center', '--watermark-size', '1', '--watermark-margin', '0', 'a.png')
        text = subprocess.run(['convert', path, '-crop', '60x20+20+40', '-format', '%[fx:p{5,5}.g*255] %[fx:p{5,5}.a*255]', 'info:'],
                              capture_output=True, text=True, check=True).stdout.split()
        self.assertAlmostEqual(float(text[0]), 255, delta=1)
        self.assertAlmostEqual(float(text[1]), 128, delta=1)
        corner = subprocess.run(['convert', path, '-format', '%[fx:p{5,5}.a]', 'info:'], capture_output=True, text=True, check=True)
        self.assertEqual(float(corner.stdout), 0)

    def test_colour_on_grey(self):
        """A grey photo takes the colour of its watermark, and stays grey under a grey one."""
        self.need('convert', 'identify')
        subprocess.run(['convert', '-size', '100x100', 'xc:gray50', '-define', 'png:color-type=0', self.path('a.png')], check=True)
        subprocess.run(['convert', '-size', '40x20', 'xc:white', '-define', 'png:color-type=0', self.path('grey.png')], check=True)
        self.mark(colour='red')
        path, _ = self.one('--watermark', 'm.png', '--watermark-anchor', 'center', '--watermark-size', '0.5', 'a.png')
        self.assertEqual([round(v) for v in self.mean(path, '30x10+35+45')], [255, 0, 0])
        path, _ = self.one('--watermark', 'grey.png', 'a.png')
        with open(path, 'rb') as file:
            self.assertEqual(file.read(26)[25], 0)

    def test_snapshot(self):
        """What the file held when the export began counts, and only the contents of the file."""
        self.gray()
        self.mark()
        first = digest(self.one('--watermark', 'm.png', 'a.png')[0])
        os.utime(self.path('m.png'), (1, 1))
        self.assertEqual(digest(self.one('--watermark', 'm.png', 'a.png')[0]), first)
        self.mark(colour='black')
        self.assertNotEqual(digest(self.one('--watermark', 'm.png', 'a.png')[0]), first)

    def test_refused(self):
        self.gray()
        self.mark()
        with open(self.path('not.png'), 'w', encoding='utf-8') as file:
            file.write('no picture')
        with open(self.path('m.png'), 'rb') as whole, open(self.path('cut.png'), 'wb') as file:
            file.write(whole.read()[:60])
        for asked in (['--watermark', 'gone.png'], ['--watermark', 'not.png'], ['--watermark', 'm.png', '--watermark-anchor', 'middle'],
                      ['--watermark', 'm.png', '--watermark-size', '0'], ['--watermark', 'm.png', '--watermark-opacity', '2'],
                      ['--watermark', 'm.png', '--watermark-margin', '60%']):
            with self.subTest(asked=asked):
                self.assertEqual(self.run_cli('-o', 'out', *asked, 'a.png').returncode, 2)
        lines, err = self.export('--watermark', 'cut.png', 'a.png', code=1)
        self.assertEqual(lines[0]['state'], 'failed')
        self.assertIn('watermark', err)

    def test_with_a_limit(self):
        """It is in the pixels that are encoded again and again."""
        photo = self.photo()
        self.need('convert')
        self.mark()
        path, _ = self.one('-f', 'jpeg', '--resize', '800', '--max-bytes', '60k', '--watermark', 'm.png', '--watermark-anchor', 'center', photo)
        self.assertLessEqual(os.path.getsize(path), 60000)
        self.assertGreater(min(self.mean(path, '100x40+250+380')), 250)

    def run_cli(self, *args, **kw):
        return super().run_cli(*args, **{**kw, 'env': {**os.environ, **self.env}})


class SavedEdits(Output):
    """The journal as the window leaves it; the command line only reads it."""

    def journal(self, edits):
        folder = self.path('state', 'ambrotype')
        write_journal(folder, {self.path(name): values for name, values in edits.items()})
        return folder

    def made(self, *args):
        path, _ = self.one(*args)
        return digest(path)

    def run_cli(self, *args, **kw):
        return super().run_cli(*args, **{**kw, 'env': {**os.environ, 'XDG_STATE_HOME': self.path('state')}})

    def test_on_top(self):
        self.png('a.png', 64, 64)
        self.png('b.png', 64, 64)
        folder = self.journal({'a.png': {'exposure.ev': 1.0, 'crop.left': 0.25, 'crop.width': 0.5}})
        before = sorted(os.listdir(folder)), digest(os.path.join(folder, 'journal.sqlite'))
        plain = self.made('a.png')
        both = ['--set', 'exposure.ev=1', '--set', 'crop.left=0.25', '--set', 'crop.width=0.5']
        self.assertEqual(self.made('--recipe-mode', 'instead', 'a.png'), plain)
        self.assertEqual(self.made('--recipe-mode', 'on-top', 'a.png'), self.made(*both, 'a.png'))
        self.assertEqual(self.made('--recipe-mode', 'on-top', '--set', 'saturation.amount=20', 'a.png'),
                         self.made(*both, '--set', 'saturation.amount=20', 'a.png'))
        self.assertEqual(self.made('--recipe-mode', 'on-top', '--set', 'crop.top=0.5', '--set', 'crop.height=0.5', 'a.png'),
                         self.made('--set', 'exposure.ev=1', '--set', 'crop.top=0.5', '--set', 'crop.height=0.5', 'a.png'))
        self.assertEqual(self.made('--recipe-mode', 'on-top', 'b.png'), self.made('b.png'))
        self.assertEqual((sorted(os.listdir(folder)), digest(os.path.join(folder, 'journal.sqlite'))), before)

    def test_without_a_journal(self):
        self.png('a.png', 64, 64)
        self.assertEqual(self.made('--recipe-mode', 'on-top', 'a.png'), self.made('a.png'))
        self.assertFalse(os.path.exists(self.path('state')))

    def test_journal_that_cannot_be_read(self):
        """Nobody gets a photo without its edits because of a damaged file; it stays where it is."""
        self.png('a.png', 64, 64)
        os.makedirs(self.path('state', 'ambrotype'))
        name = self.path('state', 'ambrotype', 'journal.sqlite')
        with open(name, 'wb') as file:
            file.write(b'SQLite format 3\0' + b'nonsense' * 100)
        self.assertNotEqual(self.run_cli('-o', 'out', '--recipe-mode', 'on-top', 'a.png').returncode, 0)
        self.assertEqual(os.listdir(self.path('state', 'ambrotype')), ['journal.sqlite'])
        self.assertEqual(self.tree(), [])


class Times(Output):
    def test_keep_mtime(self):
        source = self.png('a.png')
        for when in (1234567890123456789, 999999999, -1500000000):
            os.utime(source, ns=(when, when))
            for asked in ([], ['--profile', 'source'], ['-f', 'jpeg', '--max-bytes', '1M']):
                with self.subTest(when=when, asked=asked):
                    path, _ = self.one('--keep-mtime', *asked, 'a.png')
                    self.assertEqual(os.stat(path).st_mtime_ns, os.stat(source).st_mtime_ns)
        path, _ = self.one('a.png')
        self.assertGreater(os.stat(path).st_mtime_ns, 1234567890123456789)


if __name__ == '__main__':
    tap.main()
