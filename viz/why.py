"""Why: what caused a point, by taking causes away and running again on the same luck."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rulebook.calendar import MONTHS_PER_YEAR, month_text
from viz.answer import Answer
from viz.figures import QUARTER, Figure, values_of
from viz.inquiry import Findings, Part, Question
from viz.map import bound_share, ranked
from viz.record import Record
from viz.setting import Setting

FRESH_SHOCKS = 36  # months for which a shock is looked at by itself
FRESH_PLANS = 96  # months for which a January's works are looked at by themselves
SHOWN = 6  # causes with a bar of their own
TESTED_LIMITS = 3
TESTED_RUNS = 6
WIDER, WIDE_OPEN = 1.1, 2.0
TEST_MONTHS = 36  # how long before the point a limit is widened
TOGETHER = 0.2  # effects this close are called joint
NOW, NONE, OPENED = "now", "none", "opened"
GROUP_OF = {"contract": "contracts", "shock": "shocks", "old_shocks": "shocks", "works": "works",
            "old_works": "works", "budget": "budgets"}  # fmt: skip
GROUPS = ("contracts", "works", "budgets", "shocks")


@dataclass(frozen=True)
class Cause:
    """Something that can be taken away: `key` names it, `removed` are the model's names."""

    key: str
    kind: str  # "contract", "shock", "works", "budget", "old_shocks" or "old_works"
    removed: tuple[str, ...]
    month: int = 0


def grouped(causes: list[Cause]) -> dict[str, list[Cause]]:
    """Causes by group, in the order of `GROUPS`; groups without any are left out."""
    found = {name: [c for c in causes if GROUP_OF[c.kind] == name] for name in GROUPS}
    return {name: members for name, members in found.items() if members}


@dataclass(frozen=True)
class Step:
    """One bar of the waterfall."""

    key: str
    amount: float
    total: bool = False


def point_of(setting: Setting, month: int) -> int:
    """The asked month as a quarter's end that has a full year before it."""
    scenario, _ = setting.to_run()
    first, last = scenario.start + MONTHS_PER_YEAR + QUARTER - 1, scenario.end - 1
    month = min(max(month or last, first), last)
    return month - (month - scenario.start - QUARTER + 1) % QUARTER


def causes_of(record: Record, month: int) -> list[Cause]:
    """What the first run's ledger and decisions name as causes up to a month."""
    found: list[Cause] = []
    old: dict[str, list[str]] = {"old_shocks": [], "old_works": [], "budget": []}
    for mark in record.marks:
        if mark.month > month:
            continue
        if mark.kind == "contract":
            found.append(Cause(mark.cause, "contract", (mark.cause,), mark.month))
        elif month - mark.month < FRESH_SHOCKS:
            found.append(Cause(mark.cause, "shock", (mark.cause,), mark.month))
        else:
            old["old_shocks"].append(mark.cause)
    for name, when in record.decisions:
        if when > month:
            continue
        if ":budget@" in name:
            old["budget"].append(name)
        elif name in record.causes and month - when < FRESH_PLANS:
            found.append(Cause(name, "works", (name,), when))
        elif name in record.causes:
            old["old_works"].append(name)
    found += [Cause(kind, kind, tuple(names)) for kind, names in old.items() if names]
    return found


def limits_of(answer: Answer, month: int) -> list[str]:
    """The limits that bound most often in the year up to a month, over all runs."""
    records = answer.all_records
    last = month - records[0].start
    count: dict[str, float] = {}
    for t in range(max(0, last - MONTHS_PER_YEAR + 1), last + 1):
        for name, share in bound_share(records, t):
            count[name] = count.get(name, 0.0) + share / MONTHS_PER_YEAR
    return ranked(count)[:TESTED_LIMITS]


