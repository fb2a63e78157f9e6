# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole-process figures of a command: wall and CPU seconds of it and all it waited for, and the largest process's memory."""
import os
import resource
import statistics
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Figures:
    wall: float     # seconds
    cpu: float      # seconds, user + system, children included
    peak: float     # MiB, the largest single process


def run(argv, **kwargs):
    """Runs argv in a child of its own, so that its resource usage can be told from the others'."""
    reader, writer = os.pipe()
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        code = subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, **kwargs).returncode
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(writer, f'{code} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}'.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        code, cpu, peak = pipe.read().split()
    os.waitpid(pid, 0)
    if int(code):
        raise RuntimeError(f'{argv[0]} ended with {code}')
    return Figures(time.monotonic() - began, float(cpu), float(peak) / 1024)


def try_run(argv, **kwargs):
    """As run; None where the program fails or is not there."""
    try:
        return run(argv, **kwargs)
    except (OSError, RuntimeError, ValueError):
        return None


def interleaved(commands, rounds):
    """{name: [Figures]}: each round runs every command once, so that a machine that slows down slows all of them."""
    figures = {name: [] for name, _ in commands}
    for _ in range(rounds):
        for name, call in commands:
            figures[name].append(call())
    return figures


def median(values):
    return statistics.median(values)


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
