# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A FastAPI service under concurrent uploads: with ambrotype-export --serve, and with Pillow in a thread and a process pool.

The three are the same service (tests/service/photo_service.py) with another backend; the clients are one process beside it. The
edit: exposure, contrast, saturation, unsharp mask, JPEG quality 90.

Columns: answers a second; processor seconds for each, of the service and its workers; how long clients waited; by how much a
timer of a millisecond on the event loop was late at worst, the longest turn of the loop in its own processor time, how often
the timer was more than 10 ms late."""
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import measure

HERE = Path(__file__).resolve().parent
PYTHON = '/usr/bin/python3'
QUERY = '/photos?exposure=0.26&contrast=10&saturation=15&sharpen=80&quality=90'
KINDS = {'ambrotype': 'Ambrotype, --serve', 'procs': 'Pillow, process pool', 'threads': 'Pillow, thread pool'}
CLIENTS = 50
WARM = 5        # seconds
SHORT = 12      # seconds, for the run in which a worker is killed


def status(pid):
    """Its parent and the seconds of processor time that it and the children it waited for have used; None: it is gone."""
    try:
        fields = Path(f'/proc/{pid}/stat').read_text(encoding='latin-1').rpartition(')')[2].split()
    except OSError:
        return None
    return int(fields[1]), sum(map(int, fields[11:15])) / os.sysconf('SC_CLK_TCK')


def processes():
    return {int(pid): told for pid in filter(str.isdigit, os.listdir('/proc')) if (told := status(pid))}


def command_line(pid):
    try:
        return Path(f'/proc/{pid}/cmdline').read_bytes()
    except OSError:
        return b''


class Service:
    def __init__(self, kind, program, jobs, scratch):
        self.kind = kind
        self.process = subprocess.Popen(
            [PYTHON, str(HERE / 'service_variants.py'), kind, str(jobs), scratch, str(program)], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, start_new_session=True, env={**os.environ, 'PYTHONDONTWRITEBYTECODE': '1'})
        self.port = int(self.process.stdout.readline())

    def gap(self):
        for _ in range(100):
            try:
                with urllib.request.urlopen(f'http://127.0.0.1:{self.port}/gap', timeout=30) as answer:
                    return json.load(answer)
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f'{self.kind}: no answer')

    def uploads(self, photos, edge, seconds):
        resize = f'&edge={edge}' if edge else ''
        return subprocess.Popen([PYTHON, str(HERE / 'service_uploads.py'), str(self.port), QUERY + resize, str(CLIENTS),
                                 str(seconds), str(WARM), *photos], stdout=subprocess.PIPE, text=True)

    def workers(self):
        """Processes that do the work; those of the exporter are its children."""
        found = processes()
        parent = self.process.pid
        if self.kind == 'ambrotype':
            parent = next(pid for pid, (of, _) in found.items() if of == parent)
        return [pid for pid, (of, _) in found.items() if of == parent and b'resource_tracker' not in command_line(pid)]

    def cpu(self):
        """Seconds that all of it has used so far."""
        found = processes()
        family = {self.process.pid}
        for _ in range(3):
            family |= {pid for pid, (of, _) in found.items() if of in family}
        return sum(found[pid][1] for pid in family if pid in found)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def with_service(kind, program, jobs, scratch, work):
    service = Service(kind, program, jobs, scratch)
    try:
        return work(service)
    finally:
        service.stop()


def load(service, photos, edge, seconds):
    """One run's figures; the meters begin when the clients have warmed up."""
    uploads = service.uploads(photos, edge, seconds)
    time.sleep(WARM)
    service.gap()
    before = service.cpu()
    time.sleep(seconds)
    told = {'gap': service.gap(), 'cpu': service.cpu() - before}
    return {**json.loads(uploads.communicate()[0]), **told}


def print_load(kind, told, own):
    rate = told['answers'] / told['seconds']
    latency = [measure.percentile(told['latencies'], part) if told['latencies'] else float('nan') for part in (0.5, 0.99)]
    gap = told['gap']
    cpu = told['cpu'] / max(told['answers'], 1)
    print(f'{KINDS[kind]:22s} {rate:8.2f} {cpu:8.3f} {latency[0]:8.2f} {latency[1]:8.2f} {gap["longest"] * 1e3:9.1f} '
          f'{gap["work"] * 1e3:9.1f} {gap["over"]:6d} {len(told["failures"]):7d} {own / rate if rate else float("nan"):7.2f}', flush=True)
    return rate


def report_load(program, photos, edge, jobs, scratch, seconds):
    print(f'\n{CLIENTS} uploads at a time for {seconds} s, {f"{edge} px" if edge else "full size"}, {jobs} workers')
    print(f'{"":22s} {"photos/s":>8s} {"cpu-s":>8s} {"p50 s":>8s} {"p99 s":>8s} {"gap ms":>9s} {"work ms":>9s} {"> 10":>6s} '
          f'{"failed":>7s} {"ratio":>7s}')
    own = None
    for kind in KINDS:
        told = with_service(kind, program, jobs, scratch, lambda s: load(s, photos, edge, seconds))
        rate = told['answers'] / told['seconds']
        own = own or rate
        print_load(kind, told, own)


def kill_one(service, photos, edge):
    """What the others see of a worker's SIGKILL in the middle."""
    def murder():
        victims = service.workers()
        if victims:
            os.kill(victims[0], signal.SIGKILL)
    uploads = service.uploads(photos, edge, SHORT)
    if service.kind != 'threads':
        threading.Timer(WARM + SHORT / 3, murder).start()
    return json.loads(uploads.communicate()[0])


def report_kill(program, photos, jobs, scratch):
    print(f'\na worker gets SIGKILL after a third of {SHORT} s, 2048 px')
    for kind in ('ambrotype', 'procs'):
        told = with_service(kind, program, jobs, scratch, lambda s: kill_one(s, photos, 2048))
        kinds = ', '.join(f'{told["failures"].count(code)} x {code}' for code in sorted(set(told['failures']))) or 'none'
        print(f'{KINDS[kind]:22s} {told["answers"]} answers, the last after {told["last"]:.1f} s; failures: {kinds}', flush=True)


def report(program, photos, seconds=30, jobs=2, scratch='/dev/shm'):
    for edge in (2048, 0):
        report_load(program, photos, edge, jobs, scratch, seconds)
    report_kill(program, photos, jobs, scratch)


if __name__ == '__main__':
    report(sys.argv[1], sys.argv[2:], seconds=float(os.environ.get('SECONDS', '30')))
