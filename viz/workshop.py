"""The workshop: a few processes that run replicates for all browsers, first looks first."""

from __future__ import annotations

import heapq
import itertools
import multiprocessing
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from model.ensemble.compiled import can_compile, is_compiled
from viz.hand import Task, work
from viz.quick import make_ready

Told = Callable[[str, Any], None]
LEAST_HANDS = 2


@dataclass(order=True)
class Job:
    """A task in the queue; lower `rank` goes first, then whoever came first."""

    rank: tuple[int, int]
    number: int
    task: Task = field(compare=False)
    told: Told = field(compare=False)
    dropped: bool = field(default=False, compare=False)


class Workshop:
    """Hands and their queue. `told(word, what)` hears `look`, then `done`, `stopped` or `error`."""

    def __init__(self, hands: int = 0) -> None:
        """Start the hands; each reads the tables while the server goes on starting."""
        self._context = multiprocessing.get_context("spawn")
        self._queue: list[Job] = []
        self._numbers = itertools.count(1)
        self._wake = threading.Condition()
        self._closed = False
        self.hands = hands or max(LEAST_HANDS, os.cpu_count() or 1)
        self._running: dict[int, tuple[Job, Any]] = {}
        self._threads = [threading.Thread(target=self._keep_hand, daemon=True, name=f"hand-{i}")
                         for i in range(self.hands)]  # fmt: skip
        for thread in self._threads:
            thread.start()

    def ask(self, task: Task, rank: tuple[int, int], told: Told) -> Job:
        """Put a task in the queue."""
        job = Job(rank, next(self._numbers), task, told)
        with self._wake:
            heapq.heappush(self._queue, job)
            self._wake.notify()
        return job

    def drop(self, job: Job) -> None:
        """Give up a job: it leaves the queue, or its hand stops within a month's step."""
        with self._wake:
            job.dropped = True
            running = self._running.get(job.number)
            if running is not None:
                running[1].value = job.number

    def close(self) -> None:
        """Let the hands go."""
        with self._wake:
            self._closed = True
            self._wake.notify_all()
        for thread in self._threads:
            thread.join(timeout=5)

    def _next(self) -> Job | None:
        with self._wake:
            while not self._closed:
                while self._queue:
                    job = heapq.heappop(self._queue)
                    if not job.dropped:
                        return job
                self._wake.wait()
        return None

    def _hire(self) -> tuple[Any, Connection, Any]:
        here, there = self._context.Pipe()
        stop = self._context.Value("q", 0, lock=False)
        process = self._context.Process(target=work, args=(there, stop), daemon=True)
        process.start()
        there.close()
        return process, here, stop

    def _keep_hand(self) -> None:
        """Feed one hand, and hire another if it dies."""
        process, line, stop = self._hire()
        while (job := self._next()) is not None:
            try:
                self._feed(job, line, stop)
            except (EOFError, OSError):
                process.join(timeout=1)
                job.told("error", f"the process that ran it ended (exit {process.exitcode})")
                process, line, stop = self._hire()
        line.close()
        process.join(timeout=2)
        if process.is_alive():
            process.terminate()

    def _feed(self, job: Job, line: Connection, stop: Any) -> None:
        with self._wake:
            self._running[job.number] = (job, stop)
        try:
            line.send((job.number, job.task))
            while True:
                word, _, what = line.recv()
                if not job.dropped:
                    job.told(word, what)
                if word != "look":
                    return
        finally:
            with self._wake:
                self._running.pop(job.number, None)


_open: Workshop | None = None
_lock = threading.Lock()


def workshop() -> Workshop:
    """The server's own workshop, started when first asked for."""
    global _open
    with _lock:
        if _open is None:
            _open = Workshop()
            _compile_beside()
        return _open


def _compile_beside() -> None:
    """Let a process of its own compile what makes many runs quick, where that was not done."""
    if can_compile() and not is_compiled():
        context = multiprocessing.get_context("spawn")
        context.Process(target=make_ready, daemon=True, name="compiler").start()
