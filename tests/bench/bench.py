# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures this build beside other programs in one run; prints ratios and figures, asserts nothing.

Usage: bench.py [--build DIR] [--photos DIR] [--rounds N] [batch] [pixels] [memory] [cancel] [service] [window]"""
import argparse
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def pixel_count(photo):
    told = subprocess.run(['identify', '-format', '%w %h', photo], capture_output=True, text=True, check=True).stdout.split()
    return int(told[0]) * int(told[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--build', type=Path, default=ROOT / 'build/run')
    parser.add_argument('--photos', type=Path, default=ROOT / '../shared/corpora/photos')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('parts', nargs='*', default=['batch', 'pixels', 'memory', 'cancel', 'service', 'window'])
    options = parser.parse_args()

    photos = sorted(str(p.resolve()) for p in options.photos.rglob('*') if p.suffix.lower() in ('.jpg', '.jpeg'))
    if not photos:
        parser.error(f'no JPEG photos below {options.photos}')
    if 'batch' in options.parts:
        import batch
        batch.report(options.build / 'src/cli/ambrotype-export', photos, options.rounds)
    largest = max(photos, key=os.path.getsize)
    if 'pixels' in options.parts:
        import pixels
        pixels.report(options.build / 'tests/bench/bench-pixels', largest, pixel_count(largest))
    if 'memory' in options.parts:
        import memory
        memory.report(options.build / 'src/cli/ambrotype-export', largest)
    if 'cancel' in options.parts:
        import cancel
        cancel.report(options.build / 'src/cli/ambrotype-export', largest, 10 * options.rounds)
    if 'service' in options.parts:
        import service
        service.report(options.build / 'src/cli/ambrotype-export', photos)
    if 'window' in options.parts:
        import window
        window.report(options.build / 'src/app/ambrotype', photos, options.rounds)


if __name__ == '__main__':
    main()
