"""The tournament: every strategy against every other over every term sheet.

The domains are talks that the model really held: each side's worth of every package on the
agenda, by its own forecast, on several seeds. Each worth is scaled so that no deal is 0 and the
best package 1.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from tqdm import tqdm

from agents.negotiation import AGREED, Answer, Side, hold_talk
from agents.strategy import STRATEGIES
from model.run import run
from model.scenario import Scenario, find_scenario
from rulebook.kernel import compiled_kernels
from rulebook.term_sheet import TermSheet, load_term_sheets

Floats = NDArray[np.float64]
Guests = Mapping[str, Callable[[], Answer]]  # by name: what seats a guest anew
CHAIRS = ("left", "right", "third")
NOBODY: Guests = {}
OF_TWO = "~ all of two"  # sorts after the names of sheets


@dataclass(frozen=True)
class Domain:
    """One talk's stakes: worth of every package to each party, shape (parties, k)."""

    sheet: TermSheet
    seed: int
    parties: tuple[str, ...]
    worth: Floats

    @property
    def agreeable(self) -> bool:
        """Tell whether some package is better than no deal for all."""
        return bool((self.worth > 0.0).all(axis=0).any())


def scaled(worth: Floats, reserve: float) -> Floats:
    """Worth with no deal at 0 and the best package at 1."""
    values = np.asarray(worth, dtype=float) - reserve
    best = float(np.max(values))
    return values / best if best > 0.0 else values


def gather_domains(seeds: int, scenario: Scenario | None = None) -> list[Domain]:
    """Domains of all talks held in a scenario, seed by seed."""
    base = scenario or find_scenario("baseline")
    found: list[Domain] = []
    for seed in tqdm(range(1, seeds + 1), desc="talks", unit="run"):
        for held in run(base, seed).railway.talks:
            seats = held.talk.parties
            worth = np.array([scaled(held.worth[seat], held.reserve[seat]) for seat in seats])
            found.append(Domain(held.talk.sheet, seed, seats, worth))
    return found


def frontier(worth: Floats) -> NDArray[np.int64]:
    """Places of the packages that no other beats for one party without loss to another."""
    if worth.shape[0] == 2:
        order = np.lexsort((-worth[1], -worth[0]))
        best, kept = -np.inf, list[int]()
        for place in order:
            if worth[1, place] > best:
                best = float(worth[1, place])
                kept.append(int(place))
        return np.array(kept)
    points = worth.T
    kept = [i for i in range(len(points))
            if not ((points >= points[i]).all(1) & (points > points[i]).any(1)).any()]  # fmt: skip
    return np.array(kept)


def nash_point(worth: Floats) -> int:
    """Place of the package with the largest product of gains; -1 where none gains all."""
    product = np.where((worth > 0.0).all(axis=0), np.prod(worth, axis=0), -1.0)
    return int(np.argmax(product)) if float(np.max(product)) > 0.0 else -1


def kalai_point(worth: Floats) -> int:
    """Place of the package with the largest smallest gain; -1 where none gains all."""
    least = np.min(worth, axis=0)
    return int(np.argmax(least)) if float(np.max(least)) > 0.0 else -1


@dataclass(frozen=True)
class Yardstick:
    """What a talk's outcome is measured against: frontier, Nash and Kalai points, worths."""

    frontier: Floats
    nash: Floats
    kalai: Floats


def yardstick(worth: Floats) -> Yardstick:
    """Work out the yardstick of a domain once.

    Of the frontier only what leaves nobody worse off than no deal counts, as in NegMAS: nobody
    would sign the rest. Points that there are none of have shape (parties, 0).
    """
    best, fair = frontier(worth), [[i] if i >= 0 else [] for i in (nash_point(worth),
                                                                 kalai_point(worth))]  # fmt: skip
    best = best[(worth[:, best] >= 0.0).all(axis=0)]
    nash, kalai = (worth[:, np.array(one, dtype=np.int64)] for one in fair)
    return Yardstick(worth[:, best], nash, kalai)


def score(worth: Floats, agreed: int, against: Yardstick) -> dict[str, float]:
    """Utilities, Nash product and distances from frontier, Nash and Kalai points.

    Without an agreement all have their outside option, 0. A distance to what there is none of is
    missing.
    """
    gains = worth[:, agreed] if agreed >= 0 else np.zeros(worth.shape[0])
    row = {f"utility_{CHAIRS[i]}": float(gain) for i, gain in enumerate(gains)}
    row["nash_product"] = float(np.prod(np.maximum(gains, 0.0)))
    for name in ("frontier", "nash", "kalai"):
        points = getattr(against, name)
        away = np.sqrt(((points - gains[:, None]) ** 2).sum(axis=0))
        row[f"{name}_distance"] = float(np.min(away)) if away.size else float("nan")
    return row


