# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos per second and CPU per photo beside other programs, in one run on the same photos.

The job: exposure, contrast, saturation, unsharp mask, JPEG quality 90; at full size and with a long edge of 2048 pixels."""
import shutil
import tempfile
from pathlib import Path

import measure

HERE = Path(__file__).resolve().parent
RECIPE = ['--set', 'exposure.ev=0.26', '--set', 'contrast.amount=10', '--set', 'saturation.amount=15',
          '--set', 'sharpen.amount=80', '--set', 'sharpen.radius=0.0002']


def ours(program, photos, out, edge, jobs):
    resize = ['--resize', f'long:{edge}'] if edge else []
    return [str(program), '-o', out, '-f', 'jpeg', '-q', '90', '-j', str(jobs), '--progress', 'none',
            *RECIPE, *resize, *photos]


def pillow(kind, photos, out, edge, jobs):
    return ['/usr/bin/python3', str(HERE / 'peer_pillow.py'), kind, str(jobs), out, str(edge), *photos]


def piped(command, photos, out, jobs):
    """One shell command a photo, as many at once as jobs; $1 is the photo, $2 the output folder."""
    script = 'printf "%s\\0" "$@" | xargs -0 -P{} -I@ sh -c \'{}\' _ @ "$OUT"'.format(jobs, command)
    return ['env', f'OUT={out}', 'sh', '-c', script, '_', *photos]


def imagemagick(photos, out, edge, jobs):
    small = f'-resize {edge}x{edge}' if edge else ''
    hint = f'-define jpeg:size={2 * edge}x{2 * edge}' if edge else ''
    return piped(f'MAGICK_THREAD_LIMIT=1 convert {hint} "$1" {small} -modulate 120,115 -sigmoidal-contrast 2 '
                 '-unsharp 0x1 -quality 90 "$2/$(basename "$1")"', photos, out, jobs)


def graphicsmagick(photos, out, edge, jobs):
    small = f'-resize {edge}x{edge}' if edge else ''
    hint = f'-size {2 * edge}x{2 * edge}' if edge else ''
    return piped(f'OMP_NUM_THREADS=1 gm convert {hint} "$1" {small} -modulate 120,115 -unsharp 0x1 -quality 90 '
                 '"$2/$(basename "$1")"', photos, out, jobs)


def floor(photos, out, edge, jobs):
    return piped('djpeg "$1" | cjpeg -quality 90 > "$2/$(basename "$1")"', photos, out, jobs)


def competitors(program, edge, jobs):
    rows = [
        ('Ambrotype', lambda p, o: ours(program, p, o, edge, jobs)),
        ('Pillow, process pool', lambda p, o: pillow('procs', p, o, edge, jobs)),
        ('Pillow, thread pool', lambda p, o: pillow('threads', p, o, edge, jobs)),
    ]
    if shutil.which('convert'):
        rows.append(('ImageMagick', lambda p, o: imagemagick(p, o, edge, jobs)))
    if shutil.which('gm'):
        rows.append(('GraphicsMagick', lambda p, o: graphicsmagick(p, o, edge, jobs)))
    if not edge:
        rows.append(('djpeg | cjpeg, no edit', lambda p, o: floor(p, o, edge, jobs)))
    return rows


def in_new_folder(build, photos):
    folder = tempfile.mkdtemp(prefix='bench-')
    try:
        return measure.run(build(photos, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def report(program, photos, rounds, jobs=2):
    for edge in (0, 2048):
        print(f'\n{len(photos)} photos, {"long edge " + str(edge) if edge else "full size"}, {jobs} at a time, '
              f'medians of {rounds} interleaved rounds')
        print(f'{"":24s} {"photos/s":>9s} {"cpu-s/photo":>12s} {"peak MiB":>9s} {"x ours":>7s}')
        rows = [(name, lambda b=build: in_new_folder(b, photos)) for name, build in competitors(program, edge, jobs)]
        figures = measure.interleaved(rows, rounds)
        own = measure.median([f.wall for f in figures['Ambrotype']])
        for name, runs in figures.items():
            wall, cpu, peak = (measure.median([getattr(f, k) for f in runs]) for k in ('wall', 'cpu', 'peak'))
            print(f'{name:24s} {len(photos) / wall:9.2f} {cpu / len(photos):12.3f} {peak:9.0f} {wall / own:7.2f}')
