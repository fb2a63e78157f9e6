# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same photo service with one of three ways to do the work, and a meter on its event loop.

Usage: service_variants.py ambrotype|threads|procs JOBS SCRATCH EXPORTER; prints its port. GET /gap tells and resets the meter."""
import asyncio
import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'service')]
import peer_pillow  # noqa: E402
import photo_service  # noqa: E402

TICK = 0.001


class Pillow:
    """The way of today: an executor of the standard library."""

    def __init__(self, pool):
        self.pool = pool

    async def start(self):
        """All workers, before there are connections that they would inherit."""
        loop = asyncio.get_running_loop()
        await asyncio.gather(*[loop.run_in_executor(self.pool, time.sleep, 0.2) for _ in range(8)])

    async def edit(self, source, target, edit):
        await asyncio.get_running_loop().run_in_executor(self.pool, peer_pillow.edit, source, target, edit.edge)

    def in_hand(self):
        return 0

    async def stop(self):
        self.pool.shutdown(cancel_futures=True)


class Meter:
    """A timer of a millisecond: how late it is at worst, and how long the loop itself was at work meanwhile."""

    def reset(self):
        self.longest = self.work = 0
        self.over = self.ticks = 0

    def start(self):
        self.reset()
        self.loop = asyncio.get_running_loop()
        self.before, self.cpu = time.monotonic(), time.thread_time()
        self.loop.call_later(TICK, self.tick)

    def tick(self):
        now, cpu = time.monotonic(), time.thread_time()
        gap = now - self.before - TICK
        self.longest = max(self.longest, gap)
        self.work = max(self.work, cpu - self.cpu)
        self.over += gap > 0.01
        self.ticks += 1
        self.before, self.cpu = now, cpu
        self.loop.call_later(TICK, self.tick)

    def tell(self):
        told = {'longest': self.longest, 'work': self.work, 'over': self.over, 'ticks': self.ticks}
        self.reset()
        return told


def make_backend(kind, jobs, program):
    if kind == 'ambrotype':
        return photo_service.Ambrotype(program, '-j', str(jobs))
    if kind == 'threads':
        return Pillow(ThreadPoolExecutor(jobs))
    # Forked workers would have the service's signal handling and connections: one's death would end the service itself.
    return Pillow(ProcessPoolExecutor(jobs, multiprocessing.get_context('spawn')))


def make_app(kind, jobs, scratch, program):
    app = photo_service.create_app(make_backend(kind, jobs, program), scratch)
    meter = Meter()

    async def start():
        meter.start()

    async def gap():
        return meter.tell()

    app.add_event_handler('startup', start)
    app.add_api_route('/gap', gap)
    return app


def main():
    kind, jobs, scratch, program = sys.argv[1:5]
    with tempfile.TemporaryDirectory(prefix='bench-service-', dir=scratch) as folder:
        photo_service.serve(lambda: make_app(kind, int(jobs), folder, program))


if __name__ == '__main__':
    main()
