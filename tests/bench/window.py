# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window under Xvfb: exec to first frame, slider to frame, the longest stall of its main loop, ten thousand photos.

The program measures itself (AMBROTYPE_METER); the clock is the same monotonic one as here."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import measure

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'display'))
from desktop import Desktop, wait                          # noqa: E402
from gi.repository import GLib                             # noqa: E402

DRAG_SECONDS = 4.0
MANY = 10000


def application_id(program):
    """Of the build that the program belongs to."""
    config = Path(program).resolve().parents[2] / 'amb-config.h'
    return re.search('^#define AMB_APP_ID "(.*)"$', config.read_text(), re.MULTILINE)[1]


def monotonic_us():
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000


def megapixels(photo):
    told = subprocess.run(['identify', '-format', '%w %h', photo], capture_output=True, text=True, check=True).stdout
    width, height = told.split()[:2]
    return int(width) * int(height) / 1e6


def enlarged(photo, folder, target=24.0):
    """A 24 MP photo: the photo itself, or made from it where it is smaller."""
    if megapixels(photo) >= target:
        return photo
    path = os.path.join(folder, '24mp.jpg')
    subprocess.run(['convert', photo, '-resize', f'{int(target * 1e6)}@', '-quality', '92', path], check=True)
    return path


class Meter:
    def __init__(self, path):
        self.path = Path(path)

    def events(self):
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        return [json.loads(line) for line in lines if line.endswith('}')]

    def first(self, name):
        return next((e for e in self.events() if e['event'] == name), None)

    def latencies(self):
        """Milliseconds from a changed parameter to the first frame that shows it or a later one."""
        events = self.events()
        frames = [(e['serial'], e['us']) for e in events if e['event'] == 'frame']
        found = []
        for change in (e for e in events if e['event'] == 'set-param'):
            shown = next((us for serial, us in frames if serial >= change['serial'] and us >= change['us']), None)
            if shown:
                found.append((shown - change['us']) / 1000)
        return found


