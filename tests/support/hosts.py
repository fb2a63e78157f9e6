# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts for tests of many machines: each an OpenSSH server of its own on the loopback interface, which can lose its power; and a
Slurm cluster of one node. Nothing of the machine's own configuration is read or changed."""
import getpass
import os
import shutil
import signal
import socket
import subprocess
import time


def free_ports(count):
    """Ports that differ."""
    probes = [socket.create_server(('127.0.0.1', 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def wait(condition, what, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f'waited {seconds} s for {what}')
        time.sleep(0.05)


def find_program(name):
    """Its path; servers are not in everybody's PATH. None where it is not installed."""
    return shutil.which(name, path=os.environ.get('PATH', '') + ':/usr/sbin:/sbin')


def marked(mark):
    """Pids whose environment has mark, one of its settings."""
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/environ', 'rb') as file:
                if mark.encode() in file.read().split(b'\0'):
                    found.append(int(pid))
        except OSError:
            pass
    return found


class Hosts:
    """folder: for keys and configurations, nobody else's. names: of the hosts."""

    def __init__(self, folder, names):
        self.folder = os.path.abspath(folder)
        self.servers = {}
        os.makedirs(self.folder, mode=0o700)
        for key in 'host', 'user':
            subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', self.path(key)], check=True)
        if os.geteuid() == 0:
            os.makedirs('/run/sshd', exist_ok=True)     # where the server of root locks itself in
        with open(self.path('config'), 'w', encoding='utf-8') as config:
            for name, port in zip(names, free_ports(len(names))):
                self.servers[name] = self._serve(name, port)
                config.write(f'Host {name}\n  HostName 127.0.0.1\n  Port {port}\n  User {getpass.getuser()}\n'
                             f'  IdentityFile {self.path("user")}\n  IdentitiesOnly yes\n  BatchMode yes\n'
                             f'  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n  LogLevel ERROR\n')
        #: What GNU parallel and others start in place of ssh.
        self.ssh = f'ssh -F {self.path("config")}'

    def path(self, name):
        return os.path.join(self.folder, name)

    def mark(self, name):
        return f'AMB_HOST={self.folder}/{name}'

    def _serve(self, name, port):
        with open(self.path(name + '.conf'), 'w', encoding='utf-8') as config:
            config.write(f'ListenAddress 127.0.0.1:{port}\nHostKey {self.path("host")}\nPidFile none\nUsePAM no\nStrictModes no\n'
                         f'AuthorizedKeysFile {self.path("user.pub")}\nPasswordAuthentication no\nMaxStartups 100\n'
                         f'SetEnv {self.mark(name)}\n')
        log = open(self.path(name + '.log'), 'ab')
        with log:
            return subprocess.Popen([find_program('sshd'), '-D', '-e', '-f', self.path(name + '.conf')],
                                    stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def answers(self, name):
        return subprocess.run(self.ssh.split() + [name, 'true'], capture_output=True, timeout=30, check=False).returncode == 0

    def cut_power(self, name):
        """Everything on the host ends at once, as it would without power; the host is gone."""
        server = self.servers.pop(name)
        server.kill()
        server.wait()
        while left := marked(self.mark(name)):
            for pid in left:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.02)

    def end(self):
        for name in list(self.servers):
            self.cut_power(name)


SLURM = '''ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
AuthType=auth/none
CredType=cred/none
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/controller.pid
SlurmdPidFile={folder}/node.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
'''


class Slurm:
    """A controller and a node, both this machine."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        os.makedirs(os.path.join(self.folder, 'state'))
        os.makedirs(os.path.join(self.folder, 'spool'))
        config = os.path.join(self.folder, 'slurm.conf')
        controller_port, node_port = free_ports(2)
        with open(config, 'w', encoding='utf-8') as file:
            file.write(SLURM.format(host=socket.gethostname().split('.')[0], folder=self.folder, user=getpass.getuser(),
                                    controller_port=controller_port, node_port=node_port, processors=os.cpu_count()))
        self.env = os.environ | {'SLURM_CONF': config, 'LC_ALL': 'C'}
        self.daemons = []
        for daemon in 'slurmctld', 'slurmd':
            with open(os.path.join(self.folder, daemon + '.log'), 'ab') as log:
                self.daemons.append(subprocess.Popen([find_program(daemon), '-D', '-f', config], env=self.env,
                                                     stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def is_ready(self):
        told = subprocess.run(['sinfo', '-h', '-o', '%t'], env=self.env, capture_output=True, text=True, timeout=60, check=False)
        return told.stdout.strip() == 'idle'

    def end(self):
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
