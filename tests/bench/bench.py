# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures this build beside other programs in one run; prints ratios and figures, asserts nothing.

Usage: bench.py [--build DIR] [--photos DIR] [--rounds N] [batch] [window]"""
import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--build', type=Path, default=ROOT / 'build/run')
    parser.add_argument('--photos', type=Path, default=ROOT / '../shared/corpora/photos')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('parts', nargs='*', default=['batch', 'window'])
    options = parser.parse_args()

    photos = sorted(str(p.resolve()) for p in options.photos.rglob('*') if p.suffix.lower() in ('.jpg', '.jpeg'))
    if not photos:
        parser.error(f'no JPEG photos below {options.photos}')
    if 'batch' in options.parts:
        import batch
        batch.report(options.build / 'src/cli/ambrotype-export', photos, options.rounds)
    if 'window' in options.parts:
        import window
        window.report(options.build / 'src/app/ambrotype', photos, options.rounds)


if __name__ == '__main__':
    main()
