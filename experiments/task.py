"""Tasks: some runs of one policy, done by whichever process takes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from experiments.engine import Block, Engine, Failure, find_engine
from experiments.output import Output
from experiments.plan import Plan, Run
from experiments.policy import Policy


@dataclass(frozen=True)
class Task:
    """Runs of one policy, and the figures wanted of each; `total` is all the work, in full runs."""

    policy: Policy
    runs: tuple[Run, ...]
    outputs: tuple[Output, ...]
    engine: str
    total: int


@dataclass(frozen=True)
class Done:
    """What came of a task: rows of runs that ended well, rows of those that failed."""

    rows: pd.DataFrame
    failures: pd.DataFrame


def cut_tasks(
    plan: Plan, runs: Iterable[Run], engine: str, size: int, total: int
) -> Iterator[Task]:
    """Cut runs into tasks of at most so many runs, each of one policy."""
    held: list[Run] = []
    for run in runs:
        if held and (len(held) == size or held[0].policy != run.policy):
            yield Task(plan.policies[held[0].policy], tuple(held), plan.outputs, engine, total)
            held = []
        held.append(run)
    if held:
        yield Task(plan.policies[held[0].policy], tuple(held), plan.outputs, engine, total)


@lru_cache(maxsize=4)
def _engine_for(name: str, total: int) -> Engine:
    """The engine of this process, made ready once."""
    engine = find_engine(name)
    engine.prepare(total)
    return engine


def do_task(task: Task) -> Done:
    """Run a task with its engine."""
    outcomes = dict.fromkeys(output.outcome for output in task.outputs)
    draws = [run.draw for run in task.runs]
    block = _engine_for(task.engine, task.total).run_block(task.policy, draws, outcomes)
    return settle(task, block)


def settle(task: Task, block: Block) -> Done:
    """Make rows of a block: those that ended well, and those that failed."""
    good = [place for place in range(len(task.runs)) if place not in block.failures]
    start = task.policy.scenario.start
    figures = {output.name: output.of(block, start)[good] for output in task.outputs}
    rows = pd.DataFrame([_row(task, task.runs[place]) for place in good]).assign(**figures)
    failures = [_failed(task, task.runs[place], why) for place, why in block.failures.items()]
    return Done(rows, pd.DataFrame(failures))


def give_up(task: Task, why: Failure) -> Done:
    """Record every run of a task as failed."""
    failures = [_failed(task, run, why) for run in task.runs]
    return Done(pd.DataFrame(), pd.DataFrame(failures))


def _row(task: Task, run: Run) -> dict[str, object]:
    return {"key": run.key, "policy": task.policy.name, "seed": run.draw.seed,
            "replicate": run.draw.replicate, **run.draw.changes}  # fmt: skip


def _failed(task: Task, run: Run, why: Failure) -> dict[str, str]:
    return {
        "key": run.key, "policy": task.policy.name, "seed": str(run.draw.seed),
        "replicate": str(run.draw.replicate), "parameters": json.dumps(dict(run.draw.changes)),
        "error": why.error, "traceback": why.traceback,
    }  # fmt: skip
