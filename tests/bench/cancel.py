# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a cancel takes, at random moments of large jobs: until it is said, and until no process is left that worked on it."""
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time

from PIL import Image

import measure

LOCAL = {'set': ['noise-reduction.luminance=60', 'clarity.amount=50', 'dehaze.amount=40']}
PATIENCE = 120

# name, source of SOURCES, words of the job
CASES = (
    ('JPEG 101 MP to 400 px', 'jpeg', {'format': 'jpeg', 'resize': 'long:400'}),
    ('progressive JPEG 101 MP to progressive', 'progressive', {'format': 'jpeg', 'progressive': True}),
    ('JPEG 24 MP, local edits', 'smaller', {'format': 'jpeg', **LOCAL}),
    ('JPEG 24 MP, at most 1 MB', 'smaller', {'format': 'jpeg', 'max-bytes': '1M'}),
    ('PNG 24 MP to 16 bit PNG', 'png', {'format': 'png', 'depth': 16, 'profile': 'prophoto'}),
    ('TIFF 24 MP to 16 bit TIFF', 'tiff', {'format': 'tiff', 'depth': 16, 'set': ['exposure.ev=0.3']}),
    ('WebP 24 MP to lossless WebP', 'webp', {'format': 'webp', 'lossless': True, 'set': ['exposure.ev=0.3']}),
    ('BMP 24 MP to WebP, at most 1 MB', 'bmp', {'format': 'webp', 'max-bytes': '1M'}),
)
SOURCES = {     # megapixels, extension, how to save it
    'jpeg': (101, 'jpg', {'quality': 92}),
    'progressive': (101, 'jpg', {'quality': 92, 'progressive': True}),
    'smaller': (24, 'jpg', {'quality': 92}),
    'png': (24, 'png', {'compress_level': 1}),
    'tiff': (24, 'tif', {'compression': 'tiff_adobe_deflate'}),
    'webp': (24, 'webp', {'quality': 80, 'method': 0}),
    'bmp': (24, 'bmp', {}),
}


def enlarged(photo, source, folder):
    """A larger copy of the photo; made once."""
    megapixels, extension, words = SOURCES[source]
    path = os.path.join(folder, f'{source}.{extension}')
    if not os.path.exists(path):
        with Image.open(photo) as image:
            scale = (megapixels * 1e6 / (image.width * image.height)) ** 0.5
            image.convert('RGB').resize((round(image.width * scale), round(image.height * scale)), Image.BICUBIC).save(path, **words)
    return path


def working_on(parent, source):
    """Pids of the parent's children that have the source open."""
    with open(f'/proc/{parent}/task/{parent}/children', encoding='ascii') as file:
        return [pid for pid in file.read().split() if source in open_files(pid)]


def open_files(pid):
    names = []
    with contextlib.suppress(OSError):
        for fd in os.listdir(f'/proc/{pid}/fd'):
            with contextlib.suppress(OSError):
                names.append(os.readlink(f'/proc/{pid}/fd/{fd}'))
    return names


def is_alive(pid):
    with contextlib.suppress(OSError), open(f'/proc/{pid}/stat', encoding='ascii') as file:
        return file.read().rpartition(') ')[2][0] != 'Z'
    return False


def until_gone(pids):
    while any(is_alive(pid) for pid in pids):
        time.sleep(0.001)


class Service:
    def __init__(self, program, out):
        self.process = subprocess.Popen([str(program), '--serve', '-o', out, '--on-conflict', 'replace', '-j', '2'],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.number = 0

    def tell(self, line):
        self.process.stdin.write(json.dumps(line).encode() + b'\n')
        self.process.stdin.flush()

    def last_state(self):
        while True:
            line = json.loads(self.process.stdout.readline())
            if line.get('id') == self.number and line.get('state') not in ('queued', 'running'):
                return line

    def start(self, source, words):
        self.number += 1
        self.tell({'id': self.number, 'source': source, **words})

    def run(self, source, words):
        """Seconds of the whole job."""
        began = time.monotonic()
        self.start(source, words)
        line = self.last_state()
        assert line['state'] == 'done', line
        return time.monotonic() - began

    def cancel_at(self, moment, source, words):
        """Seconds until it is said, and until no worker runs it; None: it was done before."""
        self.start(source, words)
        time.sleep(moment)
        pids = working_on(self.process.pid, source)
        began = time.monotonic()
        self.tell({'cancel': self.number})
        if self.last_state()['state'] != 'cancelled':
            return None
        said = time.monotonic()
        until_gone(pids)
        return said - began, time.monotonic() - began

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def as_options(words):
    """The words of a job as the command line takes them."""
    options = []
    for key, value in words.items():
        for one in value if isinstance(value, list) else [value]:
            options += [f'--{key}'] if one is True else [f'--{key}', str(one)]
    return options


def signalled_at(program, moment, source, words, out):
    """Seconds until the program and its workers are gone; None: it was done before. Nothing partial may be left."""
    process = subprocess.Popen([str(program), '-o', out, '--progress', 'none', *as_options(words), source],
                               stderr=subprocess.DEVNULL)
    time.sleep(moment)
    pids = working_on(process.pid, source) if process.poll() is None else []
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    code = process.wait(PATIENCE)
    until_gone(pids)
    took = time.monotonic() - began
    left = os.listdir(out) if os.path.isdir(out) else []
    shutil.rmtree(out, ignore_errors=True)
    if code not in (130, -signal.SIGINT):
        return None
    if left:
        print(f'  left behind: {left}', flush=True)
    return took


def say(values):
    values = [1000 * value for value in values]
    return '/'.join(f'{value:.0f}' for value in (measure.median(values), measure.percentile(values, 0.95), max(values)))


def report_case(program, name, source, words, moments, out):
    chance = random.Random(name)
    service = Service(program, out)
    whole = service.run(source, words)
    cancels = [service.cancel_at(chance.uniform(0, whole), source, words) for _ in range(moments)]
    service.end()
    shutil.rmtree(out)
    signals = [signalled_at(program, chance.uniform(0, whole), source, words, out) for _ in range(moments // 3)]
    cancels, signals = ([value for value in values if value is not None] for values in (cancels, signals))
    said, gone = zip(*cancels)
    print(f'{name:40s} {whole:7.1f} {len(cancels):4d} {say(said):>14s} {say(gone):>14s} {len(signals):4d} {say(signals):>14s}',
          flush=True)


def report(program, photo, moments):
    print('\nA cancel at random moments of a job, milliseconds as median/p95/largest')
    print(f'{"":40s} {"job, s":>7s} {"n":>4s} {"said":>14s} {"no worker":>14s} {"n":>4s} {"Ctrl-C, gone":>14s}')
    folder = tempfile.mkdtemp(prefix='bench-')
    try:
        for name, source, words in CASES:
            report_case(program, name, enlarged(photo, source, folder), words, moments, os.path.join(folder, 'out'))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
