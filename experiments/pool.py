"""A pool of processes on this machine that does tasks, and survives the death of any of them."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from experiments.engine import Failure
from experiments.task import Done, Task, do_task, give_up

AHEAD = 2  # tasks handed out for each worker, so that none waits


def do_here(tasks: Iterator[Task], workers: int) -> Iterator[Done]:
    """Do tasks with some workers; results come as they are ready.

    Where a worker dies, what was under way is done again task by task; a task that kills its
    worker once more is given up as failed, and the rest goes on.
    """
    if workers == 1:
        yield from map(do_task, tasks)
        return
    suspects: deque[Task] = deque()
    left = True
    while left or suspects:
        under_way: dict[Future[Done], Task] = {}
        with _pool(workers) as pool:
            try:
                yield from _clear(pool, suspects)
                yield from _flow(pool, tasks, under_way, workers * AHEAD)
                left = False
            except BrokenProcessPool:
                suspects += under_way.values()


def _pool(workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")  # threads of a parent do not survive a fork
    return ProcessPoolExecutor(workers, context, initializer=_settle_in)


def _flow(
    pool: ProcessPoolExecutor, tasks: Iterator[Task], under_way: dict[Future[Done], Task], most: int
) -> Iterator[Done]:
    """Keep `most` tasks under way until there are none left."""
    while True:
        while len(under_way) < most and (task := next(tasks, None)) is not None:
            try:
                under_way[pool.submit(do_task, task)] = task
            except BrokenProcessPool:
                under_way[Future()] = task
                raise
        if not under_way:
            return
        ready, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in ready:
            done = future.result()
            del under_way[future]
            yield done


def _clear(pool: ProcessPoolExecutor, suspects: deque[Task]) -> Iterator[Done]:
    """Do the tasks that were under way when a worker died, one at a time."""
    while suspects:
        task = suspects[0]
        try:
            done = pool.submit(do_task, task).result()
        except BrokenProcessPool:
            suspects.popleft()
            yield give_up(task, Failure("the worker process died twice at this run", ""))
            raise
        suspects.popleft()
        yield done


def _settle_in() -> None:
    """Leave interrupts to the parent, and end with it should it be killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    multiprocessing.connection.wait([sentinel])
    os._exit(1)