def play(
    domains: list[Domain], rounds: int, guests: Guests = NOBODY
) -> Iterator[dict[str, float | int | str]]:
    """Hold every talk with every ordered choice of strategies; guests sit only where two talk."""
    for domain in tqdm(domains, desc="tournament", unit="domain"):
        against = yardstick(domain.worth)
        able = [*STRATEGIES, *guests] if len(domain.parties) == 2 else [*STRATEGIES]
        for names in itertools.product(able, repeat=len(domain.parties)):
            agreed, moves = talk_of(domain, names, rounds, guests)
            yield {
                "sheet": domain.sheet.name, "seed": domain.seed,
                **{f"{CHAIRS[i]}_party": seat for i, seat in enumerate(domain.parties)},
                **{CHAIRS[i]: name for i, name in enumerate(names)},
                "agreed": int(agreed >= 0), "moves": moves,
                **score(domain.worth, agreed, against),
            }  # fmt: skip


def talk_of(
    domain: Domain, names: tuple[str, ...], rounds: int, guests: Guests = NOBODY
) -> tuple[int, int]:
    """Place of the agreed package (-1 for none) and moves made."""
    sheet = domain.sheet
    if len(names) == 2 and not guests.keys() & set(names):
        chosen = [STRATEGIES[name] for name in names]
        styles = np.array([one.style for one in chosen], dtype=np.int64)
        exponents = np.array([one.exponent for one in chosen])
        agreed, moves, _ = compiled_kernels().haggle(
            styles, exponents, domain.worth, np.zeros(2), sheet.agenda_steps, sheet.spans, rounds
        )
        return int(agreed), int(moves)
    answers = [guests[name]() if name in guests else STRATEGIES[name] for name in names]
    sides = [Side(CHAIRS[i], domain.worth[i], 0.0, one) for i, one in enumerate(answers)]
    talk = hold_talk(sheet, sides, rounds)
    place = sheet.place[talk.agreed] if talk.state == AGREED else -1
    return place, len(talk.history)


def tournament(
    seeds: int, rounds: int, guests: Guests = NOBODY, sheets: Collection[str] = ()
) -> pd.DataFrame:
    """Play every strategy, and guest, against every other where an agreement can gain all.

    Args:
        seeds: runs whose talks are the domains.
        rounds: of each talk.
        guests: who sits beside the house's strategies.
        sheets: the term sheets talked about; without any, all.

    Raises:
        ValueError: there is no such term sheet, or it has no such domain and would be missing
            unnoticed.
    """
    known = load_term_sheets()
    for name in sheets:
        if name not in known:
            raise ValueError(f"term sheet {name!r} — allowed: {', '.join(known)}")
    wanted = set(sheets or known)
    domains = [domain for domain in gather_domains(seeds)
               if domain.agreeable and domain.sheet.name in wanted]  # fmt: skip
    missing = wanted - {domain.sheet.name for domain in domains}
    if missing:
        raise ValueError(f"no talk with room to agree on {sorted(missing)[0]}: use more --seeds")
    return pd.DataFrame(play(domains, rounds, guests))


def standings(table: pd.DataFrame) -> pd.DataFrame:
    """Means by sheet and strategy, each strategy seen from every chair it sat in.

    At the end stand the means over all talks of two, in which guests sat as well.
    """
    common = ["agreed", "nash_product", "frontier_distance", "nash_distance", "kalai_distance"]
    chairs: list[pd.DataFrame] = []
    for chair in CHAIRS:
        if chair in table:
            sat = table.dropna(subset=[chair])
            part = sat[["sheet", chair, f"utility_{chair}", *common]]
            chairs.append(part.set_axis(["sheet", "strategy", "utility", *common], axis=1))
            if "third" not in table or chair != "third":
                two = part.loc[sat["third"].isna()] if "third" in table else part
                chairs.append(two.set_axis(chairs[-1].columns, axis=1).assign(sheet=OF_TWO))
    groups = pd.concat(chairs).groupby(["sheet", "strategy"], sort=True)
    found = groups.mean()
    found["talks"] = groups.size()
    return found.reset_index()
