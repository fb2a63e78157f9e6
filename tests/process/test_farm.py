# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""More machines than one, with the commands of README.md: GNU parallel over SSH with a host that loses its power half way, and a
Slurm job array. The hosts are servers of the test's own on the loopback interface."""
import json
import os
import re
import stat
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap  # noqa: E402
from cli_case import EXPORT, Case, digest, png_bytes  # noqa: E402
from hosts import Hosts, Slurm, find_program, marked, wait  # noqa: E402

README = Path(__file__).parents[2] / 'README.md'
PHOTOS = 60


def missing(*programs):
    return [name for name in programs if find_program(name) is None]


def command_of_readme(word):
    """The block of shell commands that has word."""
    return next(block for block in re.findall(r'```sh\n(.*?)```', README.read_text(encoding='utf-8'), re.S) if word in block)


class Farm(Case):
    def setUp(self):
        super().setUp()
        for i in range(PHOTOS):
            self.put(f'photos/{i % 3}/{i // 3}.png', png_bytes(900, 600, seed=i))
        # Two sources of one name each: what is called what must not depend on who begins.
        for name in 'twin.png', 'twin.PNG':
            self.put(f'photos/{name}', png_bytes(300, 200, seed=len(name)))
        os.mkdir(self.path('state'))
        # By name, as the README says: a program of the PATH with the edits that make its work worth while.
        os.mkdir(self.path('bin'))
        program = Path(self.path('bin', 'ambrotype-export'))
        program.write_text(f'#!/bin/sh\nPATH=/usr/bin:/bin exec {EXPORT} "$@"\n', encoding='utf-8')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        self.env = os.environ | {'PATH': f'{self.path("bin")}:{os.environ["PATH"]}', 'LC_ALL': 'C.UTF-8', 'HOME': self.folder}

    def expected(self):
        done = self.run_cli('-o', 'undisturbed', 'photos')
        self.assertEqual(done.returncode, 0, done.stderr)
        return {name: digest(self.path('undisturbed', name)) for name in self.tree('undisturbed')}

    def made(self):
        return {name: digest(self.path('out', name)) for name in self.tree()}

    def manifest(self):
        return [json.loads(line) for file in Path(self.path('state')).glob('*.jsonl')
                for line in file.read_text(encoding='utf-8').splitlines()]

    @unittest.skipIf(missing('sshd', 'ssh', 'ssh-keygen', 'parallel'), 'GNU parallel or an OpenSSH server is not installed')
    def test_parallel_with_a_host_that_is_lost(self):
        hosts = Hosts(self.path('hosts'), ['alpha', 'beta'])
        self.addCleanup(hosts.end)
        for name in 'alpha', 'beta':
            wait(lambda: hosts.answers(name), f'the host {name}: ' + Path(hosts.path(name + '.log')).read_text(encoding='utf-8'))
        command = command_of_readme('--sshlogin').replace('ambrotype-export', self.path('bin', 'ambrotype-export'))

        def start():
            return subprocess.Popen(['sh', '-c', command], cwd=self.folder, env=self.env | {'PARALLEL_SSH': hosts.ssh},
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        run = start()
        wait(lambda: len(self.tree()) >= PHOTOS // 3, 'a third of the outputs', 120)
        hosts.cut_power('beta')
        told, complaints = run.communicate(timeout=240)
        self.assertEqual(marked(hosts.mark('beta')), [])
        if run.returncode != 0:     # parallel may give up a part that was lost more often than it may be tried again
            run = start()
            told, complaints = run.communicate(timeout=240)
        self.assertEqual(run.returncode, 0, told + complaints)
        self.assertEqual(self.made(), self.expected())
        done = [line['source'] for line in self.manifest() if line['state'] == 'done']
        self.assertEqual(len(done), len(set(done)), 'no photo was exported twice')

    @unittest.skipIf(missing('slurmctld', 'slurmd', 'sbatch', 'sinfo'), 'Slurm is not installed')
    def test_slurm_job_array(self):
        cluster = Slurm(self.path('cluster'))
        self.addCleanup(cluster.end)
        wait(cluster.is_ready, 'the cluster: ' + str(list(Path(cluster.folder).glob('*.log'))), 60)
        script = Path(self.path('part.sh'))
        script.write_text(command_of_readme('#SBATCH'), encoding='utf-8')
        array = re.search(r'--array=\S+(?=`| )', README.read_text(encoding='utf-8'))[0].split()[0]
        submitted = subprocess.run(['sbatch', '--wait', '--output=state/%a.log', array, script], cwd=self.folder,
                                   env=cluster.env | {'PATH': self.env['PATH']}, capture_output=True, text=True, timeout=300,
                                   check=False)
        logs = ''.join(log.read_text(encoding='utf-8') for log in Path(self.path('state')).glob('*.log'))
        self.assertEqual(submitted.returncode, 0, submitted.stderr + logs)
        self.assertEqual(self.made(), self.expected())
        self.assertEqual(len(self.manifest()), PHOTOS + 2)


if __name__ == '__main__':
    tap.main()
