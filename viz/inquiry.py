"""Inquiries: a level of one figure in one month, run again with something taken away or changed."""

from __future__ import annotations

import math
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from rulebook.calendar import MONTHS_PER_YEAR
from viz.figures import Figure, values_of
from viz.hand import Task
from viz.setting import Setting
from viz.workshop import Job, Workshop

ASKED = 1  # rank: after first lines, before bands
MOST_KEPT = 24


@dataclass(frozen=True)
class Part:
    """One run to be weighed against the others: a setting with causes removed, limits widened."""

    key: str
    setting: Setting
    removed: tuple[str, ...] = ()
    widened: tuple[tuple[str, float, int], ...] = ()
    replicates: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Question:
    """Which figure, in which month, by which runs; the first part is how things stand."""

    figure: Figure
    month: int
    parts: tuple[Part, ...]


@dataclass
class Findings:
    """What the runs said so far: level by (part, replicate), and limits that bound by part."""

    question: Question
    levels: dict[tuple[int, int], float] = field(default_factory=dict)
    bound: dict[int, Counter[str]] = field(default_factory=dict)
    error: str = ""

    def snapshot(self) -> Findings:
        """The findings as they are now; what comes later does not change them."""
        bound = {i: Counter(count) for i, count in self.bound.items()}
        return replace(self, levels=dict(self.levels), bound=bound)

    @property
    def wanted(self) -> int:
        """Runs asked for."""
        return sum(len(part.replicates) for part in self.question.parts)

    @property
    def complete(self) -> bool:
        """Whether every run has been made."""
        return len(self.levels) >= self.wanted

    def of(self, key: str) -> np.ndarray:
        """Levels of a part by replicate, NaN where it has not run yet."""
        for i, part in enumerate(self.question.parts):
            if part.key == key:
                return np.array([self.levels.get((i, r), math.nan) for r in part.replicates])
        raise KeyError(key)

    def bound_in(self, key: str) -> Counter[str]:
        """How often each limit bound in the year before the month, over a part's runs."""
        for i, part in enumerate(self.question.parts):
            if part.key == key:
                return self.bound.get(i, Counter())
        raise KeyError(key)


class Inquiries:
    """Inquiries under way or finished, shared by question."""

    def __init__(self, workshop: Workshop) -> None:
        """Take the workshop that makes the runs."""
        self.workshop = workshop
        self._kept: OrderedDict[Question, Findings] = OrderedDict()
        self._lock = threading.RLock()

    def follow(
        self, question: Question, told: Callable[[Findings], None]
    ) -> Callable[[], None]:
        """Tell a listener of every run that is made; gives what ends the listening."""
        with self._lock:
            known = self._kept.get(question)
            if known is not None and known.complete:
                self._kept.move_to_end(question)
        if known is not None and known.complete:
            told(known)
            return lambda: None
        findings = Findings(question)
        jobs: list[Job] = []
        for i, part in enumerate(question.parts):
            for replicate in part.replicates:
                task = Task(part.setting, replicate, "value", removed=part.removed,
                            widened=part.widened, end=question.month + 1)  # fmt: skip
                hear = self._hearer(findings, i, replicate, told)
                jobs.append(self.workshop.ask(task, (ASKED, i), hear))

        def leave() -> None:
            for job in jobs:
                self.workshop.drop(job)

        return leave

    def _hearer(
        self, findings: Findings, i: int, replicate: int, told: Callable[[Findings], None]
    ) -> Callable[[str, Any], None]:
        def hear(word: str, what: Any) -> None:
            with self._lock:
                if word == "error":
                    findings.error = str(what)
                elif word == "done":
                    outcomes, bound = what
                    line = findings.question.figure.lines[0]
                    level = values_of(line, outcomes[line.outcome])[-1]
                    findings.levels[i, replicate] = float(level)
                    count = findings.bound.setdefault(i, Counter())
                    for names in bound.values():
                        count.update(set(names[-MONTHS_PER_YEAR:]) - {"demand", ""})
                if findings.complete:
                    self._keep(findings)
                seen = findings.snapshot()
            told(seen)

        return hear

    def _keep(self, findings: Findings) -> None:
        self._kept[findings.question] = findings
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
