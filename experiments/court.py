"""The court: runs the claims' experiments, judges them, and leaves verdicts and a report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from experiments.claim import Claim
from experiments.engine import USUAL
from experiments.page import heading, page, paragraph, table, write_table
from experiments.store import Store
from experiments.sweep import sweep
from experiments.verdict import Verdict, as_table, judge
from model.leavings import write_whole


def try_claims(
    claims: list[Claim], out: Path, pairs: int, engine: str = USUAL, workers: int = 1,
    scheduler: str = "", quiet: bool = False,
) -> list[Verdict]:  # fmt: skip
    """Run what is missing of each claim's pairs and judge it.

    Each claim has a sweep's folder of its own in `out`, so that it is taken up where it was left,
    and more pairs add to those that have run.

    Raises:
        ValueError: a folder is broken or of another model.
        OSError: the folder cannot be written, or the disk is full; what has run is kept.
    """
    found: list[Verdict] = []
    for claim in claims:
        if not quiet:
            print(f"{claim.name}: {claim.title}")
        sweep(claim.plan(pairs), out / claim.name, engine, workers, scheduler, quiet=quiet)
        found.append(judge(claim, pairs, Store(out / claim.name)))
        write_verdicts(out, found)
    return found


def write_verdicts(out: Path, verdicts: list[Verdict]) -> None:
    """Leave `verdicts.json`, `verdicts.csv` and `report.html`."""
    words = [one.words for one in verdicts]
    write_whole(out / "verdicts.json", json.dumps(words, indent=1) + "\n")
    write_table(out, "verdicts", as_table(verdicts))
    write_whole(out / "report.html", page("Claims put to the test", _parts(verdicts)))


def _parts(verdicts: list[Verdict]) -> Iterator[str]:
    few = [one for one in verdicts if not one.words["registered"]]
    if few:
        yield paragraph(f"{len(few)} of {len(verdicts)} verdicts rest on fewer pairs than the 500"
                        " that were registered: read them as a first look.")  # fmt: skip
    yield table(as_table(verdicts), "Verdicts; low and high bound the effect at 95%")
    for one in verdicts:
        yield from _one(one)


def _one(verdict: Verdict) -> Iterator[str]:
    claim = verdict.claim
    yield heading(claim.title)
    yield paragraph(claim.sentence)
    ending = f": {verdict.condition}" if verdict.condition else ""
    yield paragraph(f"{verdict.verdict}{ending}", verdict.verdict)
    if claim.about:
        yield paragraph(claim.about)
    rules = [("effect", claim.effect.text), ("confirmed where", claim.confirms.text),
             ("refuted where", claim.refutes.text), ("a pair speaks for it where", claim.pair.text),
             ("arms", ", ".join(claim.arms))]  # fmt: skip
    yield table(pd.DataFrame(rules, columns=["registered", "as"]), "What was registered")
    yield table(_samples(verdict), f"Effect, {claim.unit}; low and high bound it at 95%")
    also = pd.DataFrame(list(verdict.also.items()), columns=["also", "value"])
    yield table(also, "Beside it, at what is believed")
    if verdict.money:
        spent = pd.DataFrame(list(verdict.money.items()), columns=["arm", "spent"])
        most = max(verdict.money.values())
        spent["held as cash"] = most - spent["spent"]
        spent["spent of the most"] = spent["spent"] / most
        yield table(spent, "Public money to the end, KZT of the start, mean of the pairs")
    if claim.money:
        yield paragraph(f"Money: {claim.money}")
    if claim.limits:
        yield paragraph(f"What the model cannot say: {claim.limits}")
    ranges = pd.DataFrame([(axis.name, axis.low, axis.high) for axis in claim.survives],
                          columns=["parameter", "low", "high"])  # fmt: skip
    yield table(ranges, "What it must survive")


def _samples(verdict: Verdict) -> pd.DataFrame:
    rows = [(name, one.pairs, one.effect, one.low, one.high, one.state)
            for name, one in (("at what is believed", verdict.believed),
                              ("over the ranges", verdict.spread))]  # fmt: skip
    return pd.DataFrame(rows, columns=["pairs of", "pairs", "effect", "low", "high", "says"])
