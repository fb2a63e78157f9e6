# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small web service: POST a photo to /photos, get it back edited.

Usage: photo_service.py EXPORTER [--scratch DIR] [OPTION OF EXPORTER]...
It listens on a free port of the loopback interface only, and prints it.

An upload goes into a file as it comes, the exporter works on it while the loop serves others, the answer is read from a file
that has no name any more. The scratch folder should be one in memory: its files live as long as a request."""
import asyncio
import gc
import os
import shutil
import socket
import sys
import tempfile
from dataclasses import dataclass

import uvicorn
from exporter import Exporter, MachineError, PhotoError
from fastapi import Depends, FastAPI, HTTPException, Query, Request
from starlette.requests import ClientDisconnect
from starlette.responses import Response

PIECE = 128 * 1024
UPLOADS = 4     # that are read at a time: the others' bytes wait in the kernel, and no turn of the loop is long
RECEIVED = 64 * 1024    # bytes that a turn of the loop takes from a client, at most about
MAX_UPLOAD = 200 * 1000 * 1000
CLIENT_IS_GONE = 499    # nginx's


@dataclass
class Edit:
    exposure: float
    contrast: float
    saturation: float
    sharpen: float
    edge: int
    quality: int


async def asked(exposure: float = Query(0, ge=-5, le=5), contrast: float = Query(0, ge=-100, le=100),
                saturation: float = Query(0, ge=-100, le=100), sharpen: float = Query(0, ge=0, le=200),
                edge: int = Query(0, ge=0, le=65535), quality: int = Query(90, ge=1, le=100)):
    """What a request asks for. Asynchronous: FastAPI would take a thread for it otherwise."""
    return Edit(exposure, contrast, saturation, sharpen, edge, quality)


class Ambrotype:
    """Edits photos by one exporter."""

    def __init__(self, program, *options):
        self.exporter = Exporter(program, '--on-conflict', 'replace', *options)

    async def start(self):
        await self.exporter.start()

    async def edit(self, source, target, edit):
        words = {'resize': f'long:{edit.edge}'} if edit.edge else {}
        recipe = {'exposure.ev': edit.exposure, 'contrast.amount': edit.contrast, 'saturation.amount': edit.saturation,
                  'sharpen.amount': edit.sharpen, 'sharpen.radius': 0.0002}
        await self.exporter.export(source, recipe=recipe, format='jpeg', quality=edit.quality, target=target, **words)

    def in_hand(self):
        return len(self.exporter.jobs)

    async def stop(self):
        await self.exporter.stop()


class Pieces(Response):
    """A file's bytes, read as the client takes them; closes it."""

    def __init__(self, fd):
        super().__init__(media_type='image/jpeg')
        self.fd = fd
        self.headers['content-length'] = str(os.fstat(fd).st_size)

    async def __call__(self, scope, receive, send):
        try:
            await send({'type': 'http.response.start', 'status': 200, 'headers': self.raw_headers})
            more = True
            while more:
                piece = os.read(self.fd, PIECE)
                more = piece != b''
                await send({'type': 'http.response.body', 'body': piece, 'more_body': more})
        finally:
            os.close(self.fd)


async def save(request, path):
    size = 0
    with open(path, 'xb', buffering=0) as file:
        async for piece in request.stream():
            size += len(piece)
            if size > MAX_UPLOAD:
                raise HTTPException(413, 'The photo is too large.')
            file.write(piece)


async def unless_client_leaves(request, work):
    """The result of work; cancelled, and ClientDisconnect, when nobody waits for it any more."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        leaving.cancel()
        working.cancel()
        await asyncio.wait({working, leaving})


def create_app(backend, scratch):
    """backend: start (), edit (), in_hand () and stop () as Ambrotype has them."""
    app = FastAPI()
    uploads = asyncio.Semaphore(UPLOADS)
    app.add_event_handler('startup', backend.start)
    app.add_event_handler('shutdown', backend.stop)

    @app.post('/photos')
    async def edit_photo(request: Request, edit: Edit = Depends(asked)):
        folder = tempfile.mkdtemp(dir=scratch)
        source, target = os.path.join(folder, 'photo'), os.path.join(folder, 'edited.jpg')
        try:
            async with uploads:
                await save(request, source)
            await unless_client_leaves(request, backend.edit(source, target, edit))
            return Pieces(os.open(target, os.O_RDONLY))
        except PhotoError as error:
            raise HTTPException(422, str(error)) from error
        except MachineError as error:
            raise HTTPException(503, str(error)) from error
        except ClientDisconnect:
            return Response(status_code=CLIENT_IS_GONE)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @app.get('/jobs')
    async def jobs():
        return {'in_hand': backend.in_hand()}

    return app


def serve(make_app, ready=lambda port: print(port, flush=True)):
    """Until SIGTERM or SIGINT. No thread watches the exporter: a pidfd does."""
    listener = socket.create_server(('127.0.0.1', 0), backlog=128)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVED)  # its connections have it from here

    async def main():
        watcher = asyncio.PidfdChildWatcher()
        watcher.attach_loop(asyncio.get_running_loop())
        asyncio.set_child_watcher(watcher)
        server = uvicorn.Server(uvicorn.Config(make_app(), log_level='warning', lifespan='on', timeout_keep_alive=30))
        gc.collect()
        gc.freeze()     # what the libraries made stays: looking through it again would hold up the loop
        ready(listener.getsockname()[1])
        await server.serve(sockets=[listener])
    asyncio.run(main())


def run(program, options, scratch=None):
    with tempfile.TemporaryDirectory(prefix='photos-', dir=scratch) as folder:
        serve(lambda: create_app(Ambrotype(program, *options), folder))


if __name__ == '__main__':
    arguments = sys.argv[1:]
    where = arguments.pop(arguments.index('--scratch') + 1) if '--scratch' in arguments else None
    options_ = [a for a in arguments[1:] if a != '--scratch']
    run(arguments[0], options_, where)
