# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules on the linked programs: the parents hold no image library and no kernel, the worker no GTK."""
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'support'))
import tap                                                              # noqa: E402

BUILD = Path(os.environ['AMB_BUILD_ROOT'])
WINDOW = BUILD / 'src/app/ambrotype'
EXPORT = BUILD / 'src/cli/ambrotype-export'
WORKER = BUILD / 'src/worker/ambrotype-worker'
MODULE = BUILD / 'src/codecs/ambrotype-codecs.so'

IMAGE_SYMBOLS = re.compile(r'^(jpeg_|jinit_|png_|gdk_pixbuf_(?!get_type)|cms[A-Z]|gexiv2_|TIFF|WebP|seccomp_)')
KERNEL_SYMBOLS = re.compile(r'^amb_(kernel_|kernels|render_(?!request_)|decoder_|encoder_|sandbox_)')
IMAGE_LIBRARIES = re.compile(r'lib(jpeg|png|tiff|webp|lcms|gexiv2|exiv2|seccomp)')
RARE_LIBRARIES = re.compile(r'lib(tiff|webp|gdk_pixbuf|gio|gobject)')
UI_LIBRARIES = re.compile(r'lib(gtk|adwaita|gdk-3)')


def run(*argv):
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def symbols(program):
    return [line.split()[-1].split('@')[0] for line in run('nm', str(program)).splitlines()]


def libraries(program):
    return re.findall(r'NEEDED.*\[(.*)\]', run('readelf', '-d', str(program)))


class Binaries(unittest.TestCase):
    def test_parents_name_no_image_symbol(self):
        for program in (WINDOW, EXPORT):
            self.assertEqual([s for s in symbols(program) if IMAGE_SYMBOLS.search(s)], [], program.name)

    def test_parents_hold_no_kernel(self):
        for program in (WINDOW, EXPORT):
            self.assertEqual([s for s in symbols(program) if KERNEL_SYMBOLS.search(s)], [], program.name)

    def test_parents_link_no_image_library(self):
        for program in (WINDOW, EXPORT):
            self.assertEqual([n for n in libraries(program) if IMAGE_LIBRARIES.search(n)], [], program.name)

    def test_headless_programs_link_no_toolkit(self):
        for program in (EXPORT, WORKER, MODULE):
            self.assertEqual([n for n in libraries(program) if UI_LIBRARIES.search(n)], [], program.name)

    def test_only_the_module_links_what_rare_formats_need(self):
        """A batch starts a worker for each photo: what it links is loaded each time."""
        self.assertEqual([n for n in libraries(WORKER) if RARE_LIBRARIES.search(n)], [])
        self.assertNotEqual([n for n in libraries(MODULE) if RARE_LIBRARIES.search(n)], [])

    def test_the_module_exports_its_table_only(self):
        defined = [line.split() for line in run('nm', '-D', '--defined-only', str(MODULE)).splitlines()]
        self.assertEqual([name for _, _, name in defined if name.startswith('amb_')], ['amb_coder_module'])

    def test_the_worker_holds_all_kernel_variants(self):
        found = symbols(WORKER)
        wanted = ['amb_kernel_exposure_baseline']
        if os.uname().machine == 'x86_64':
            wanted += ['amb_kernel_exposure_avx2', 'amb_kernel_exposure_avx512', 'amb_loops_oklab_avx512']
        self.assertEqual([name for name in wanted if name not in found], [])


if __name__ == '__main__':
    tap.main()
