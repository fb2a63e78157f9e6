# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peak memory and CPU of one export by size: enlarged copies of a photo, baseline and progressive."""
import os
import shutil
import subprocess
import tempfile

import measure
from batch import RECIPE

SIZES = (12, 24, 50, 101)


def enlarged(photo, megapixels, progressive, folder):
    path = os.path.join(folder, f'{megapixels}-{"progressive" if progressive else "baseline"}.jpg')
    subprocess.run(['convert', photo, '-resize', f'{int(megapixels * 1e6)}@!', '-sampling-factor', '2x2', '-quality', '92',
                    '-interlace', 'JPEG' if progressive else 'None', path], check=True)
    return path


def measure_one(program, photo, megapixels, progressive, folder):
    path = enlarged(photo, megapixels, progressive, folder)
    out = os.path.join(folder, 'out')
    figures = measure.run([str(program), '-o', out, '-f', 'jpeg', '-q', '90', '-j', '1', '--progress', 'none', *RECIPE, path])
    told = subprocess.run(['identify', '-format', '%w %h', path], capture_output=True, text=True, check=True).stdout.split()
    pixels = int(told[0]) * int(told[1])
    decoded = pixels * 3 / 2**20
    print(f'  {pixels / 1e6:6.1f} MP {"progressive" if progressive else "baseline":12s} peak {figures.peak:6.0f} MiB,'
          f' decoded {decoded:5.0f} MiB, more {figures.peak - decoded:6.0f} MiB; {figures.cpu * 1e9 / pixels:6.2f} cpu-ns a pixel',
          flush=True)
    shutil.rmtree(out)
    os.unlink(path)


def report(program, photo):
    print('\nOne export, four edits, by size (largest process; everything from exec to the last byte)')
    folder = tempfile.mkdtemp(prefix='bench-')
    try:
        for progressive in (False, True):
            for megapixels in SIZES:
                measure_one(program, photo, megapixels, progressive, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
