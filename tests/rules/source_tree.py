# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules on the text of the tree: folders, licences, include directions, sizes, words."""
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'support'))
import tap                                                              # noqa: E402

ROOT = Path(os.environ['AMB_SOURCE_ROOT'])
TOP = {'src', 'data', 'po', 'tests', 'meson.build', 'meson_options.txt', 'README.md', 'COPYING'}
MAX_LINES = 600
MAX_WIDTH = 100
LICENSED = {'.c', '.h', '.py', '.sh', '.build', '.ui', '.css'}

# What each folder may include from others, besides what those may include themselves (design: folders and direction).
USES = {
    'base': set(), 'ops': {'base'}, 'recipe': {'ops'}, 'protocol': {'base'}, 'pool': {'protocol'},
    'codecs': {'base'}, 'metadata': {'base'}, 'export': {'pool', 'recipe', 'codecs'}, 'pipeline': {'recipe'},
    'worker': {'pipeline', 'codecs', 'metadata', 'protocol'}, 'cli': {'export'}, 'app': {'export'},
}
# Headers that only the worker may include.
WORKER_ONLY = {'amb-kernel.h', 'amb-coder.h', 'amb-kernel-math.h'}


def tracked():
    """Files of the tree: what git knows, or without git everything that is no build output."""
    try:
        listing = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard'], cwd=ROOT, check=True,
                                 capture_output=True, text=True).stdout.split('\n')
        names = [name for name in listing if name]
    except (OSError, subprocess.CalledProcessError):
        names = [str(p.relative_to(ROOT)) for p in ROOT.rglob('*') if p.is_file()]
    return [name for name in names if (ROOT / name).is_file() and not name.startswith('build')]


def text_of(name):
    return (ROOT / name).read_text(encoding='utf-8', errors='replace')


def reach(folder):
    """Folders whose headers a folder may include."""
    found = {folder}
    for used in USES[folder]:
        found |= reach(used)
    return found


class SourceTree(unittest.TestCase):
    files = tracked()
    sources = [f for f in files if f.startswith('src/') and f.endswith(('.c', '.h'))]

    def assert_none(self, found):
        self.assertFalse(found, '\n' + '\n'.join(map(str, found)))

    def test_top_level(self):
        self.assert_none(sorted({f.split('/')[0] for f in self.files if not f.startswith('.')} - TOP))

    def test_licence_lines(self):
        def lacks(name):
            head = text_of(name)[:600]
            return 'SPDX-FileCopyrightText:' not in head or 'SPDX-License-Identifier: GPL-3.0-or-later' not in head
        self.assert_none([f for f in self.files if Path(f).suffix in LICENSED and lacks(f)])

    def test_file_sizes(self):
        long = [(f, text_of(f).count('\n')) for f in self.files if f.endswith(('.c', '.h', '.py'))]
        self.assert_none([pair for pair in long if pair[1] > MAX_LINES])

    def test_line_widths(self):
        self.assert_none([f'{f}:{n}' for f in self.sources
                          for n, line in enumerate(text_of(f).splitlines(), 1) if len(line) > MAX_WIDTH])

    def test_include_direction(self):
        home = {Path(f).name: f.split('/')[1] for f in self.sources if f.endswith('.h')}
        wrong = []
        for name in self.sources:
            folder = name.split('/')[1]
            for included in re.findall(r'#\s*include "([^"]+)"', text_of(name)):
                where = home.get(Path(included).name)
                if '..' in included or (where and where not in reach(folder)):
                    wrong.append(f'{name} includes {included}')
        self.assert_none(wrong)

    def test_only_the_app_includes_gtk(self):
        self.assert_none([f for f in self.sources if not f.startswith('src/app/')
                          and re.search(r'#\s*include <(gtk|gdk/|adwaita)', text_of(f))])

    def test_worker_headers_stay_with_the_worker(self):
        worker = {'worker', 'pipeline', 'codecs', 'metadata', 'ops'}
        self.assert_none([f for f in self.sources if f.split('/')[1] not in worker
                          and any(f'"{h}"' in text_of(f) for h in WORKER_ONLY)])

    def test_own_header_first(self):
        def wrong(name):
            own = Path(name).with_suffix('.h')
            includes = re.findall(r'#\s*include [<"]([^">]+)[">]', text_of(name))
            includes = [i for i in includes if i != 'amb-config.h']
            allowed = {own.name, f'{own.stem}-private.h'}
            return (ROOT / own).exists() and includes and Path(includes[0]).name not in allowed
        self.assert_none([f for f in self.sources if f.endswith('.c') and wrong(f)])

    def test_headers_use_pragma_once(self):
        self.assert_none([f for f in self.sources if f.endswith('.h') and '#pragma once' not in text_of(f)])

    def test_no_unfinished_words(self):
        words = re.compile(r'\b(TO' r'DO|FIX' r'ME|X' r'XX|HA' r'CK|not imple' r'mented)\b')
        self.assert_none([f'{f}: {m.group()}' for f in self.files if f.split('/')[0] in ('src', 'tests', 'data')
                          and not f.endswith('.svg') for m in words.finditer(text_of(f))])

    def test_application_id_is_defined_once(self):
        app_id = os.environ['AMB_APP_ID']
        allowed = {'meson.build', 'README.md'}
        self.assert_none([f for f in self.files if f.endswith(('.c', '.h', '.build', '.ui', '.in'))
                          and f not in allowed and app_id in text_of(f)])


if __name__ == '__main__':
    tap.main()
