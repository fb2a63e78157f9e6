# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ambrotype-export around an export: the plan, several outputs, presets, shards, manifest, names on standard input."""
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap  # noqa: E402
from cli_case import EXPORT, GIF, Case, digest, is_jpeg, is_png, png_size  # noqa: E402

ACTIONS = ['write', 'rename', 'replace', 'skip', 'fail']
ITEM_KEYS = ['job', 'source', 'action', 'output', 'wanted', 'collision', 'by-case', 'losses', 'width', 'height', 'estimate',
             'notes', 'error']
LINE_KEYS = ['job', 'source', 'output-index', 'state', 'output', 'source-bytes', 'bytes', 'attempts', 'notes', 'error']
ANIMATED_GIF = bytes.fromhex('47494638396101000100800000ff0000ffffff'
                             '2c00000000010001000002024401002c000000000100010000020244010' '03b')


def png16_bytes(width=8, height=8, alpha=True):
    def chunk(name, data):
        body = name + data
        return struct.pack('>I', len(data)) + body + struct.pack('>I', zlib.crc32(body))
    channels = 4 if alpha else 3
    raw = b''.join(b'\0' + b'\x12\x34' * channels * width for _ in range(height))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 16, 6 if alpha else 2, 0, 0, 0))
            + chunk(b'IDAT', zlib.compress(raw)) + chunk(b'IEND', b''))


class PlanCase(Case):
    def setUp(self):
        super().setUp()
        self.home = self.path('home')
        os.mkdir(self.home)

    def start(self, *args, **kw):
        kw.setdefault('env', {**os.environ, 'LC_ALL': 'C.UTF-8', 'XDG_DATA_HOME': self.home})
        return super().start(*args, **kw)

    def plan(self, *args, code=0):
        """What --dry-run says: items and sums."""
        done = self.run_cli('-o', 'out', '--dry-run', '--progress', 'json', *args)
        self.assertEqual(done.returncode, code, done.stderr)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        for item in lines[:-1]:
            self.assertEqual(list(item), ITEM_KEYS)
        sums = lines[-1]['plan']
        self.assertEqual(sums['total'], len(lines) - 1)
        for action in ACTIONS:
            self.assertEqual(sums[action], sum(item['action'] == action for item in lines[:-1]))
        self.assertFalse(os.path.exists(self.out) and not self.may_have_out)
        return lines[:-1], sums

    may_have_out = False

    def lines(self, name):
        with open(self.path(name), encoding='utf-8') as file:
            text = file.read()
        self.assertTrue(text == '' or text.endswith('\n'))
        return [json.loads(line) for line in text.splitlines()]


