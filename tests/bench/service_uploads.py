# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients of a photo service, in a process of their own that costs little: each uploads photos, one after the other, for a while.

Usage: service_uploads.py PORT PATH CLIENTS SECONDS WARM PHOTO...
Prints a JSON object: answers and failures after the first WARM seconds, and the seconds that each answer took."""
import asyncio
import itertools
import json
import socket
import sys
import time

ROOM = 1 << 20


class Client:
    def __init__(self, port, path, photos):
        self.address = ('127.0.0.1', port)
        self.head = f'POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n'
        self.photos = photos
        self.room = bytearray(ROOM)    # for what nobody looks at

    async def upload(self, photo):
        """(status, bytes of the body); 0 when the service went away."""
        loop = asyncio.get_running_loop()
        with socket.socket() as sock:
            sock.setblocking(False)
            try:
                await loop.sock_connect(sock, self.address)
                await loop.sock_sendall(sock, (self.head % len(photo)).encode())
                await loop.sock_sendall(sock, photo)
                head, _, body = (await loop.sock_recv(sock, 4096)).partition(b'\r\n\r\n')
                words = head.lower().split()
                size = left = int(words[words.index(b'content-length:') + 1])
                left -= len(body)
                while left > 0 and (n := await loop.sock_recv_into(sock, self.room)):
                    left -= n
                return int(words[1]), size
            except (OSError, ValueError):
                return 0, 0

    async def run(self, until, told):
        while time.monotonic() < until:
            began = time.monotonic()
            status, size = await self.upload(next(self.photos))
            told.append((began, time.monotonic(), status, size))
            if status != 200:
                await asyncio.sleep(0.05)


async def main():
    port, path, clients, seconds, warm = (kind(word) for kind, word in zip((int, str, int, float, float), sys.argv[1:6]))
    photos = []
    for name in sys.argv[6:]:
        with open(name, 'rb') as file:
            photos.append(file.read())
    client = Client(port, path, itertools.cycle(photos))
    told = []
    began = time.monotonic() + warm
    end = began + seconds
    await asyncio.gather(*[client.run(end, told) for _ in range(clients)])
    inside = [t for t in told if began <= t[1] < end]
    right = [t for t in inside if t[2] == 200]
    json.dump({'answers': len(right), 'failures': [t[2] for t in inside if t[2] != 200], 'seconds': seconds,
               'latencies': [t[1] - t[0] for t in right], 'bytes': sum(t[3] for t in right),
               'last': max((t[1] for t in right), default=began) - began}, sys.stdout)


if __name__ == '__main__':
    asyncio.run(main())
