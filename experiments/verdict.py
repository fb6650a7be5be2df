"""Verdicts: does a claim hold, fail, or on what does it depend?

Two samples are judged alike: pairs at what is believed, and pairs spread over the weakly known
parameters. A sample confirms when its expression is true and stays so in 95% of its bootstrap
resamples over pairs. The claim holds when both samples confirm it and no half of a parameter's
range refutes it; it fails the other way round; else it depends, and the condition says on what.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.claim import REGISTERED, Claim
from experiments.discovery import DENSE, Box, find_boxes
from experiments.sample import Sample, pick, read_sample
from experiments.store import Store

RESAMPLES = 400
SURE = 0.95
LEAST_PAIRS = 8  # with fewer a sample, or a half of one, is not judged
HOLDS, FAILS, DEPENDS, OPEN = "holds", "fails", "depends", "open"


@dataclass(frozen=True)
class Judged:
    """A sample's effect with its 95% interval, what it says of a claim, what it lacks for it."""

    effect: float
    low: float
    high: float
    state: str
    pairs: int
    unmet: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What came of a claim."""

    claim: Claim
    verdict: str
    condition: str
    believed: Judged
    spread: Judged
    runs: int
    lost: int
    money: dict[str, float]
    also: dict[str, float]

    @property
    def words(self) -> dict[str, Any]:
        """The verdict as a program reads it."""
        return {
            "claim": self.claim.name, "verdict": self.verdict,
            "effect": _number(self.believed.effect), "low": _number(self.believed.low),
            "high": _number(self.believed.high),
            "runs": self.runs, "condition": self.condition, "unit": self.claim.unit,
            "sentence": self.claim.sentence, "confirms": self.claim.confirms.text,
            "refutes": self.claim.refutes.text, "pairs": self.believed.pairs,
            "registered": self.believed.pairs >= REGISTERED, "runs_lost": self.lost,
            "at_what_is_believed": self.believed.state, "over_the_ranges": self.spread.state,
            "effect_over_the_ranges": _number(self.spread.effect),
            "money": {arm: _number(spent) for arm, spent in self.money.items()},
            "money_note": self.claim.money, "limits": self.claim.limits,
            "also": {name: _number(value) for name, value in self.also.items()},
        }  # fmt: skip


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def judge_sample(claim: Claim, sample: Sample, pairs: int) -> Judged:
    """Effect, interval and state of a sample."""
    if pairs == 0:
        return Judged(math.nan, math.nan, math.nan, OPEN, 0)
    effect, confirms, refutes = _read(claim, sample)
    rng = np.random.default_rng(claim.seed)
    drawn = [_read(claim, pick(sample, rng.integers(0, pairs, pairs))) for _ in range(RESAMPLES)]
    effects = np.array([one for one, _, _ in drawn])
    known = effects[~np.isnan(effects)]
    low, high = np.quantile(known, [0.025, 0.975]) if len(known) else (math.nan, math.nan)
    state = OPEN
    unmet = tuple(claim.confirms.unmet(sample, effect=effect))
    if pairs < LEAST_PAIRS:
        return Judged(effect, float(low), float(high), state, pairs, unmet)
    if confirms and np.mean([yes for _, yes, _ in drawn]) >= SURE:
        state = HOLDS
    elif refutes and np.mean([no for _, _, no in drawn]) >= SURE:
        state = FAILS
    return Judged(effect, float(low), float(high), state, pairs, unmet)


def _read(claim: Claim, sample: Sample) -> tuple[float, bool, bool]:
    effect = float(claim.effect.of(sample))
    return (effect, bool(claim.confirms.of(sample, effect=effect)),
            bool(claim.refutes.of(sample, effect=effect)))  # fmt: skip


def judge(claim: Claim, pairs: int, store: Store) -> Verdict:
    """Judge a claim by the runs in its folder."""
    plan = claim.plan(pairs)
    sample, points = read_sample(claim, plan, store)
    even = np.flatnonzero(points % 2 == 0)
    odd = np.flatnonzero(points % 2 == 1)
    believed = judge_sample(claim, pick(sample, even), len(even))
    spread = judge_sample(claim, pick(sample, odd), len(odd))
    place = plan.design.points()[points[odd]]
    ranges = pd.DataFrame(place, columns=list(plan.design.names))
    verdict, condition = conclude(claim, believed, spread, pick(sample, odd), ranges)
    runs = len(points) * len(claim.arms)
    spent = {arm: float(np.mean(columns["spent"])) for arm, columns in pick(sample, even).items()
             if "spent" in columns and columns["spent"].ndim == 1}  # fmt: skip
    also = {name: float(one.of(pick(sample, even))) for name, one in claim.also.items()}
    lost = plan.count - runs
    return Verdict(claim, verdict, condition, believed, spread, runs, lost, spent, also)


def conclude(
    claim: Claim, believed: Judged, spread: Judged, sample: Sample, ranges: pd.DataFrame
) -> tuple[str, str]:
    """Verdict and condition."""
    states = {believed.state, spread.state} if len(ranges.columns) else {believed.state}
    halves = list(judge_halves(claim, sample, ranges))
    for state, other in ((HOLDS, FAILS), (FAILS, HOLDS)):
        turned = [words for words, found in halves if found.state == other]
        if states == {state}:
            return (DEPENDS, f"{other} where " + "; ".join(turned)) if turned else (state, "")
    return DEPENDS, _condition(claim, believed, spread, sample, ranges, halves)


def judge_halves(
    claim: Claim, sample: Sample, ranges: pd.DataFrame
) -> Iterator[tuple[str, Judged]]:
    """Judge the lower and the upper half of each parameter's range by itself."""
    if len(ranges) < 2 * LEAST_PAIRS:
        return
    for name in ranges.columns:
        middle = float(ranges[name].median())
        for words, inside in ((f"{name} below {middle:.3g}", ranges[name] < middle),
                              (f"{name} above {middle:.3g}", ranges[name] >= middle)):  # fmt: skip
            places = np.flatnonzero(inside.to_numpy())
            yield words, judge_sample(claim, pick(sample, places), len(places))


