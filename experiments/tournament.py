"""The tournament: every strategy against every other over every term sheet.

The domains are talks that the model really held: both sides' worth of every package, by their own
forecasts, on several seeds.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from tqdm import tqdm

from agents.negotiation import AGREED, hold_talk
from agents.strategy import EXPONENTS, strategy
from model.run import run
from model.scenario import find_scenario
from rulebook.term_sheet import TermSheet, load_term_sheets

Floats = NDArray[np.float64]
STRATEGIES = (*EXPONENTS, "honest")


@dataclass(frozen=True)
class Domain:
    """One talk's stakes: worth of every package to each side, 0 its outside option, 1 its best."""

    sheet: TermSheet
    seed: int
    parties: tuple[str, str]
    left: Floats
    right: Floats

    @property
    def agreeable(self) -> bool:
        """Tell whether some package is better than the outside option for both."""
        return bool(((self.left > 0.0) & (self.right > 0.0)).any())


def scaled(worth: tuple[float, ...], reserve: float) -> Floats:
    """Worth with the outside option at 0 and the best package at 1."""
    values = np.array(worth) - reserve
    best = float(np.max(values))
    return values / best if best > 0.0 else values


def gather_domains(seeds: int) -> list[Domain]:
    """Domains of all talks held in the baseline, seed by seed."""
    found: list[Domain] = []
    for seed in tqdm(range(1, seeds + 1), desc="talks", unit="run"):
        for held in run(find_scenario("baseline"), seed).railway.talks:
            one, other = held.talk.parties
            left = scaled(held.worth[one], held.reserve[one])
            right = scaled(held.worth[other], held.reserve[other])
            found.append(Domain(held.talk.sheet, seed, (one, other), left, right))
    return found


def frontier(left: Floats, right: Floats) -> NDArray[np.int64]:
    """Numbers of the packages that no other beats for one side without loss to the other."""
    order = np.lexsort((-right, -left))
    best, kept = -np.inf, []
    for number in order:
        if right[number] > best:
            best = float(right[number])
            kept.append(int(number))
    return np.array(kept)


def nash_point(left: Floats, right: Floats) -> int:
    """Number of the package with the largest product of gains; -1 where none gains both."""
    product = np.where((left > 0.0) & (right > 0.0), left * right, -1.0)
    return int(np.argmax(product)) if float(np.max(product)) > 0.0 else -1


def kalai_point(left: Floats, right: Floats) -> int:
    """Number of the package with the largest smaller gain; -1 where none gains both."""
    least = np.minimum(left, right)
    return int(np.argmax(least)) if float(np.max(least)) > 0.0 else -1


def score(domain: Domain, agreed: int) -> dict[str, float]:
    """Utilities, Nash product and distances from frontier, Nash and Kalai points.

    Without an agreement both sides have their outside option, 0.
    """
    gains = (domain.left[agreed], domain.right[agreed]) if agreed >= 0 else (0.0, 0.0)
    row = {"utility_left": float(gains[0]), "utility_right": float(gains[1]),
           "nash_product": float(max(gains[0], 0.0) * max(gains[1], 0.0))}  # fmt: skip
    targets = {
        "frontier": frontier(domain.left, domain.right),
        "nash": np.array([nash_point(domain.left, domain.right)]),
        "kalai": np.array([kalai_point(domain.left, domain.right)]),
    }
    for name, numbers in targets.items():
        away = np.hypot(domain.left[numbers] - gains[0], domain.right[numbers] - gains[1])
        row[f"{name}_distance"] = float(np.min(away))
    return row


def play(domains: list[Domain], rounds: int) -> Iterator[dict[str, float | int | str]]:
    """Hold every talk with every ordered pair of strategies."""
    pairs = list(itertools.product(STRATEGIES, repeat=2))
    for domain in tqdm(domains, desc="tournament", unit="domain"):
        for mine, theirs in pairs:
            left = strategy(mine, "left", domain.left, 0.0)
            right = strategy(theirs, "right", domain.right, 0.0)
            talk = hold_talk(domain.sheet, ("left", left), ("right", right), rounds)
            agreed = talk.agreed if talk.state == AGREED else -1
            yield {
                "sheet": domain.sheet.name, "seed": domain.seed, "left_party": domain.parties[0],
                "right_party": domain.parties[1], "left": mine, "right": theirs,
                "agreed": int(agreed >= 0), "rounds": talk.round, **score(domain, agreed),
            }  # fmt: skip


def tournament(seeds: int, rounds: int) -> pd.DataFrame:
    """Play every strategy against every other where an agreement can gain both.

    Raises:
        ValueError: a term sheet has no such domain, so it would be missing unnoticed.
    """
    domains = [domain for domain in gather_domains(seeds) if domain.agreeable]
    missing = set(load_term_sheets()) - {domain.sheet.name for domain in domains}
    if missing:
        raise ValueError(f"no talk with room to agree on {sorted(missing)[0]}: use more --seeds")
    return pd.DataFrame(play(domains, rounds))


def standings(table: pd.DataFrame) -> pd.DataFrame:
    """Means by sheet and strategy, each strategy seen from both chairs."""
    common = ["agreed", "nash_product", "frontier_distance"]
    left = table[["sheet", "left", "utility_left", *common]]
    right = table[["sheet", "right", "utility_right", *common]]
    names = ["sheet", "strategy", "utility", *common]
    both = pd.concat([left.set_axis(names, axis=1), right.set_axis(names, axis=1)])
    found = both.groupby(["sheet", "strategy"], sort=True).mean()
    found["talks"] = both.groupby(["sheet", "strategy"], sort=True).size()
    return found.reset_index()
