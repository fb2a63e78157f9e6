# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One ambrotype-export --serve behind an asyncio loop: jobs are awaited, and nothing here needs a thread."""
import asyncio
import itertools
import json

FINAL = {'done', 'failed', 'quarantined', 'cancelled', 'skipped'}


class PhotoError(Exception):
    """The photo cannot be exported; the message is the sentence."""


class MachineError(Exception):
    """Not the photo's fault: trying again may help."""


class Job:
    """Its lines as they come; each output ends with one in a final state."""

    def __init__(self, progress):
        self.progress = progress
        self.last = {}
        self.over = asyncio.get_running_loop().create_future()

    def take(self, line):
        self.last[line['job']] = line
        if self.progress:
            self.progress(line)
        outputs = [self.last[number] for number in sorted(self.last)]
        if len(outputs) == line['jobs'] and all(o['state'] in FINAL for o in outputs) and not self.over.done():
            self.over.set_result(outputs)

    def give_up(self, error):
        if not self.over.done():
            self.over.set_exception(error)


class Exporter:
    def __init__(self, program, *options):
        self.command = [program, '--serve', *options]
        self.numbers = itertools.count(1)
        self.jobs = {}
        self.process = None
        self.reader = None
        self.starting = asyncio.Lock()

    async def start(self):
        """Does nothing while it runs. Its session is its own: a Ctrl-C is this program's to pass on."""
        async with self.starting:
            if self.process:
                return
            self.process = await asyncio.create_subprocess_exec(
                *self.command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True)
            self.reader = asyncio.create_task(self._read(self.process))

    async def _read(self, process):
        async for text in process.stdout:
            line = json.loads(text)
            job = self.jobs.get(line.get('id'))
            if job and 'state' in line:
                job.take(line)
        await process.wait()
        self.process = None
        for job in self.jobs.values():
            job.give_up(MachineError('The exporter has ended.'))

    async def _tell(self, message):
        """Waits while the exporter has enough to do: that is its back-pressure."""
        try:
            self.process.stdin.write(json.dumps(message).encode() + b'\n')
            await self.process.stdin.drain()
        except (AttributeError, ConnectionError) as error:
            raise MachineError('The exporter has ended.') from error

    async def export(self, source, progress=None, **words):
        """The last line of each output, all of them done. Cancelling this cancels the job, and returns when it is over."""
        await self.start()
        number = next(self.numbers)
        job = self.jobs[number] = Job(progress)
        try:
            await self._tell({'id': number, 'source': source, **words})
            outputs = await asyncio.shield(job.over)
        except asyncio.CancelledError:
            await self._cancel(number, job)
            raise
        finally:
            del self.jobs[number]
        for output in outputs:
            if output['state'] != 'done':
                raise (MachineError if output.get('machine') else PhotoError)(output['error'] or output['state'])
        return outputs

    async def _cancel(self, number, job):
        try:
            await self._tell({'cancel': number})
            await job.over
        except MachineError:
            pass

    async def stop(self):
        """What is in hand is finished first."""
        if self.process:
            self.process.stdin.close()
            await self.reader