def _condition(
    claim: Claim, believed: Judged, spread: Judged, sample: Sample, ranges: pd.DataFrame,
    halves: list[tuple[str, Judged]],
) -> str:  # fmt: skip
    """On what a claim depends: a box, a half of a range, a threshold, or more pairs."""
    said: list[str] = []
    box = _find_box(claim, sample, ranges)
    if box is not None:
        said.append(_box_words(box))
    for state in (HOLDS, FAILS):
        sides = [words for words, found in halves if found.state == state]
        if sides and len(sides) < len(halves):
            said.append(f"{state} where " + "; ".join(sides))
    if OPEN in (believed.state, spread.state) and not said:
        said.append(_threshold_words(believed if believed.state == OPEN else spread))
    if believed.state != spread.state:
        said.append(f"at what is believed: {believed.state}, over the ranges: {spread.state}")
    return "; ".join(said)


def _find_box(claim: Claim, sample: Sample, ranges: pd.DataFrame) -> Box | None:
    """The box in which pairs speak for the claim, if there is one that is dense."""
    if len(ranges) < 2 * LEAST_PAIRS:
        return None
    flags = np.asarray(claim.pair.of(sample), dtype=bool)
    return next((box for box in find_boxes(ranges, flags, 1) if box.density >= DENSE), None)


def _box_words(box: Box) -> str:
    return (f"a pair speaks for it where {box.words} ({box.density:.0%} of the pairs there,"
            f" {box.coverage:.0%} of all that do)")  # fmt: skip


def _threshold_words(found: Judged) -> str:
    if found.pairs < LEAST_PAIRS:
        return f"{found.pairs} pairs are too few to tell; {LEAST_PAIRS} are the least"
    lacking = f"; not so: {', '.join(found.unmet)}" if found.unmet else ""
    span = f"{found.effect:.3g} ({found.low:.3g} to {found.high:.3g})"
    return f"neither threshold is passed for sure: effect {span} from {found.pairs} pairs{lacking}"


def as_table(verdicts: list[Verdict]) -> pd.DataFrame:
    """One row a claim: claim, verdict, effect, low, high, unit, runs, condition."""
    columns = ["claim", "verdict", "effect", "low", "high", "unit", "runs", "condition"]
    rows: list[Mapping[str, Any]] = [one.words for one in verdicts]
    return pd.DataFrame([{name: row[name] for name in columns} for row in rows], columns=columns)