def question_of(answer: Answer, figure: Figure, month: int) -> Question:
    """Every run that an explanation of one point takes."""
    setting, record = answer.setting, answer.all_records[0]
    tested = tuple(range(min(TESTED_RUNS, setting.runs)))
    causes = causes_of(record, month)
    everything = tuple(name for cause in causes for name in cause.removed)
    parts = [Part(NOW, setting, replicates=tested), Part(NONE, setting, everything)]
    parts += [Part(cause.key, setting, cause.removed) for cause in causes]
    parts += [Part(group, setting, tuple(name for one in members for name in one.removed))
              for group, members in grouped(causes).items()]  # fmt: skip
    since = month - TEST_MONTHS + 1
    limits = limits_of(answer, month)
    parts += [Part(limit, setting, widened=((limit, WIDER, since),), replicates=tested)
              for limit in limits]  # fmt: skip
    if limits:
        wide = ((limits[0], WIDE_OPEN, since),)
        parts.append(Part(OPENED, setting, widened=wide, replicates=tested[: TESTED_LIMITS]))
    return Question(figure, month, tuple(parts))


def effects(findings: Findings, causes: list[Cause]) -> dict[str, float]:
    """What each cause did to the point: the level as it is less the level without it."""
    now = float(findings.of(NOW)[0])
    found = {cause.key: now - float(findings.of(cause.key)[0]) for cause in causes}
    return {key: value for key, value in found.items() if not math.isnan(value)}


def waterfall(findings: Findings, causes: list[Cause], record: Record) -> list[Step]:
    """Steps from the start's level to the point's, which add up; empty until all is known.

    `drift` is what happened without any of the causes. Each group of causes is taken away as a
    whole; its largest members have bars of their own, and `rest:GROUP` is the group less those.
    `together` is what groups do jointly beyond each by itself, the stated remainder.
    """
    line = findings.question.figure.lines[0]
    levels = values_of(line, record.outcomes[line.outcome])
    seen = np.flatnonzero(~np.isnan(levels))
    found = effects(findings, causes)
    groups = grouped(causes)
    now, none = float(findings.of(NOW)[0]), float(findings.of(NONE)[0])
    whole = {name: now - float(findings.of(name)[0]) for name in groups}
    if len(found) < len(causes) or math.isnan(sum(whole.values()) + now + none) or not len(seen):
        return []
    start = float(levels[seen[0]])
    top = sorted(found, key=lambda key: -abs(found[key]))[:SHOWN]
    steps = [Step("start", start, total=True), Step("drift", none - start)]
    for name, members in groups.items():
        shown = [one.key for one in members if one.key in top or len(members) == 1]
        steps += [Step(key, found[key]) for key in sorted(shown, key=lambda k: -abs(found[k]))]
        if len(members) > 1:
            steps.append(Step(f"rest:{name}", whole[name] - sum(found[key] for key in shown)))
    sofar = sum(step.amount for step in steps)
    return [*steps, Step("together", now - sofar), Step("point", now, total=True)]


@dataclass(frozen=True)
class Trial:
    """What a tenth more of one limit does, as shares of the level, over paired runs."""

    limit: str
    low: float
    middle: float
    high: float
    runs: int

    @property
    def sure(self) -> bool:
        """Whether the band leaves zero out."""
        return not self.low <= 0.0 <= self.high


def trials(findings: Findings) -> list[Trial]:
    """What widening each of the tightest limits by a tenth does, largest effect first."""
    found: list[Trial] = []
    now = findings.of(NOW)
    for part in findings.question.parts:
        if part.widened and part.key != OPENED:
            gap = (findings.of(part.key) - now) / np.abs(now)
            gap = gap[~np.isnan(gap)]
            if len(gap) == len(now):
                low, middle, high = (float(v) for v in np.quantile(gap, (0.1, 0.5, 0.9)))
                found.append(Trial(part.key, low, middle, high, len(gap)))
    return sorted(found, key=lambda trial: -abs(trial.middle))


def next_limit(findings: Findings) -> str:
    """The limit that binds most once the tightest is wide open; empty where none is known."""
    opened = [part for part in findings.question.parts if part.key == OPENED]
    if not opened:
        return ""
    wide = opened[0].widened[0][0]
    names = [name for name in ranked(findings.bound_in(OPENED)) if name != wide]
    return names[0] if names else ""


def joint(found: list[Trial]) -> bool:
    """Whether the two largest effects are so close that no one limit can be named."""
    if len(found) < 2 or not found[0].middle:
        return False
    return abs(found[1].middle) > (1.0 - TOGETHER) * abs(found[0].middle)


def when(cause: Cause) -> str:
    """A cause's month as text."""
    return month_text(cause.month) if cause.month else ""