class Plan(PlanCase):
    def test_says_everything_and_writes_nothing(self):
        self.png('a.png', 400, 200)
        self.png('b.png', 40, 20, alpha=True)
        self.put('c.gif', ANIMATED_GIF)
        self.put('d.gif', GIF)
        self.put('e.png', png16_bytes())
        self.put('broken.png', b'\x89PNG\r\n\x1a\nrubbish')
        items, sums = self.plan('-f', 'jpeg', '--resize', 'long:100', 'a.png', 'b.png', 'c.gif', 'd.gif', 'e.png', 'broken.png',
                                'gone.png', code=1)
        self.assertEqual([i['losses'] for i in items],
                         [[], ['transparency'], ['animation'], [], ['transparency', 'depth'], [], []])
        self.assertEqual([i['action'] for i in items], ['write'] * 5 + ['fail'] * 2)
        self.assertEqual((items[0]['width'], items[0]['height']), (100, 50))
        self.assertEqual(items[0]['output'], self.path('out', 'a.jpg'))
        self.assertIn('broken.png', items[5]['error'])
        self.assertIn('gone.png', items[6]['error'])
        self.assertEqual(sums['losses'], {'transparency': 2, 'depth': 1, 'animation': 1, 'pages': 0, 'gain-map': 0})
        self.assertGreater(sums['estimate'], 0)
        self.assertEqual(sums['estimate'], sum(i['estimate'] for i in items))
        self.assertEqual([s['folder'] for s in sums['spaces']], [self.out])
        self.assertGreater(sums['spaces'][0]['free'], 0)

    def test_several_pages_and_gain_maps(self):
        tiff = self.corpus('tiff-twelvemonkeys')
        self.assertTrue(tiff)
        items, sums = self.plan('-f', 'png', tiff, code=self.anything)
        self.assertGreater(sums['losses']['pages'], 0)

    anything = type('Anything', (), {'__eq__': lambda self, other: True})()

    def corpus(self, name):
        path = os.path.join(os.environ.get('AMB_CORPORA', ''), 'good', name)
        if not os.path.exists(path):
            self.skipTest(f'{name} is not there')
        return path

    def test_gain_map_is_told(self):
        jpeg = self.small_jpeg()
        name = b'urn:iso:std:iso:ts:21496:-1\0' + bytes(4)
        marked = jpeg[:2] + b'\xff\xe2' + struct.pack('>H', len(name) + 2) + name + jpeg[2:]
        self.put('hdr.jpg', marked)
        items, _ = self.plan('hdr.jpg')
        self.assertEqual(items[0]['losses'], ['gain-map'])
        items, _ = self.plan('--profile', 'source', 'hdr.jpg')
        self.assertEqual(items[0]['losses'], [], 'a copy loses nothing')

    def small_jpeg(self):
        self.png('seed.png', 32, 24)
        done = self.run_cli('-o', 'seed', '-f', 'jpeg', 'seed.png')
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.path('seed', 'seed.jpg'), 'rb') as file:
            return file.read()

    def test_collisions(self):
        self.may_have_out = True
        self.png('a/x.png', seed=1)
        self.png('b/X.png', seed=2)
        self.png('c/there.png', seed=3)
        self.png('out/there.png', seed=4)
        self.png('out/own.png', seed=5)
        self.png('d/own.png', seed=6)
        before = {name: digest(self.path('out', name)) for name in self.tree()}
        words = {}
        for conflict in ('rename', 'skip', 'replace'):
            items, _ = self.plan('--on-conflict', conflict, 'a', 'b', 'c', 'out/own.png', 'd')
            words[conflict] = [(i['action'], i['collision']) for i in items]
            self.assertEqual([i['by-case'] for i in items], [False, True, False, False, False])
        self.assertEqual(words['rename'], [('write', 'none'), ('rename', 'plan'), ('rename', 'exists'), ('rename', 'own-source'),
                                           ('rename', 'source')])
        self.assertEqual(words['skip'], [('write', 'none'), ('skip', 'plan'), ('skip', 'exists'), ('skip', 'own-source'),
                                         ('skip', 'source')])
        self.assertEqual(words['replace'], [('write', 'none'), ('rename', 'plan'), ('replace', 'exists'),
                                            ('replace', 'own-source'), ('rename', 'plan')])
        self.assertEqual({name: digest(self.path('out', name)) for name in self.tree()}, before)

    def test_names_are_those_of_the_export(self):
        for folder in 'abc':
            self.png(f'{folder}/x.png', seed=ord(folder))
        items, _ = self.plan('--folders', 'flat', '--name', '{folder}/{counter:2}-{name}.{ext}', 'a', 'b', 'c', 'a')
        done, _ = self.export('--folders', 'flat', '--name', '{folder}/{counter:2}-{name}.{ext}', 'a', 'b', 'c', 'a')
        self.assertEqual([i['output'] for i in items], [e['output'] for e in done])
        self.assertEqual(self.tree(), ['a/01-x.png', 'a/04-x.png', 'b/02-x.png', 'c/03-x.png'])

    def test_estimates_are_near(self):
        photos = os.path.join(os.environ.get('AMB_CORPORA', ''), 'photos')
        if not os.path.exists(photos):
            self.skipTest('the photos are not there')
        args = ['-f', 'jpeg', '-q', '85', '--resize', 'long:800', photos]
        items, sums = self.plan(*args)
        done, _ = self.export(*args)
        real = sum(os.path.getsize(e['output']) for e in done)
        self.assertLess(abs(sums['estimate'] / real - 1), 0.35, (sums['estimate'], real))

    def test_text(self):
        self.png('a.png', alpha=True)
        done = self.run_cli('-o', 'out', '--dry-run', '-f', 'jpeg', 'a.png')
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertIn('a.png → ' + self.path('out', 'a.jpg'), done.stdout)
        self.assertIn('Transparency is lost.', done.stdout)
        self.assertIn('1 output is planned', done.stdout)
        self.assertFalse(os.path.exists(self.out))

    def test_nothing_to_do(self):
        os.mkdir(self.path('empty'))
        done = self.run_cli('-o', 'out', '--dry-run', 'empty')
        self.assertEqual(done.returncode, 3)
        self.assertFalse(os.path.exists(self.out))

    def test_many(self):
        """Thousands of files: once each, whatever the number of outputs."""
        os.mkdir(self.path('many'))
        first = self.png('many/0.png', 8, 8)
        for i in range(1, 1500):
            os.link(first, self.path('many', f'{i}.png'))
        self.put('two.json', b'[{}, {"output": "small", "resize": "long:4"}]')
        items, sums = self.plan('--outputs', 'two.json', 'many')
        self.assertEqual(sums['write'], 3000)
        self.assertEqual(len({i['output'] for i in items}), 3000)


