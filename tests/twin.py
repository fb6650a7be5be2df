"""Twins: one run by the railway and one by the compiled rooms, held side by side every month."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from agents.drafting import known_terms
from agents.strategy import STRATEGIES
from model.ensemble.codes import SEATS
from model.ensemble.ensemble import Draw, Ensemble
from model.ensemble.faults import SOUND, TWICE, refusal
from model.ensemble.outcomes import BOOKED
from model.ensemble.record import CURRENCIES, SKILLS
from model.railway import Railway
from model.scenario import Scenario, list_scenarios
from rulebook.calendar import month_text
from rulebook.contract import KINDS
from rulebook.decision import Mind
from rulebook.parameters import Parameters
from rulebook.term_sheet import TermSheet, load_term_sheets
from rulebook.world import load_world

STATES = ("in force", "terminated", "replaced")
PROMISES = ("open", "kept", "late", "broken")
NO_COLUMNS = np.zeros(0, dtype=np.int64)


class Twin:
    """A run by both; `step` runs a month of each and tells what differs."""

    def __init__(
        self, ensemble: Ensemble, draw: Draw, minds: Mapping[str, Mind] | None = None
    ) -> None:
        """Open both."""
        scenario = ensemble.scenario
        self.ensemble, self.table = ensemble, np.zeros((0, scenario.months))
        self.railway = Railway(scenario, draw.seed, draw.replicate, minds, draw.changes)
        self.error: Exception | None = None
        self.refused = ""
        ensemble.open(draw)

    def step(self) -> Iterator[str]:
        """Run a month; yields each outcome that differs, and an error that only one has."""
        try:
            self.railway.step()
        except Exception as error:  # the twin must stop as well
            self.error = error
        status = self.ensemble.run_to(int(self.ensemble.state.t) + 1, NO_COLUMNS, self.table)
        self.refused = refusal(status) if status == TWICE and self.error is None else ""
        if (self.error is None) != (status == SOUND) and not self.refused:
            yield f"the railway: {self.error!r}, the ensemble: fault {status}"
        if self.error is None and status == SOUND:
            yield from self._outcomes()

    def _outcomes(self) -> Iterator[str]:
        month = self.railway.history[-1]
        if set(month) != set(self.ensemble.columns) - self._unknown(month):
            yield f"other outcomes: {sorted(set(month) ^ set(self.ensemble.columns))}"
        for name, value in month.items():
            found = float(self.ensemble.flat[self.ensemble.columns[name]])
            if isinstance(value, str):
                named = "demand" if found < 0 else self.ensemble.limits[int(found)]
                if named != value:
                    yield f"{name}: {value}, {named}"
            elif bits(value) != bits(found):
                yield f"{name}: {value!r}, {found!r}"

    def _unknown(self, month: dict[str, Any]) -> set[str]:
        """What the ledger tells, and corridors that no flow passes while their gate is shut."""
        return {name for name in self.ensemble.columns
                if name in BOOKED
                or (name not in month and name.startswith(("binding_", "marginal_")))}  # fmt: skip

    def whole(self) -> Iterator[str]:
        """Compare everything that both hold at the end: books, fleet, people, contracts."""
        yield from (f"{name}: {one!r}, {other!r}" for name, one, other in self._held()
                    if bits(one) != bits(other))  # fmt: skip
        ours, theirs = self._contracts(), contracts_of(self.railway)
        for name in sorted(set(ours) | set(theirs)):
            if ours.get(name) != theirs.get(name):
                yield f"contract {name}: {_apart(theirs.get(name), ours.get(name))}"

    def _held(self) -> Iterator[tuple[str, float, float]]:
        s, r = self.ensemble.state, self.railway
        found = self.ensemble.found
        yield "cash", r.ledger.balance("KZT", "operator"), s.cash
        yield "loans", len(r.loans), s.loans
        for i, loan in enumerate(r.loans):
            yield f"loan {i}", loan.principal, s.loan_principal[i]
        for i, currency in enumerate(CURRENCIES):
            yield currency, r.rates[currency], s.rates[i]
        for name, maker in found.makers.items():
            series = r.series[name]
            yield f"{name} count", series.count, s.count[maker]
            yield f"{name} cohorts", len(series.cohorts), s.cohorts[maker]
            for i, cohort in enumerate(series.cohorts):
                yield f"{name} cohort {i}", cohort.count, s.cohort_count[maker, i]
                yield f"{name} cohort {i} built", cohort.built, s.cohort_built[maker, i]
        people = {"depots": r.depots.people, **{k: v.people for k, v in r.plants.items()}}
        sites = {"depots": 0, **{name: k + 1 for name, k in found.plants.items()}}
        for site, skills in people.items():
            for skill, number in skills.items():
                yield f"{site} {skill}", number, s.people[sites[site], SKILLS.index(skill)]
        yield "crews", r.crews, s.crews
        yield "wagons", r.wagons, s.wagons
        for j, level in enumerate(r.levels):
            yield f"level {j}", level, s.levels[j]
            yield f"waiting {j}", r.waiting[j], s.waiting[j]
        for name, i in found.packages.items():
            yield f"{name} steps", r.steps_ordered.get(name, 0), s.steps_ordered[i]
        yield "tables", len(r.tables), s.tables

    def _contracts(self) -> dict[str, Any]:
        """Contracts of the ensemble by (sheet, hand, month): how they and their clauses stand."""
        s, found = self.ensemble.state, self.ensemble.found
        sheets, seats = list(load_term_sheets()), found.seats()
        told: dict[str, Any] = {}
        for k in s.contract[: s.contracts]:
            hand = seats[int(k["hand"])]
            name = f"{sheets[int(k['sheet'])]}:{hand}:{int(k['signed'])}"
            clauses = [self._clause(c) for c in s.clause[k["from_"] : k["from_"] + k["clauses"]]]
            state = (STATES[int(k["state"])], int(k["talked"]), int(k["unpaid"]))
            told.setdefault(name, []).append((state, sorted(clauses)))
        return {name: sorted(ones) for name, ones in told.items()}

    def _clause(self, c: Any) -> Any:
        s, marks, number = self.ensemble.state, [], int(c["first"])
        while number >= 0:
            m = s.milestone[number]
            marks.append((int(m["month"]), bits(m["promised"]), PROMISES[int(m["state"])],
                          int(m["settled"])))  # fmt: skip
            number = int(m["next"])
        return (int(c["kind"]), int(c["start"]), int(c["end"]), bits(c["amount"]), bits(c["rate"]),
                int(c["paid"]), int(c["owed"]), bits(c["done"]), bits(c["promised"]),
                bits(c["late"]), marks)  # fmt: skip


def _apart(one: Any, other: Any) -> str:
    """The first things in which two nested lists part."""
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        if len(one) == len(other):
            return next((_apart(a, b) for a, b in zip(one, other, strict=True) if a != b), "")
    return f"{one}, {other}"


def contracts_of(railway: Railway) -> dict[str, Any]:
    """Contracts of a railway by (sheet, hand, month): how they and their clauses stand."""
    told: dict[str, Any] = {}
    for affair in railway.affairs.values():
        clauses: list[Any] = []
        for c in affair.contract.clauses:
            stands = railway.standing[c.id]
            marks = [(m.month, bits(m.promised), m.state, m.settled) for m in stands.milestones]
            clauses.append((KINDS.index(c.kind), c.start, c.end, bits(c.amount), bits(c.rate),
                            stands.paid, stands.owed, bits(stands.done), bits(stands.promised),
                            bits(stands.late), marks))  # fmt: skip
        state = (affair.state, affair.talked, affair.unpaid_months)
        sheet, hand = affair.contract.id.split(":")[:2]
        name = f"{sheet}:{hand}:{affair.contract.signed}"
        told.setdefault(name, []).append((state, sorted(clauses)))
    return {name: sorted(ones) for name, ones in told.items()}


def bits(value: Any) -> bytes:
    """A number as it stands in memory."""
    return struct.pack("d", float(value))


# -- generated policies and parameters --------------------------------------------------------
def generate_changes(rng: random.Random, p: Parameters, share: float) -> dict[str, float]:
    """Values for a share of all parameters, anywhere in their range."""
    changes: dict[str, float] = {}
    for name, row in p.table.items():
        if rng.random() < share:
            value = rng.uniform(row.low, row.high)
            whole = float(row.value).is_integer() and rng.random() < 0.8
            changes[name] = min(row.high, max(row.low, float(round(value)) if whole else value))
    return changes


def generate_policy(rng: random.Random, months: int) -> Scenario:
    """A scenario of the house with much in it changed."""
    world = load_world()
    base = rng.choice(list(list_scenarios().values()))
    start = base.start + rng.randrange(24)
    makers, sheets = list(world.suppliers), load_term_sheets()
    markets = ["all", *(flow.market for flow in world.flows)]

    def some(of: Iterable[Any]) -> list[Any]:
        return rng.sample(list(of), rng.randint(0, len(list(of))))

    signed = [_generate_signed(rng, sheet, makers, start) for sheet in some(sheets.values())
              if sheet.every]  # fmt: skip
    cards = {card: tuple(sorted({start + rng.randrange(months) for _ in range(2)}))
             for card in some(world.cards)}  # fmt: skip
    return base.changed(
        start=start, end=start + months, known_until=rng.choice((2019, 2025, 2035)),
        chance=rng.random() < 0.8, talks=rng.random() < 0.8, cards=cards,
        tenders=tuple(some(makers)), sheets=tuple(some(sheets)),
        programme=tuple(some(world.packages)) if rng.random() < 0.4 else (),
        strategies={seat: rng.choice(list(STRATEGIES)) for seat in some((*SEATS, *makers))},
        signed=(*rng.choice(((), base.signed)), *signed),
        fleet={maker: rng.uniform(0.0, 900.0) for maker in some(makers)},
        rates={one: rng.uniform(5.0, 900.0) for one in some(CURRENCIES[1:])},
        built={maker: rng.uniform(0.0, 300.0) for maker in some(makers)},
        content={maker: rng.uniform(0.1, 0.5) for maker in some(makers)},
        plant_workers={plant: rng.uniform(50.0, 900.0) for plant in some(("lkz", "ekz"))},
        makers={maker: {"price_musd": rng.uniform(2.0, 9.0)} for maker in some(makers)[:2]},
        weights={rng.choice(markets): rng.uniform(0.2, 3.0)} if rng.random() < 0.3 else {},
        loads={rng.choice(markets): rng.uniform(0.5, 2.0)} if rng.random() < 0.3 else {},
        ages={maker: rng.uniform(0.0, 35.0) for maker in some(makers)},
        silence=(rng.choice(makers), start + rng.randrange(months)) if rng.random() < 0.3 else None,
        removed=frozenset(f"shock:{card}@{start + t}" for card in some(world.cards)
                          for t in range(0, months, 2)) if rng.random() < 0.3 else frozenset(),
        widened=((rng.choice(("locomotives", "accept:dostyk", "crews", "yard:almaty")),
                  rng.uniform(1.0, 3.0), start + 6),) if rng.random() < 0.3 else (),
    )  # fmt: skip


def _generate_signed(
    rng: random.Random, sheet: TermSheet, makers: list[str], start: int
) -> dict[str, Any]:
    """A contract of any terms, signed within two years before the start."""
    terms = known_terms(sheet, sheet.package(rng.randrange(sheet.count)))
    entry = {"sheet": sheet.name, "month": month_text(start - rng.randrange(1, 24)), "terms": terms}
    return {**entry, "supplier": rng.choice(makers)} if "supplier" in sheet.parties else entry
