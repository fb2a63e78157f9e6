# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules on what is installed beside the programs: desktop file, metainfo, schema, translations."""
import configparser
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'support'))
import tap                                                              # noqa: E402

ROOT = Path(os.environ['AMB_SOURCE_ROOT'])
BUILD = Path(os.environ['AMB_BUILD_ROOT'])
APP_ID = os.environ['AMB_APP_ID']


def run(*argv, **kwargs):
    return subprocess.run([str(a) for a in argv], capture_output=True, text=True, check=False, **kwargs)


class DataFiles(unittest.TestCase):
    def passes(self, *argv, **kwargs):
        told = run(*argv, **kwargs)
        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)
        return told

    def desktop_file(self):
        parser = configparser.ConfigParser(interpolation=None, delimiters='=')
        parser.optionxform = str
        parser.read(BUILD / f'data/{APP_ID}.desktop', encoding='utf-8')
        return parser['Desktop Entry']

    def test_desktop_file_is_valid(self):
        told = self.passes('desktop-file-validate', BUILD / f'data/{APP_ID}.desktop')
        self.assertEqual(told.stdout, '')

    def test_desktop_file_opens_files(self):
        entry = self.desktop_file()
        self.assertIn('%U', entry['Exec'])
        self.assertEqual(entry['DBusActivatable'], 'true')
        for language in ('de', 'fr'):
            self.assertIn(f'Comment[{language}]', entry)

    def test_mime_types_are_those_of_the_formats(self):
        told = self.passes(BUILD / 'src/cli/ambrotype-export', '--list-formats').stdout
        listed = {m for m in self.desktop_file()['MimeType'].split(';') if m}
        self.assertTrue({'image/jpeg', 'image/png', 'image/gif', 'image/bmp', 'image/tiff', 'image/webp'} <= listed)
        self.assertTrue(all(m.startswith('image/') for m in listed), listed)
        self.assertIn('jpeg', told)

    def test_metainfo_is_valid(self):
        self.passes('appstreamcli', 'validate', '--no-net', '--explain', BUILD / f'data/{APP_ID}.metainfo.xml')

    def test_schema_is_strict(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(BUILD / f'data/{APP_ID}.gschema.xml', folder)
            self.passes('glib-compile-schemas', '--strict', '--dry-run', folder)

    def test_every_setting_is_used(self):
        keys = re.findall(r'<key name="([^"]+)"', (BUILD / f'data/{APP_ID}.gschema.xml').read_text())
        sources = ''.join(p.read_text() for p in (ROOT / 'src').rglob('*') if p.suffix in ('.c', '.h', '.ui'))
        self.assertEqual([key for key in keys if f'"{key}"' not in sources], [])

    def test_ui_files_are_well_formed(self):
        files = sorted((ROOT / 'src').rglob('*.ui'))
        self.passes('xmllint', '--noout', *files)

    def test_translations_are_complete(self):
        for language in (ROOT / 'po/LINGUAS').read_text().split():
            if language.startswith('#'):
                continue
            told = self.passes('msgfmt', '--check', '--statistics', '-o', os.devnull, ROOT / f'po/{language}.po',
                               env=os.environ | {'LC_ALL': 'C'})
            self.assertNotRegex(told.stderr, 'fuzzy|untranslated', language)

    def test_translations_know_every_string(self):
        """The catalogues hold what the sources say today, no more and no less."""
        with tempfile.TemporaryDirectory() as folder:
            pot = Path(folder) / 'now.pot'
            files = [line for line in (ROOT / 'po/POTFILES.in').read_text().splitlines()
                     if line and not line.startswith('#')]
            self.passes('xgettext', '--from-code=UTF-8', '--add-comments=Translators', '--keyword=_', '--keyword=N_',
                        '--keyword=C_:1c,2', '--keyword=NC_:1c,2', '--keyword=g_dngettext:2,3',
                        '--keyword=ngettext:1,2', '-o', pot, *files, cwd=ROOT)
            for language in ('de', 'fr'):
                told = self.passes('msgcmp', '--use-untranslated', ROOT / f'po/{language}.po', pot,
                                   env=os.environ | {'LC_ALL': 'C'})
                self.assertEqual(told.stderr, '')

    def test_potfiles_is_fresh(self):
        marked = re.compile(r'\b(_|N_|C_|NC_|ngettext)\s*\("|\bg_dngettext\b|translatable="yes"')
        wanted = {str(p.relative_to(ROOT)) for p in (ROOT / 'src').rglob('*')
                  if p.suffix in ('.c', '.h', '.ui') and marked.search(p.read_text())}
        listed = {line for line in (ROOT / 'po/POTFILES.in').read_text().splitlines() if line.startswith('src/')}
        self.assertEqual(wanted ^ listed, set())

    def test_man_pages_name_every_option(self):
        told = self.passes(BUILD / 'src/cli/ambrotype-export', '--help').stdout
        page = (ROOT / 'data/man/ambrotype-export.1.in').read_text().replace('\\-', '-')
        self.assertEqual([o for o in re.findall(r'--[a-z-]+', told) if o not in page], [])

    def test_every_action_is_documented(self):
        """The actions on the bus are those of the README and of the man page."""
        sources = (('app', 'amb-application-actions.c'), ('app', 'amb-show-file.c'), ('win', 'amb-window*.c'))
        found = {f'{group}.{name}' for group, pattern in sources for p in (ROOT / 'src/app').glob(pattern)
                 for name in re.findall(r'{ (?:\.name = )?"([a-z-]+)", (?:\.|on_)', p.read_text())}
        self.assertIn('win.set-param', found)
        for page in ('README.md', 'data/man/ambrotype.1.in'):
            named = set(re.findall(r'\b(?:app|win)\.[a-z-]+', (ROOT / page).read_text().replace('\\-', '-')))
            self.assertEqual(found ^ named, set(), page)


if __name__ == '__main__':
    tap.main()
