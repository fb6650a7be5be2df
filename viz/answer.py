"""Answers: a setting's replicates as they come in, kept for whoever asks next."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from viz.hand import Task
from viz.record import Record
from viz.setting import Setting
from viz.workshop import Job, Workshop

LINE, BAND, LOSSES = 0, 2, 3  # ranks: the line first, then bands, then what takes longest
LOSS_RUNS = 6  # replicates in which each supplier is taken away
MOST_KEPT = 16
SHOWN_AT = (1, 4, 10, 20)  # how many replicates make the screen draw again

Losses = dict[int, dict[str, float]]


@dataclass
class Answer:
    """What is known of a setting so far."""

    setting: Setting
    look: Record | None = None
    records: dict[int, Record] = field(default_factory=dict)
    losses: dict[int, Losses] = field(default_factory=dict)
    error: str = ""

    def snapshot(self) -> Answer:
        """The answer as it is now; what comes later does not change it."""
        return replace(self, records=dict(self.records), losses=dict(self.losses))

    @property
    def complete(self) -> bool:
        """Whether every replicate has run, and every supplier has been taken away."""
        return len(self.records) >= self.setting.runs and not self.losses_missing

    @property
    def losses_missing(self) -> int:
        """Replicates in which suppliers have yet to be taken away."""
        return min(LOSS_RUNS, self.setting.runs) - len(self.losses)

    @property
    def all_records(self) -> list[Record]:
        """Finished replicates in order, or the first look where none has finished."""
        done = [self.records[i] for i in sorted(self.records)]
        return done or ([self.look] if self.look is not None else [])


@dataclass
class _Open:
    answer: Answer
    listeners: dict[int, Callable[[Answer], None]] = field(default_factory=dict)
    jobs: dict[tuple[str, int], Job] = field(default_factory=dict)


class Answers:
    """All answers under way or finished; browsers share them by setting, never each other's."""

    def __init__(self, workshop: Workshop) -> None:
        """Take the workshop that runs the replicates."""
        self.workshop = workshop
        self._open: OrderedDict[Setting, _Open] = OrderedDict()
        self._lock = threading.RLock()
        self._next = 0

    def follow(self, setting: Setting, told: Callable[[Answer], None]) -> Callable[[], None]:
        """Tell a listener whenever an answer has grown; gives what ends the listening.

        When the last listener has gone, what still runs for it is stopped.
        """
        with self._lock:
            one = self._open.setdefault(setting, _Open(Answer(setting)))
            self._open.move_to_end(setting)
            self._next += 1
            key = self._next
            one.listeners[key] = told
            self._order(one)
            self._forget()
            known = one.answer.look is not None or bool(one.answer.records)
        if known or one.answer.error:
            told(one.answer.snapshot())

        def leave() -> None:
            with self._lock:
                one.listeners.pop(key, None)
                if not one.listeners:
                    self._drop(one)

        return leave

    def _order(self, one: _Open) -> None:
        """Ask for every replicate that is neither there nor under way."""
        setting, answer = one.answer.setting, one.answer
        if answer.error:
            return
        for i in range(setting.runs):
            if i not in answer.records and ("record", i) not in one.jobs:
                rank = (LINE, 0) if i == 0 else (BAND, i)
                self._ask(one, Task(setting, i, "record", looks=i == 0), rank)
        for i in range(min(LOSS_RUNS, setting.runs)):
            if i not in answer.losses and ("dependence", i) not in one.jobs:
                self._ask(one, Task(setting, i, "dependence"), (LOSSES, i))

    def _ask(self, one: _Open, task: Task, rank: tuple[int, int]) -> None:
        def told(word: str, what: Any) -> None:
            self._hear(one, task, word, what)

        one.jobs[task.kind, task.replicate] = self.workshop.ask(task, rank, told)

    def _drop(self, one: _Open) -> None:
        for job in one.jobs.values():
            self.workshop.drop(job)
        one.jobs.clear()

    def _hear(self, one: _Open, task: Task, word: str, what: Any) -> None:
        """Take in what a hand sends, and tell the listeners when the picture changes."""
        answer = one.answer
        with self._lock:
            if word != "look":
                one.jobs.pop((task.kind, task.replicate), None)
            if word == "look":
                answer.look = what
            elif word == "done" and task.kind == "record":
                answer.records[task.replicate] = what
            elif word == "done":
                answer.losses[task.replicate] = what
            elif word == "error":
                answer.error = str(what)
                self._drop(one)
            listeners = list(one.listeners.values()) if self._tells(answer, task) else []
            seen = answer.snapshot()
        for listener in listeners:
            listener(seen)

    def _tells(self, answer: Answer, task: Task) -> bool:
        count, runs = len(answer.records), answer.setting.runs
        if answer.error or task.kind == "dependence" or not count:
            return True
        return count in SHOWN_AT or count >= runs or count % 50 == 0

    def _forget(self) -> None:
        """Forget what was asked for longest ago and nobody looks at."""
        for setting in list(self._open):
            if len(self._open) <= MOST_KEPT:
                return
            if not self._open[setting].listeners:
                del self._open[setting]
