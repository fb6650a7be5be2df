"""Hands: processes beside the server that run replicates, and stop when told to."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from viz.setting import Setting

FIRST_LOOKS = (24, 72, 132)  # months after which the first replicate shows itself


@dataclass(frozen=True)
class Task:
    """One replicate to run.

    `kind` is `record` (all the screen needs), `dependence` (shares lost by month and supplier) or
    `value` (outcomes only, up to `end`, with causes taken away or limits widened).
    """

    setting: Setting
    replicate: int
    kind: str = "record"
    looks: bool = False
    removed: tuple[str, ...] = ()
    widened: tuple[tuple[str, float, int], ...] = ()
    end: int = 0


class Stopped(Exception):
    """Nobody wants this run any more."""


def carry_out(task: Task, look: Callable[[Any], None], check: Callable[[], None]) -> Any:
    """Run a task.

    Args:
        task: what to run.
        look: takes what can be shown already.
        check: raises `Stopped` when the run is no longer wanted; called every month.
    """
    from model.run import run

    scenario, changes = task.setting.to_run()
    if task.kind == "dependence":
        result = run(scenario, task.setting.seed, task.replicate, changes, dependence=True,
                     told=lambda _: check())  # fmt: skip
        return result.dependence
    scenario = scenario.changed(
        removed=scenario.removed | frozenset(task.removed), widened=task.widened,
        end=min(task.end, scenario.end) if task.end else scenario.end,
    )  # fmt: skip
    return _record(task, scenario, changes, look, check)


def _record(task: Task, scenario: Any, changes: dict[str, float], look: Callable[[Any], None],
            check: Callable[[], None]) -> Any:  # fmt: skip
    """Run month by month, film the map and show what is there at the first looks."""
    from model.railway import Railway
    from viz.record import FILM_EVERY, Camera, read_history, record

    railway = Railway(scenario, task.setting.seed, task.replicate, changes=changes)
    camera = Camera(railway)
    while railway.month < scenario.end:
        check()
        railway.step()
        if task.kind == "record" and len(railway.history) % FILM_EVERY == 0:
            camera.shoot(railway)
        if task.looks and len(railway.history) in FIRST_LOOKS:
            look(record(railway, task.replicate, camera))
    if task.kind == "value":
        return read_history(railway)
    return record(railway, task.replicate, camera)


def work(line: Connection, stop: Any) -> None:
    """Serve tasks from a line until it closes; `stop` holds the number of a task to give up."""
    if hasattr(os, "nice"):
        os.nice(2)  # the screen comes first
    import model.railway
    from rulebook.kernel import use_compiled
    from viz.levers import load_levers

    load_levers()  # tables are read before the first task comes
    model.railway.load_world()
    use_compiled(compile_now=False)  # where an experiment has compiled the kernels before
    gc.freeze()
    gc.disable()  # a run makes no rubbish worth a pause; railways go between two runs
    while True:
        try:
            number, task = line.recv()
            _serve(line, stop, number, task)
            gc.collect()
        except (EOFError, OSError, KeyboardInterrupt):  # the server has gone
            return


def _serve(line: Connection, stop: Any, number: int, task: Task) -> None:
    """Carry out one task and send what comes of it."""

    def check() -> None:
        if stop.value == number:
            raise Stopped

    try:
        found = carry_out(task, lambda part: line.send(("look", number, part)), check)
        line.send(("done", number, found))
    except OSError:
        raise
    except Stopped:
        line.send(("stopped", number, None))
    except Exception as error:  # whatever it is, the screen must say it and live on
        line.send(("error", number, f"{type(error).__name__}: {error}"))
