# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peak memory and CPU of one export by size: enlarged copies of a photo, baseline and progressive."""
import os
import shutil
import tempfile

from PIL import Image

import measure
from batch import RECIPE

SIZES = (12, 24, 50, 101)
RUNS = 3


def enlarged(photo, megapixels, progressive, folder):
    """(path, pixels): a larger copy, 4:2:0."""
    path = os.path.join(folder, f'{megapixels}-{"progressive" if progressive else "baseline"}.jpg')
    with Image.open(photo) as image:
        scale = (megapixels * 1e6 / (image.width * image.height)) ** 0.5
        large = image.resize((round(image.width * scale), round(image.height * scale)), Image.BICUBIC)
    large.save(path, quality=92, progressive=progressive)
    return path, large.width * large.height


def measure_one(program, photo, megapixels, progressive, folder):
    path, pixels = enlarged(photo, megapixels, progressive, folder)
    out = os.path.join(folder, 'out')
    argv = [str(program), '-o', out, '-f', 'jpeg', '-q', '90', '-j', '1', '--progress', 'none', '--on-conflict', 'replace']
    figures = min((measure.run([*argv, *RECIPE, path]) for _ in range(RUNS)), key=lambda f: f.cpu)
    decoded = pixels * 3 / 2**20
    print(f'  {pixels / 1e6:6.1f} MP {"progressive" if progressive else "baseline":12s} peak {figures.peak:6.0f} MiB,'
          f' decoded {decoded:5.0f} MiB, more {figures.peak - decoded:6.0f} MiB; {figures.cpu * 1e9 / pixels:6.2f} cpu-ns a pixel',
          flush=True)
    shutil.rmtree(out)
    os.unlink(path)


def report(program, photo):
    print(f'\nOne export, four edits, by size (largest process; from exec to the last byte, the best of {RUNS})')
    folder = tempfile.mkdtemp(prefix='bench-')
    try:
        for progressive in (False, True):
            for megapixels in SIZES:
                measure_one(program, photo, megapixels, progressive, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