class Outputs(PlanCase):
    def test_each_source_once_per_output(self):
        self.png('in/a.png', 100, 50)
        self.png('in/sub/b.png', 60, 80)
        self.put('web/outputs.json', json.dumps([
            {'output': 'web', 'format': 'jpeg', 'resize': 'long:50'},
            {'output': 'full', 'recipe': 'look.json'},
            {'output': 'thumbs', 'resize': 'long:10', 'folders': 'flat', 'name': '{name}-{long}.{ext}', 'set': ['exposure.ev=1']},
        ]).encode())
        self.put('web/look.json', b'{"exposure.ev": -2}')
        lines, _ = self.export('--outputs', 'web/outputs.json', 'in')
        self.assertEqual([e['state'] for e in lines], ['done'] * 6)
        self.assertEqual([e['source'] for e in lines], ['in/a.png'] * 3 + ['in/sub/b.png'] * 3)
        self.assertEqual(self.tree(), ['full/a.png', 'full/sub/b.png', 'thumbs/a-10.png', 'thumbs/b-10.png', 'web/a.jpg',
                                       'web/sub/b.jpg'])
        self.assertEqual(png_size(self.path('out', 'thumbs', 'a-10.png')), (10, 5))
        self.assertTrue(is_jpeg(self.path('out', 'web', 'a.jpg')))
        self.run_cli('-o', 'plain', '--set', 'exposure.ev=-2', 'in/a.png')
        self.assertEqual(digest(self.path('plain', 'a.png')), digest(self.path('out', 'full', 'a.png')))

    def test_presets_inside(self):
        self.png('a.png', 100, 50)
        self.put('o.json', b'[{"preset": "web 2048", "output": "w", "quality": 20}, {"preset": "Full quality JPEG", "name": "{preset}.{ext}"}]')
        lines, _ = self.export('--outputs', 'o.json', 'a.png')
        self.assertEqual([e['state'] for e in lines], ['done', 'done'])
        self.assertEqual(self.tree(), ['Full quality JPEG.jpg', 'w/a.jpg'])

    def test_refused(self):
        self.png('a.png')
        for text, words in ((b'', ['o.json']), (b'[{"fromat": "png"}]', ['o.json', '“fromat”']), (b'[]', ['o.json']),
                            (b'[{}, {"quality": 101}]', ['o.json', 'Output 2', 'quality']), (b'{"preset": "nothing"}', ['“nothing”']),
                            (b'{"recipe": "gone.json"}', ['gone.json']),
                            *((b'{"quality": %s}' % value, ['o.json', 'quality'])
                              for value in (b'"high"', b'null', b'1e30', b'99999999999999999999', b'[1]', b'{"a": 1}')),
                            (b'{"recipe": {"exposure.ev": null}}', ['o.json', '“exposure.ev”'])):
            self.put('o.json', text)
            done = self.run_cli('-o', 'out', '--outputs', 'o.json', 'a.png')
            self.assertEqual(done.returncode, 2, text)
            for word in words:
                self.assertIn(word, done.stderr)
        self.assertEqual(self.run_cli('-o', 'out', '--outputs', 'gone.json', 'a.png').returncode, 2)
        self.assertFalse(os.path.exists(self.out))


