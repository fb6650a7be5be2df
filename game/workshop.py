"""The workshop: a process beside the server where railways run, so that no phone waits for one.

The server writes jobs to its standard input and reads results from its standard output. When the
server dies, its input ends, and so does it.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import pickle
import struct
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

HERE = Path(__file__).resolve().parent.parent
HEAD = struct.Struct("<Q")
# What may be asked, by name: a module of this room and a function in it.
JOBS = {
    "read": ("game.course", "read_course"),
    "rerun": ("game.laboratory", "rerun"),
    "forecast": ("game.laboratory", "forecast_package"),
    "dependence": ("game.laboratory", "dependence"),
    "stand_ins": ("game.laboratory", "play_stand_ins"),
    "waterfall": ("game.laboratory", "waterfall"),
}
URGENT, SOON, LATER = 0, 1, 2


class WorkshopError(Exception):
    """A job failed in the workshop; the message is its traceback."""


class Workshop:
    """The server's side: asks for jobs, the urgent ones first, one at a time."""

    def __init__(self) -> None:
        """Prepare; the process starts with the first job."""
        self._jobs: asyncio.PriorityQueue[tuple[int, int, str, tuple[Any, ...], Any]] = (
            asyncio.PriorityQueue()
        )
        self._order = itertools.count()
        self._child: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    async def ask(self, job: str, *args: Any, urgency: int = SOON) -> Any:
        """Have a job done and give its result.

        Raises:
            WorkshopError: the job failed.
        """
        if self._task is None:
            self._task = asyncio.create_task(self._work())
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        await self._jobs.put((urgency, next(self._order), job, args, done))
        return await done

    def warm(self) -> None:
        """Start the process before the first job."""
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        await self._open()
        while True:
            _, _, job, args, done = await self._jobs.get()
            if done.cancelled():
                continue
            for last in (False, True):
                try:
                    good, value = await self._exchange(job, args)
                except (OSError, asyncio.IncompleteReadError, AttributeError):
                    await self.close_child()  # it died: a fresh one tries once more
                    good, value = False, "the workshop's process died"
                    if not last:
                        continue
                break
            if not done.done():
                done.set_result(value) if good else done.set_exception(WorkshopError(value))

    async def _open(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            pipe = asyncio.subprocess.PIPE
            self._child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "game.workshop", stdin=pipe, stdout=pipe, cwd=HERE
            )
        return self._child

    async def _exchange(self, job: str, args: tuple[Any, ...]) -> tuple[bool, Any]:
        child = await self._open()
        if child.stdin is None or child.stdout is None:
            raise OSError("no pipe")
        asked = pickle.dumps((job, args))
        child.stdin.write(HEAD.pack(len(asked)) + asked)
        await child.stdin.drain()
        size = HEAD.unpack(await child.stdout.readexactly(HEAD.size))[0]
        return pickle.loads(await child.stdout.readexactly(size))  # our own process wrote it

    async def close_child(self) -> None:
        """End the process."""
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            child.kill()
            await child.wait()

    async def close(self) -> None:
        """End the process and the queue."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        await self.close_child()


def main() -> None:
    """The workshop's side: do what is asked until the input ends."""
    source, target = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not garble results
    _known("read")
    while head := source.read(HEAD.size):
        if len(head) < HEAD.size:
            return
        job, args = pickle.loads(source.read(HEAD.unpack(head)[0]))
        try:
            _write(target, _done(job, args))
        except BrokenPipeError:  # the server died while this ran
            os._exit(0)


def _known(job: str) -> Callable[..., Any]:
    module, function = JOBS[job]
    return getattr(import_module(module), function)


def _done(job: str, args: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        return True, _known(job)(*args)
    except Exception:  # whatever it is, the server must hear of it
        return False, traceback.format_exc()


def _write(target: BinaryIO, result: tuple[bool, Any]) -> None:
    text = pickle.dumps(result)
    target.write(HEAD.pack(len(text)) + text)
    target.flush()


if __name__ == "__main__":
    main()
