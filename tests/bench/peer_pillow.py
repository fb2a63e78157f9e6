# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pool that people use today, for comparison: Pillow behind an asyncio loop's run_in_executor.

Usage: peer_pillow.py threads|procs JOBS OUT LONG_EDGE PHOTO..."""
import asyncio
import os
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from PIL import Image, ImageEnhance, ImageFilter


def edit(source, target, edge):
    image = Image.open(source)
    extra = {key: image.info[name] for key, name in (('exif', 'exif'), ('icc_profile', 'icc_profile')) if name in image.info}
    if edge:
        image.draft('RGB', (edge, edge))
    image = image.convert('RGB')
    if edge:
        image.thumbnail((edge, edge), Image.LANCZOS)
    for enhancer, factor in ((ImageEnhance.Brightness, 1.2), (ImageEnhance.Contrast, 1.1), (ImageEnhance.Color, 1.15)):
        image = enhancer(image).enhance(factor)
    image.filter(ImageFilter.UnsharpMask(radius=1, percent=80, threshold=0)).save(target, quality=90, **extra)


async def main():
    kind, jobs, out, edge = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    pool = {'threads': ThreadPoolExecutor, 'procs': ProcessPoolExecutor}[kind](jobs)
    loop = asyncio.get_running_loop()
    await asyncio.gather(*[loop.run_in_executor(pool, edit, photo, os.path.join(out, f'{i}.jpg'), edge)
                           for i, photo in enumerate(sys.argv[5:])])


if __name__ == '__main__':
    asyncio.run(main())