class Presets(PlanCase):
    def own(self, name, outputs, file='own.json'):
        self.put(f'home/ambrotype/export-presets/{file}', json.dumps(
            {'format': 'ambrotype-export-preset', 'version': 1, 'name': name, 'outputs': outputs}).encode())

    def test_shipped_by_name(self):
        self.png('a.png', 3000, 10)
        lines, _ = self.export('--preset', 'WEB 2048', 'a.png')
        self.assertTrue(is_jpeg(lines[0]['output']))
        plan, _ = self.plan_beside('--preset', 'Instagram 1080', 'a.png')
        self.assertEqual(plan[0]['width'], 1080)

    def plan_beside(self, *args):
        self.may_have_out = True
        return self.plan(*args)

    def test_options_override(self):
        self.png('a.png', 300, 10)
        for args in (['--preset', 'Web 2048', '-f', 'png'], ['-f', 'png', '--preset', 'Web 2048']):
            items, _ = self.plan(*args, 'a.png')
            self.assertTrue(items[0]['output'].endswith('a.png'))

    def test_own_with_several_outputs(self):
        self.png('a.png', 100, 50)
        self.own('Both sizes', [{'resize': 'long:50'}, {'resize': 'long:10', 'output': 'small'}])
        lines, _ = self.export('--preset', 'both SIZES', '-f', 'jpeg', 'a.png')
        self.assertEqual(self.tree(), ['a.jpg', 'small/a.jpg'])
        self.assertEqual(self.run_cli('-o', 'out', '--preset', 'Both sizes', '--outputs', 'x.json', 'a.png').returncode, 2)

    def test_list(self):
        self.own('Mine', [{'quality': 50}])
        done = self.run_cli('--list-presets')
        names = [line for line in done.stdout.splitlines() if not line.startswith(' ')]
        self.assertEqual(names, ['Web 2048', 'Mail 2 MB', 'Full quality JPEG', 'Archive 16-bit TIFF', 'Instagram 1080',
                                 'Strip location only', 'Mine'])
        listed = json.loads(self.run_cli('--list-presets', 'json').stdout)
        self.assertEqual([p['name'] for p in listed], names)
        self.assertEqual(listed[-1]['outputs'], [{'quality': 50}])

    def test_unknown_and_damaged(self):
        self.png('a.png')
        done = self.run_cli('-o', 'out', '--preset', 'Wab', 'a.png')
        self.assertEqual(done.returncode, 2)
        self.assertIn('“Wab”', done.stderr)
        self.own('Later', [{'colour-of-frame': 'red'}])
        done = self.run_cli('-o', 'out', '--preset', 'Later', 'a.png')
        self.assertEqual(done.returncode, 2)
        self.own('Mine', [{'quality': 50}], file='mine.json')
        done = self.run_cli('-o', 'out', '--preset', 'Mine', 'a.png')
        self.assertEqual(done.returncode, 0)
        self.assertIn('colour-of-frame', done.stderr)


