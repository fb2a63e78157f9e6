# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos per second and CPU per photo beside other programs, in one run on the same photos.

The job: exposure, contrast, saturation, unsharp mask, JPEG quality 90; at full size and with a long edge of 2048 pixels."""
import shutil
import subprocess
import tempfile
from pathlib import Path

import measure

HERE = Path(__file__).resolve().parent
RECIPE = ['--set', 'exposure.ev=0.26', '--set', 'contrast.amount=10', '--set', 'saturation.amount=15',
          '--set', 'sharpen.amount=80', '--set', 'sharpen.radius=0.0002']


# Ten point operations, one parameter each.
TEN_MORE = [word for edit in (
    'white-balance.temperature=5500', 'brightness.amount=10', 'whites.amount=10', 'blacks.amount=-10', 'levels.gamma=1.1',
    'tone-curve.luminance=0,0 0.25,0.2 0.75,0.8 1,1', 'vibrance.amount=20', 'color-mixer.blue-saturation=20',
    'color-grading.shadows-strength=10', 'lens-vignette.amount=-20') for word in ('--set', edit)]


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


def mogrify(photos, out, edge, jobs):
    """One process for the whole folder, as people do; with as many threads."""
    small = ['-resize', f'{edge}x{edge}'] if edge else []
    hint = ['-define', f'jpeg:size={2 * edge}x{2 * edge}'] if edge else []
    return ['env', f'MAGICK_THREAD_LIMIT={jobs}', 'mogrify', '-path', out, *hint, *small, '-modulate', '120,115',
            '-sigmoidal-contrast', '2', '-unsharp', '0x1', '-quality', '90', *photos]


def graphicsmagick(photos, out, edge, jobs):
    small = f'-resize {edge}x{edge}' if edge else ''
    hint = f'-size {2 * edge}x{2 * edge}' if edge else ''
    return piped(f'OMP_NUM_THREADS=1 gm convert {hint} "$1" {small} -modulate 120,115 -unsharp 0x1 -quality 90 '
                 '"$2/$(basename "$1")"', photos, out, jobs)


def sharp(photos, out, edge, jobs):
    return ['node', str(HERE / 'peer_sharp.js'), str(jobs), out, str(edge), *photos]


def has_sharp():
    """sharp is npm's: NODE_PATH says where."""
    return shutil.which('node') is not None and subprocess.run(
        ['node', '-e', 'require("sharp")'], stderr=subprocess.DEVNULL, check=False).returncode == 0


def darktable(photos, out, edge, jobs):
    """One at a time: it has threads of its own. Its default pipeline, without these edits: less work than ours."""
    size = f'--width {edge} --height {edge}' if edge else ''
    return piped(f'darktable-cli "$1" "$2/$(basename "$1").jpg" {size} --core --configdir "$2/.config" --disable-opencl '
                 '--conf plugins/imageio/format/jpeg/quality=90', photos, out, 1)


def gegl(photos, out, edge, jobs):
    return piped('gegl "$1" -o "$2/$(basename "$1").jpg" -- gegl:exposure exposure=0.26 gegl:saturation scale=1.15 '
                 'gegl:unsharp-mask std-dev=1 scale=0.8', photos, out, 1)


def floor(photos, out, edge, jobs):
    return piped('djpeg "$1" | cjpeg -quality 90 > "$2/$(basename "$1")"', photos, out, jobs)


def competitors(program, edge, jobs):
    """(name, installed, command); the slow ones get the first two photos only."""
    with_ten = lambda p, o: ours(program, p, o, edge, jobs) + TEN_MORE
    rows = [
        ('Ambrotype', True, lambda p, o: ours(program, p, o, edge, jobs)),
        ('Ambrotype, ten more edits', True, with_ten),
        ('Pillow, process pool', True, lambda p, o: pillow('procs', p, o, edge, jobs)),
        ('Pillow, thread pool', True, lambda p, o: pillow('threads', p, o, edge, jobs)),
        ('sharp (libvips)', has_sharp(), lambda p, o: sharp(p, o, edge, jobs)),
        ('ImageMagick mogrify', shutil.which('mogrify'), lambda p, o: mogrify(p, o, edge, jobs)),
        ('ImageMagick, parallel', shutil.which('convert'), lambda p, o: imagemagick(p, o, edge, jobs)),
        ('GraphicsMagick', shutil.which('gm'), lambda p, o: graphicsmagick(p, o, edge, jobs)),
        ('darktable-cli', shutil.which('darktable-cli'), lambda p, o: darktable(p[:2], o, edge, jobs)),
    ]
    if not edge:
        rows += [('GEGL', shutil.which('gegl'), lambda p, o: gegl(p[:2], o, edge, jobs)),
                 ('djpeg | cjpeg, no edit', shutil.which('djpeg'), lambda p, o: floor(p, o, edge, jobs))]
    return rows


FIRST_TWO = ('darktable-cli', 'GEGL')


def in_new_folder(build, photos):
    folder = tempfile.mkdtemp(prefix='bench-')
    try:
        return measure.try_run(build(photos, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def print_row(name, runs, n_photos, own):
    runs = [r for r in runs if r is not None]
    if not runs:
        print(f'{name:26s} failed', flush=True)
        return
    wall, cpu, peak = (measure.median([getattr(f, k) for f in runs]) for k in ('wall', 'cpu', 'peak'))
    print(f'{name:26s} {n_photos / wall:9.2f} {cpu / n_photos:12.3f} {peak:9.0f} {wall / n_photos / own:7.2f}', flush=True)


def report_efficiency(program, photos, rounds, jobs):
    """A longer list, so that its end, where a core has nothing more to do, counts as little as in a real folder."""
    many = photos * 5
    rows = [(n, lambda n=n: in_new_folder(lambda p, o: ours(program, p, o, 0, n), many)) for n in (1, jobs)]
    wall = {n: measure.median([f.wall for f in runs]) for n, runs in measure.interleaved(rows, rounds).items()}
    print(f'\n{len(many)} photos, full size: {len(many) / wall[1]:.2f} photos/s one at a time, {len(many) / wall[jobs]:.2f} with '
          f'{jobs}: parallel efficiency {wall[1] / wall[jobs] / jobs:.2f}')


def report(program, photos, rounds, jobs=2):
    for edge in (0, 2048):
        print(f'\n{len(photos)} photos, {"long edge " + str(edge) if edge else "full size"}, {jobs} at a time, '
              f'medians of {rounds} interleaved rounds')
        print(f'{"":26s} {"photos/s":>9s} {"cpu-s/photo":>12s} {"peak MiB":>9s} {"x ours":>7s}')
        all_rows = competitors(program, edge, jobs)
        rows = [(name, lambda b=build: in_new_folder(b, photos)) for name, there, build in all_rows if there]
        figures = measure.interleaved(rows, rounds)
        own = measure.median([f.wall for f in figures['Ambrotype']]) / len(photos)
        for name, there, _ in all_rows:
            if there:
                print_row(name, figures[name], min(2, len(photos)) if name in FIRST_TWO else len(photos), own)
            else:
                print(f'{name:26s} not installed', flush=True)
    report_efficiency(program, photos, rounds, jobs)
