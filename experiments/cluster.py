"""Several machines: tasks done by the workers of a Dask scheduler.

Workers need this project at the same version; what they send back is written here, so they need
no folder in common. Dask gives the tasks of a worker that dies to another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from experiments.engine import Failure
from experiments.task import Done, Task, do_task, give_up
from experiments.version import model_version

AHEAD = 3  # tasks handed out for each thread of the cluster
PATIENCE = "20s"


def do_there(tasks: Iterator[Task], address: str) -> Iterator[Done]:
    """Do tasks on a cluster; results come as they are ready.

    Raises:
        ValueError: nobody answers at the address, or a worker has another model.
    """
    from distributed import as_completed

    with _connect(address) as client:
        threads = _check_workers(client, address)
        under_way: dict[str, Task] = {}
        ready: Any = as_completed(loop=client.loop)
        for _ in range(threads * AHEAD):
            _hand_out(client, tasks, under_way, ready)
        for future in ready:
            yield _take(future, under_way)
            _hand_out(client, tasks, under_way, ready)


def _connect(address: str) -> Any:
    from distributed import Client

    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ValueError(f"--scheduler {address}: nobody answers — allowed: the address that a"
                         f" Dask scheduler prints, such as tcp://10.0.0.5:8786 ({error})"
                         ) from error  # fmt: skip


def _check_workers(client: Any, address: str) -> int:
    """Count the cluster's threads; every worker must have this model.

    Raises:
        ValueError: there are no workers, or one has another model.
    """
    ours = model_version()
    for worker, theirs in client.run(model_version).items():
        if theirs != ours:
            raise ValueError(f"--scheduler {address}: worker {worker} has model {theirs} —"
                             f" allowed: {ours}, as here")  # fmt: skip
    threads = sum(client.nthreads().values())
    if not threads:
        raise ValueError(f"--scheduler {address}: it has no workers — allowed: one or more")
    return int(threads)


def _hand_out(client: Any, tasks: Iterator[Task], under_way: dict[str, Task], ready: Any) -> None:
    task = next(tasks, None)
    if task is not None:
        future = client.submit(do_task, task, pure=False)
        under_way[future.key] = task
        ready.add(future)


def _take(future: Any, under_way: dict[str, Task]) -> Done:
    """What came of a task; one that has killed several workers is given up as failed."""
    from distributed import KilledWorker

    task = under_way.pop(future.key)
    try:
        done: Done = future.result()
    except KilledWorker as error:
        return give_up(task, Failure(f"the worker process died at this run: {error}", ""))
    finally:
        future.release()
    return done