class Names(PlanCase):
    def test_from_standard_input(self):
        self.png('a b.png')
        self.png('new\nline.png')
        self.png('c.png')
        done = subprocess.run([EXPORT, '-o', 'out', '--stdin0', '--progress', 'json', 'c.png'], cwd=self.folder,
                              input=b'a b.png\0\0new\nline.png', capture_output=True, timeout=120,
                              env={**os.environ, 'LC_ALL': 'C.UTF-8'}, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.tree(), ['a b.png', 'c.png', 'new\nline.png'])

    def test_nothing_on_standard_input(self):
        self.assertEqual(self.run_cli('-o', 'out', '--stdin0').returncode, 2)

    def test_facts_of_real_photos(self):
        photo = os.path.join(os.environ.get('AMB_CORPORA', ''), 'photos', 'monstree', 'IMG_1025.JPG')
        if not os.path.exists(photo):
            self.skipTest('the photo is not there')
        if shutil.which('exiftool') is None:
            self.skipTest('exiftool is not there')
        told = json.loads(subprocess.run(['exiftool', '-j', '-n', '-DateTimeOriginal', '-Model', '-LensModel', '-ISO', photo],
                                         capture_output=True, check=True).stdout)[0]
        items, _ = self.plan('--name', '{date:%Y:%m:%d} {time:%H:%M:%S}|{camera}|{lens}|{iso}|{width}', '--resize', 'long:100', photo)
        date, camera, lens, iso, width = os.path.basename(items[0]['output']).split('|')
        self.assertEqual(date, told['DateTimeOriginal'])
        self.assertEqual(camera, told['Model'])
        self.assertEqual(lens, re.sub('[/:]', '_', told['LensModel']))
        self.assertEqual(int(iso), told['ISO'])
        self.assertEqual(int(width), items[0]['width'])