def drag_slider(desktop):
    """Drags the exposure slider to and fro as a hand does, about 60 moves a second."""
    slider = desktop.find('Exposure', 'slider')
    x, y, width, height = desktop.screen_rect(slider)
    row = y + height // 2
    desktop.move(x + width // 2, row)
    desktop.button(True)
    end = time.monotonic() + DRAG_SECONDS
    step = 0
    while time.monotonic() < end:
        step += 1
        desktop.move(x + width // 2 + (step * 3) % 60 - 30, row)
        time.sleep(1 / 60)
    desktop.button(False)


def waits(events, began):
    """Milliseconds from each moment at which something sharp was missing to the one when nothing was, from began on."""
    found, since = [], began
    for event in (e for e in events if e['us'] >= began):
        if event['event'] == 'unsharp' and since is None:
            since = event['us']
        elif event['event'] == 'sharp' and since is not None:
            found.append((event['us'] - since) / 1000)
            since = None
    return found


def tile_intervals(events, began):
    """Milliseconds from tile to tile, until all that is seen is sharp for the first time."""
    arrived = []
    for event in (e for e in events if e['us'] >= began):
        if event['event'] == 'sharp':
            break
        if event['event'] == 'tile-received':
            arrived.append(event['us'] / 1000)
    return [after - before for before, after in zip(arrived, arrived[1:])]


def pan(desktop, area):
    """Drags the photo about, as a hand does: half of the canvas in a quarter of a second."""
    x, y, width, height = area
    middle = (x + width // 2, y + height // 2)
    for dx, dy in ((-1, 0), (0, -1), (-1, 0), (1, 1), (0, 1), (-1, 1)):
        desktop.drag(middle, (middle[0] + dx * width // 2, middle[1] + dy * height // 2), steps=15, pause=0.016)
        time.sleep(0.4)


def session_at_100(program, photo, folder):
    """(ms until all is sharp after zooming in, ms a tile, ms without some tile while panning)."""
    meter = Meter(os.path.join(folder, f'meter-{time.monotonic_ns()}.json'))
    with Desktop(os.path.join(folder, 'logs'), size=(1920, 1200), env={'AMBROTYPE_METER': str(meter.path)}) as desktop:
        app = desktop.start([program, photo], 'app')
        wait(lambda: meter.first('first-frame'), 'the first frame', 30)
        time.sleep(2)
        began = monotonic_us()
        desktop.activate(application_id(program), 'win.zoom', GLib.Variant('d', 1.0))
        wait(lambda: meter.first('sharp'), 'all tiles', 30)
        time.sleep(1)
        zoomed = monotonic_us()
        pan(desktop, (100, 150, 1300, 850))
        time.sleep(1)
        events = meter.events()
        desktop.end(app, 15)
    zoom = [e for e in events if e['us'] < zoomed]
    return waits(zoom, began)[0], tile_intervals(events, began), waits(events, zoomed)


def session(program, photo, folder, batch=None):
    """One start, one drag, one end: ms to the first frame, latencies, longest busy turn in ms."""
    meter = Meter(os.path.join(folder, f'meter-{time.monotonic_ns()}.json'))
    logs = os.path.join(folder, 'logs')
    with Desktop(logs, size=(1920, 1200), env={'AMBROTYPE_METER': str(meter.path)}) as desktop:
        began = monotonic_us()
        app = desktop.start([program, photo], 'app')
        first = wait(lambda: meter.first('first-frame'), 'the first frame', 30)
        time.sleep(1.5)
        if batch:
            app_id = application_id(program)
            settings = {'output': GLib.Variant('s', os.path.join(folder, 'out')), 'format': GLib.Variant('s', 'jpeg')}
            desktop.activate(app_id, 'app.export-batch', GLib.Variant('(asa{sv})', (batch, settings)))
            time.sleep(1)
            desktop.activate(app_id, 'win.show-photo')
            time.sleep(0.5)
        drag_slider(desktop)
        time.sleep(0.5)
        latencies = meter.latencies()
        desktop.end(app, 15)
        stalls = meter.first('stalls')
    return (first['us'] - began) / 1000, latencies, stalls['longest-us'] / 1000 if stalls else float('nan')


def many_photos(photo, folder):
    """Names of small photos, all of them the same file."""
    first = os.path.join(folder, 'small.jpg')
    subprocess.run(['convert', photo, '-resize', '320x320', '-quality', '80', first], check=True)
    names = [os.path.join(folder, f'{i:05}.jpg') for i in range(MANY)]
    for name in names:
        os.link(first, name)
    return names


def peak_mib(pid):
    status = Path(f'/proc/{pid}/status').read_text()
    return int(re.search(r'^VmHWM:\s+(\d+)', status, re.MULTILINE)[1]) / 1024


def session_of_many(program, names, folder):
    """In an empty window beside one with a photo: (ms to the first row, ms to the plan, [turns over 16 ms], MiB)."""
    meter = Meter(os.path.join(folder, f'meter-{time.monotonic_ns()}.json'))
    with Desktop(os.path.join(folder, 'logs'), size=(1920, 1200), env={'AMBROTYPE_METER': str(meter.path)}) as desktop:
        app = desktop.start([program, names[0]], 'app')
        wait(lambda: meter.first('first-frame'), 'the first frame', 30)
        desktop.activate(application_id(program), 'app.new-window')
        time.sleep(2)
        began = monotonic_us()
        desktop.activate(application_id(program), 'app.export-files', GLib.Variant('as', names))
        rows = wait(lambda: meter.first('rows'), 'the first rows', 30)
        plan = wait(lambda: meter.first('plan'), 'the plan', 300)
        list_view = desktop.find('Photos of this batch')
        desktop.click(*desktop.centre(list_view))
        for key in ('End', 'Home', 'ctrl+a', 'ctrl+Return'):
            desktop.key(key)
            time.sleep(1.5)
        peak = peak_mib(app.pid)
        stalls = [e for e in meter.events() if e['event'] == 'stall' and e['us'] > began]
        desktop.end(app, 30)
    return (rows['us'] - began) / 1000, (plan['us'] - began) / 1000, stalls, peak


def report_many(program, photo, folder, rounds):
    names = many_photos(photo, folder)
    runs = [session_of_many(program, names, folder) for _ in range(rounds)]
    stalls = [stall for run in runs for stall in run[2]]
    print(f'\n{MANY} photos: collected, planned, scrolled, selected, begun ({rounds} runs)')
    print(f'  call to first row     median {measure.median([r[0] for r in runs]):7.0f} ms')
    print(f'  call to plan          median {measure.median([r[1] for r in runs]):7.0f} ms')
    print(f'  longest busy turn     {max((s["busy-us"] for s in stalls), default=0) / 1000:14.1f} ms,'
          f' processor time {max((s["cpu-us"] for s in stalls), default=0) / 1000:.1f} ms,'
          f' {len(stalls) / rounds:.0f} turns over 16 ms a run')
    print(f'  peak memory           {max(r[3] for r in runs):14.0f} MiB', flush=True)


def report(program, photos, rounds):
    folder = tempfile.mkdtemp(prefix='bench-')
    try:
        photo = enlarged(max(photos, key=megapixels), folder)
        for title, batch in (('', None), (' while a batch runs', photos * 5)):
            runs = [session(str(program), photo, folder, batch) for _ in range(rounds)]
            latencies = [ms for _, found, _ in runs for ms in found]
            print(f'\nThe window, {megapixels(photo):.0f} MP photo{title} ({rounds} runs)')
            print(f'  exec to first frame   median {measure.median([r[0] for r in runs]):7.0f} ms')
            print(f'  slider to frame       median {measure.median(latencies):7.1f} ms,'
                  f' p95 {measure.percentile(latencies, 0.95):.1f} ms, {len(latencies)} changes')
            print(f'  longest busy turn     median {measure.median([r[2] for r in runs]):7.1f} ms', flush=True)
        runs = [session_at_100(str(program), photo, folder) for _ in range(rounds)]
        tiles, gaps = ([ms for run in runs for ms in run[part]] for part in (1, 2))
        print(f'\nAt 100 %, {megapixels(photo):.0f} MP photo ({rounds} runs; a smaller picture stands where a tile is missing)')
        print(f'  zoom to all sharp     median {measure.median([r[0] for r in runs]):7.0f} ms')
        print(f'  a tile                median {measure.median(tiles):7.1f} ms,'
              f' p95 {measure.percentile(tiles, 0.95):.1f} ms, {len(tiles)} tiles')
        print(f'  panning, not all sharp longest {max(gaps, default=0):7.1f} ms, {len(gaps)} times')
        report_many(str(program), photo, folder, rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
