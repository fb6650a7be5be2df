"""Contributions: what each change between A and B does alone, and what they do together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from viz.compare import changes_between
from viz.figures import Figure
from viz.inquiry import Findings, Part, Question
from viz.setting import Setting, SettingError
from viz.why import Step

RUNS = 6
SIDE_A, SIDE_B = "side_a", "side_b"


def one_change(a: Setting, b: Setting, field: str) -> Setting:
    """A with one of the changes that lead to B."""
    if field in ("scenario", "seed", "until", "runs"):
        return replace(a, **{field: getattr(b, field)})
    if field in dict(a.levers) or field in dict(b.levers):
        levers = dict(a.levers)
        levers.pop(field, None)
        if field in dict(b.levers):
            levers[field] = dict(b.levers)[field]
        return replace(a, levers=tuple(sorted(levers.items())))
    return replace(a, without=tuple(sorted(set(a.without) ^ {field})))


def question_between(a: Setting, b: Setting, figure: Figure, month: int) -> Question:
    """The runs that tell each change's own effect."""
    runs = tuple(range(min(RUNS, a.runs, b.runs)))
    parts = [Part(SIDE_A, a, replicates=runs), Part(SIDE_B, b, replicates=runs)]
    for field, _, _ in changes_between(a, b):
        changed = one_change(a, b, field)
        try:
            changed.checked()
        except SettingError:
            continue
        parts.append(Part(field, changed, replicates=runs))
    return Question(figure, month, tuple(parts))


def steps_between(findings: Findings) -> list[Step]:
    """Steps from A's mean to B's that add up; the remainder is what changes do together."""
    if not findings.complete:
        return []
    base = float(np.mean(findings.of(SIDE_A)))
    goal = float(np.mean(findings.of(SIDE_B)))
    steps = [Step(SIDE_A, base, total=True)]
    for part in findings.question.parts[2:]:
        steps.append(Step(part.key, float(np.mean(findings.of(part.key))) - base))
    sofar = sum(step.amount for step in steps)
    return [*steps, Step("together", goal - sofar), Step(SIDE_B, goal, total=True)]