class Shards(PlanCase):
    def sources(self):
        for i in range(60):
            self.png(f'in/{i % 7}/p{i}.png', 4, 4, seed=i)
        self.png('more/p1.png', 4, 4)

    def test_disjoint_complete_stable(self):
        self.sources()
        args = ['--folders', 'flat', 'in', 'more']
        whole = {i['source']: i['output'] for i in self.plan(*args)[0]}
        self.assertEqual(len(whole), 61)
        for n in range(1, 8):
            seen = {}
            for shard in range(n):
                part = {i['source']: i['output'] for i in self.plan('--shard', f'{shard}/{n}', *args)[0]}
                self.assertFalse(set(part) & set(seen), 'a job is in two parts')
                self.assertLess(len(part), 61 // n + 20)
                seen.update(part)
            self.assertEqual(seen, whole)

    def test_exports_are_one_export(self):
        """Parts run one after the other into one folder: the same names and bytes as in one run."""
        self.sources()
        for shard in (2, 0, 1):
            done = self.run_cli('-o', 'parts', '--folders', 'flat', '--shard', f'{shard}/3', '--manifest', 'm.jsonl',
                                '-f', 'png', 'in', 'more')
            self.assertEqual(done.returncode, 0, done.stderr)
        self.export('--folders', 'flat', '-f', 'png', 'in', 'more')
        self.assertEqual({n: digest(self.path('parts', n)) for n in self.tree('parts')},
                         {n: digest(self.path('out', n)) for n in self.tree()})
        self.assertEqual(len(self.tree()), 61)
        lines = self.lines('m.jsonl')
        self.assertEqual(sorted(e['job'] for e in lines), list(range(1, 62)))

    def test_what_is_there_is_not_done_again(self):
        """A part that is run again with skip leaves what any part wrote, without work."""
        self.sources()
        args = ['--folders', 'flat', '--on-conflict', 'skip', 'in', 'more']
        for shard in range(2):
            self.assertEqual(self.run_cli('-o', 'out', '--shard', f'{shard}/2', *args).returncode, 0)
        before = {n: os.stat(self.path('out', n)).st_ino for n in self.tree()}
        os.unlink(self.path('out', 'p7.png'))
        for shard in range(2):
            done = self.run_cli('-o', 'out', '--shard', f'{shard}/2', '--manifest', 'm.jsonl', *args)
            self.assertEqual(done.returncode, 0)
        after = {n: os.stat(self.path('out', n)).st_ino for n in self.tree()}
        self.assertEqual(set(after), set(before))
        states = [(e['state'], e['attempts']) for e in self.lines('m.jsonl')]
        self.assertEqual(sorted(set(states)), [('done', 1), ('skipped', 0)])
        self.assertEqual(states.count(('done', 1)), 1)

    def test_outputs_are_no_sources(self):
        os.makedirs(self.path('in', 'sub', 'out'))
        for name in ['in/a.png', 'in/sub/b.png', 'in/sub/out/c.png']:
            self.png(name, 8, 8)
        for _ in range(2):
            done = self.run_cli('-o', 'in/out', '--on-conflict', 'replace', '--progress', 'json', 'in')
            self.assertEqual(done.returncode, 0, done.stderr)
            sources = {json.loads(line)['source'] for line in done.stdout.splitlines()}
            self.assertEqual(sources, {'in/a.png', 'in/sub/b.png', 'in/sub/out/c.png'})
        self.may_have_out = True
        done = self.run_cli('-o', 'in/out', '--dry-run', '--progress', 'json', 'in/out')
        self.assertEqual(json.loads(done.stdout.splitlines()[-1])['plan']['total'], 3, 'named by itself')

    def test_part_without_jobs(self):
        self.png('a.png')
        codes = [self.run_cli('-o', 'out', '--shard', f'{i}/5', 'a.png').returncode for i in range(5)]
        self.assertEqual(codes, [0] * 5)
        self.assertEqual(self.tree(), ['a.png'])

    def test_failures_belong_to_one_part(self):
        self.png('a.png')
        self.put('bad.png', b'rubbish')
        codes = [self.run_cli('-o', 'out', '--shard', f'{i}/4', 'a.png', 'bad.png', 'gone.png').returncode for i in range(4)]
        self.assertEqual(sorted(codes)[0], 0)
        errors = [self.run_cli('-o', 'out2', '--shard', f'{i}/4', 'a.png', 'bad.png', 'gone.png').stderr for i in range(4)]
        self.assertEqual(sum('bad.png' in e for e in errors), 1)
        self.assertEqual(sum('gone.png' in e for e in errors), 1)

    def test_refused(self):
        self.png('a.png')
        for shard in ('', '1', '4/4', '1/0', '-1/2', 'a/b', '1/2/3', '0/99999999999'):
            self.assertEqual(self.run_cli('-o', 'out', '--shard', shard, 'a.png').returncode, 2, shard)


class Manifest(PlanCase):
    def test_a_line_for_each_job(self):
        self.png('a.png')
        self.png('out/b.png')
        self.png('b.png')
        self.put('bad.png', b'rubbish')
        self.export('--manifest', 'm.jsonl', '--on-conflict', 'skip', 'a.png', 'b.png', 'bad.png', code=1)
        lines = {e['source']: e for e in self.lines('m.jsonl')}
        self.assertEqual({s: e['state'] for s, e in lines.items()}, {'a.png': 'done', 'b.png': 'skipped', 'bad.png': 'failed'})
        for entry in lines.values():
            self.assertEqual(list(entry), LINE_KEYS)
        done = lines['a.png']
        self.assertEqual(done['output'], self.path('out', 'a.png'))
        self.assertEqual(done['bytes'], os.path.getsize(done['output']))
        self.assertEqual(done['source-bytes'], os.path.getsize(self.path('a.png')))
        self.assertEqual(done['attempts'], 1)
        self.assertIn('bad.png', lines['bad.png']['error'])

    def test_appends_whole_lines(self):
        self.png('a.png')
        self.put('m.jsonl', b'{"torn": ')
        self.export('--manifest', 'm.jsonl', 'a.png')
        self.export('--manifest', 'm.jsonl', 'a.png')
        with open(self.path('m.jsonl'), encoding='utf-8') as file:
            lines = file.read().splitlines()
        self.assertEqual(lines[0], '{"torn": ')
        self.assertEqual([json.loads(line)['state'] for line in lines[1:]], ['done', 'done'])

    def test_interrupted(self):
        """Lines are for what is finished: an interruption adds none."""
        for i in range(40):
            self.png(f'in/{i}.png', 900, 900, seed=i)
        process = self.start('-o', 'out', '-j', '1', '--progress', 'json', '--manifest', 'm.jsonl', 'in')
        while b'"done"' not in process.stdout.readline():
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        done = self.finish(process)
        self.assertEqual(done.returncode, 130)
        lines = self.lines('m.jsonl')
        self.assertTrue(0 < len(lines) < 40)
        self.assertEqual({e['state'] for e in lines}, {'done'})
        self.assertEqual(sorted(os.path.basename(e['output']) for e in lines), self.tree())

    def test_cannot_be_written(self):
        self.png('a.png')
        done = self.run_cli('-o', 'out', '--manifest', 'nowhere/m.jsonl', 'a.png')
        self.assertEqual(done.returncode, 2)
        self.assertIn('m.jsonl', done.stderr)
        self.assertFalse(os.path.exists(self.out))
        full = self.run_cli('-o', 'out', '--manifest', '/dev/full', 'a.png')
        self.assertEqual(full.returncode, 1)
        self.assertTrue(is_png(self.path('out', 'a.png')))

    def test_not_by_a_dry_run(self):
        self.png('a.png')
        self.plan('--manifest', 'm.jsonl', 'a.png')
        self.assertFalse(os.path.exists(self.path('m.jsonl')))


class Completions(PlanCase):
    def completions(self, name):
        return os.path.join(os.environ['AMB_COMPLETIONS'], name)

    def options(self):
        return set(re.findall(r'--[a-z0-9-]+', self.run_cli('--help').stdout)) - {'--progress json'}

    def test_every_option_is_there(self):
        for name in ('ambrotype-export', '_ambrotype-export', 'ambrotype-export.fish'):
            with open(self.completions(name), encoding='utf-8') as file:
                text = file.read()
            for option in self.options():
                self.assertIn(f'-l {option[2:]} ' if name.endswith('fish') else option, text, name)

    def complete(self, *words):
        script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt () { :; }; _ambrotype_export; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        path = os.path.dirname(EXPORT) + ':' + os.environ['PATH']
        done = subprocess.run(['bash', '-c', script, 'bash', self.completions('ambrotype-export'), 'ambrotype-export', *words],
                              capture_output=True, text=True, check=True, env={**os.environ, 'PATH': path})
        self.assertEqual(done.stderr, '')
        return done.stdout.split('\n')[:-1]

    def test_bash_completes(self):
        if shutil.which('bash') is None:
            self.skipTest('bash is not there')
        self.assertEqual(self.complete('--met'), ['--metadata'])
        self.assertEqual(self.complete('--on-conflict', 're'), ['rename', 'replace'])
        self.assertEqual(self.complete('--format', '=', 'p'), ['png'])
        self.assertIn('long:', self.complete('--resize', ''))
        self.assertEqual(self.complete('--preset', 'web'), ['Web\\ 2048'])
        self.assertEqual(self.complete('--set', 'exposure'), ['exposure.ev='])

    def test_syntax(self):
        for shell, name in (('bash', 'ambrotype-export'), ('zsh', '_ambrotype-export'), ('fish', 'ambrotype-export.fish')):
            if shutil.which(shell) is not None:
                done = subprocess.run([shell, '-n', self.completions(name)], capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ''), shell)


if __name__ == '__main__':
    tap.main()
