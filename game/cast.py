"""The cast: seats of a table, what each wants and may set, and who can sign what with whom."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rulebook.parameters import DATA
from rulebook.term_sheet import TermSheet, load_term_sheets
from rulebook.world import load_world

FOLDER = DATA / "roles"


class CastError(ValueError):
    """A file of roles is refused; the message names file, entry and what is allowed."""


@dataclass(frozen=True)
class Goal:
    """Something a seat wants: `weight` points at `best`, none at `worst`."""

    name: str
    weight: float
    reading: str
    worst: float
    best: float

    def points(self, value: float) -> float:
        """Points of a value, between 0 and the weight.

        >>> Goal("jobs", 25, "", 0.0, 2.0).points(1.0)
        12.5
        """
        share = (value - self.worst) / (self.best - self.worst)
        return self.weight * min(1.0, max(0.0, share))


@dataclass(frozen=True)
class Lever:
    """Something a seat sets by itself each round, in steps; it answers the model's `asks`."""

    name: str
    asks: str
    field: str
    how: str
    steps: tuple[float, ...]
    unit: str


@dataclass(frozen=True)
class Seat:
    """A place at the table."""

    name: str
    party: str
    makers: tuple[str, ...]
    practice: str
    memo: tuple[str, ...]
    goals: tuple[Goal, ...]
    levers: tuple[Lever, ...]


@dataclass(frozen=True)
class Pairing:
    """Seats that may talk about a sheet; `hand` is the seat that the talk is known by."""

    name: str
    sheet: TermSheet
    seats: tuple[str, ...]
    maker: str
    renews: bool

    @property
    def hand(self) -> str:
        """The seat across from the first."""
        return self.maker or self.seats[-1]


@dataclass(frozen=True)
class Cast:
    """All seats in the order they are filled, the talks between them, and the makers seated."""

    seats: dict[str, Seat]
    pairings: dict[str, Pairing]
    makers: dict[str, str]
    rules: dict[str, int]

    def party(self, seat: str) -> str:
        """The model's name for a seat."""
        return self.makers.get(seat) or self.seats[seat].party

    def seat_of(self, party: str) -> str:
        """The seat of one of the model's parties; empty where nobody plays it."""
        return next((seat for seat in self.seats if self.party(seat) == party), "")


def read_roles(folder: Path = FOLDER) -> dict[str, Any]:
    """Read the files of seats and talks as they stand."""
    raw = tomllib.loads((folder / "seats.toml").read_text(encoding="utf-8"))
    raw["talk"] = tomllib.loads((folder / "talks.toml").read_text(encoding="utf-8"))["talk"]
    return raw


@lru_cache(maxsize=16)
def load_cast(second: str = "", folder: Path = FOLDER) -> Cast:
    """Load the cast with the maker that the second maker's seat plays.

    Raises:
        CastError: no such maker, or a file is refused.
    """
    raw = read_roles(folder)
    seats = {entry["name"]: _read_seat(entry) for entry in raw["seat"]}
    seats["operator"] = _with_works(seats["operator"], int(raw["works_steps"]))
    makers = {name: seat.makers[0] for name, seat in seats.items() if seat.makers}
    if second:
        allowed = seats["east"].makers
        if second not in allowed:
            raise CastError(f"second: {second!r} — allowed: {', '.join(allowed)}")
        makers["east"] = second
    rules = {key: value for key, value in raw.items() if isinstance(value, int)}
    pairings: dict[str, Pairing] = {}
    for entry in raw["talk"]:
        one = _read_pairing(entry, seats)
        if not _has_nothing_to_sign(one, makers):
            pairings[one.name] = one
    return Cast(seats, pairings, makers, rules)


def _read_seat(entry: dict[str, Any]) -> Seat:
    goals = tuple(Goal(**goal) for goal in entry["goal"])
    if abs(sum(goal.weight for goal in goals) - 100.0) > 1e-9:
        raise CastError(f"seats.toml: {entry['name']}: weights of goals must add to 100")
    levers = tuple(Lever(**{**one, "steps": tuple(map(float, one["steps"]))})
                   for one in entry["lever"])  # fmt: skip
    return Seat(entry["name"], entry.get("party", ""), tuple(entry.get("makers", ())),
                entry["practice"], tuple(entry["memo"]), goals, levers)  # fmt: skip


def _with_works(seat: Seat, most: int) -> Seat:
    """The operator's levers: steps of each package of works."""
    levers = tuple(
        Lever(f"works.{name}", "capital_plan", name, "buy",
              tuple(float(n) for n in range(most + 1)), "steps")
        for name in load_world().packages
    )  # fmt: skip
    return Seat(seat.name, seat.party, seat.makers, seat.practice, seat.memo, seat.goals, levers)


def _read_pairing(entry: dict[str, Any], seats: dict[str, Seat]) -> Pairing:
    sheet = load_term_sheets().get(entry["sheet"])
    if sheet is None:
        raise CastError(f"talks.toml: sheet {entry['sheet']!r} — allowed: a file of term_sheets/")
    maker = entry.get("maker", "")
    names = tuple(maker if role == "supplier" else role for role in sheet.parties)
    missing = [name for name in names if name not in seats]
    if missing:
        raise CastError(f"talks.toml: {sheet.name}: {missing[0]!r} has no seat")
    hand = maker or names[-1]
    return Pairing(f"{sheet.name}:{hand}", sheet, names, maker, bool(entry.get("renews")))


def _has_nothing_to_sign(pairing: Pairing, makers: dict[str, str]) -> bool:
    """Tell whether a maker without a plant at home sits at a pact on local content."""
    if pairing.sheet.name != "localisation_pact":
        return False
    return not load_world().suppliers[makers[pairing.maker]].plant
