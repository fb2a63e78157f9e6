# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nanoseconds of CPU a pixel: the pixel engine alone, operation by operation, and the nearest of GEGL's and darktable's.

GEGL's and darktable's figures are whole runs with the operation less whole runs without it, on one photo."""
import os
import shutil
import subprocess
import tempfile

import measure

FOUR = "'exposure.ev': <0.26>, 'contrast.amount': <10.0>, 'saturation.amount': <15.0>, 'sharpen.amount': <80.0>, " \
       "'sharpen.radius': <0.0002>"
TEN = "'white-balance.temperature': <5500.0>, 'brightness.amount': <10.0>, 'whites.amount': <10.0>, " \
      "'blacks.amount': <-10.0>, 'levels.gamma': <1.1>, " \
      "'tone-curve.luminance': <[(0.0, 0.0), (0.25, 0.2), (0.75, 0.8), (1.0, 1.0)]>, 'vibrance.amount': <20.0>, " \
      "'color-mixer.blue-saturation': <20.0>, 'color-grading.shadows-strength': <10.0>, 'lens-vignette.amount': <-20.0>"
ONE = "'exposure.ev': <0.26>"

# Name, values beside exposure, the nearest operation of GEGL.
LOCAL = (
    ('local tone (highlights, shadows)', "'highlights.amount': <-50.0>, 'shadows.amount': <50.0>",
     'gegl:shadows-highlights shadows=50 highlights=-50'),
    ('clarity', "'clarity.amount': <50.0>", 'gegl:unsharp-mask std-dev=40 scale=0.5'),
    ('texture', "'texture.amount': <50.0>", 'gegl:unsharp-mask std-dev=5 scale=0.5'),
    ('dehaze', "'dehaze.amount': <40.0>", None),
    ('noise reduction, luminance', "'noise-reduction.luminance': <50.0>", 'gegl:noise-reduction iterations=4'),
    ('noise reduction, both', "'noise-reduction.luminance': <50.0>, 'noise-reduction.colour': <50.0>",
     'gegl:denoise-dct'),
)


def engine(program, megapixels, orientation, edge, *recipes):
    argv = [program, str(megapixels), str(orientation), str(edge), *('{' + recipe + '}' for recipe in recipes)]
    return [float(word) for word in subprocess.run(argv, capture_output=True, text=True, check=True).stdout.split()]


def nanoseconds(command, pixels):
    figures = measure.try_run(command)
    return figures.cpu * 1e9 / pixels if figures else float('nan')


def gegl_cost(photo, pixels, operation, folder):
    """The operation's own: a run with it less one without."""
    if operation is None or not shutil.which('gegl'):
        return None
    plain, edited = (nanoseconds(['gegl', photo, '-o', os.path.join(folder, 'out.png'), '--', 'gegl:exposure', 'exposure=0.26',
                                  *extra], pixels) for extra in ((), operation.split()))
    return edited - plain


def told(value):
    return 'not installed' if value is None and not shutil.which('gegl') else '-' if value is None else f'{value:.1f}'


def report_engine(program):
    print('\nThe pixel engine alone, CPU ns an output pixel, one thread, 12 MP, JPEG-like RGB8 in and out')
    rows = (('exposure', 1, 0, ONE), ('four edits', 1, 0, FOUR), ('four and ten more', 1, 0, FOUR + ', ' + TEN),
            ('four edits, camera held upright', 6, 0, FOUR), ('four edits, to 2048 px', 1, 2048, FOUR))
    for name, orientation, edge, recipe in rows:
        print(f'  {name:34s} {engine(program, 12, orientation, edge, recipe)[0]:8.2f}', flush=True)
    print('\nFour edits by size, CPU ns a pixel')
    for megapixels in (12, 24, 50, 101):
        print(f'  {megapixels:3d} MP {engine(program, megapixels, 1, 0, FOUR)[0]:8.2f}', flush=True)


def report_local(program, photo, pixels):
    base = engine(program, 12, 1, 0, ONE)[0]
    folder = tempfile.mkdtemp(prefix='bench-')
    print('\nLocal operations, CPU ns a pixel beside exposure alone')
    print(f'  {"":34s} {"ours":>8s} {"GEGL":>14s}  its nearest')
    try:
        for name, values, operation in LOCAL:
            own = engine(program, 12, 1, 0, ONE + ', ' + values)[0] - base
            peer = gegl_cost(photo, pixels, operation, folder)
            print(f'  {name:34s} {own:8.2f} {told(peer):>14s}  {operation or "none"}', flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def report(program, photo, pixels):
    report_engine(str(program))
    report_local(str(program), photo, pixels)
