"""Records: what the screen keeps of one replicate, as arrays instead of a whole railway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.railway import Railway

Floats = NDArray[np.float64]
FILM_EVERY = 3  # months between two pictures of the map
BINDING = "binding_"


@dataclass(frozen=True)
class Mark:
    """Something on the time axis: a shock that struck or a contract that was signed."""

    month: int
    kind: str  # "shock" or "contract"
    cause: str
    name: str
    detail: str = ""


@dataclass
class Film:
    """The map at the end of every quarter; arrays are (quarters, places), NaN where not open."""

    pairs: Floats
    use: Floats
    queue: Floats
    hours: Floats
    tracks: list[str]
    electric: list[str]
    worth: list[dict[str, float]]
    sizes: list[dict[str, float]]


@dataclass
class Record:
    """One replicate so far: outcomes by name (months,), limits that bound, film, marks, causes.

    `causes` adds up the ledger by cause and unit; `decisions` are the names of what was decided.
    """

    replicate: int
    start: int
    months: int
    outcomes: dict[str, Floats]
    bound: dict[str, list[str]]
    film: Film | None = None
    marks: tuple[Mark, ...] = ()
    causes: dict[str, dict[str, int]] = field(default_factory=dict)
    decisions: tuple[tuple[str, int], ...] = ()


def read_history(railway: Railway) -> tuple[dict[str, Floats], dict[str, list[str]]]:
    """Outcomes as arrays by name, and the binding limit of each corridor as names."""
    rows = railway.history
    names = list(dict.fromkeys(name for row in rows for name in row))
    bound = {n.removeprefix(BINDING): [str(row.get(n, "")) for row in rows]
             for n in names if n.startswith(BINDING)}  # fmt: skip
    outcomes = {n: np.array([float(row.get(n, np.nan)) for row in rows])
                for n in names if not n.startswith(BINDING)}  # fmt: skip
    return outcomes, bound


def read_marks(railway: Railway) -> tuple[Mark, ...]:
    """Shocks and contracts in the order of their months."""
    cards = railway.world.cards
    found: list[Mark] = []
    for line in railway.ledger.lines:
        if line.unit == "card" and line.source == "deck":
            card = line.cause.removeprefix("shock:").partition("@")[0]
            found.append(Mark(line.month, "shock", line.cause, card, cards[card].name))
    for contract in railway.contracts:
        detail = " – ".join(contract.parties)
        month = max(contract.signed, railway.setting.start)
        found.append(Mark(month, "contract", contract.id, contract.sheet, detail))
    return tuple(sorted(found, key=lambda mark: mark.month))


def read_causes(railway: Railway) -> dict[str, dict[str, int]]:
    """What the ledger says each cause moved, by unit; clauses count for their contract."""
    causes: dict[str, dict[str, int]] = {}
    for line in railway.ledger.lines:
        if not line.cause.startswith("rule:"):
            units = causes.setdefault(line.cause.partition("/")[0], {})
            units[line.unit] = units.get(line.unit, 0) + line.amount
    return causes


def read_decisions(railway: Railway) -> tuple[tuple[str, int], ...]:
    """Names and months of decisions about money, in order."""
    return tuple(
        (f"decision:{one['seat']}:{one['kind']}@{one['month']}", int(one["month"]))
        for one in railway.decisions if one["kind"] in ("capital_plan", "budget")
    )  # fmt: skip


class Camera:
    """Takes a picture of the map at the end of each quarter."""

    def __init__(self, railway: Railway) -> None:
        """Remember the places to be filmed."""
        self.segments = list(railway.world.network.segments)
        self.gates = list(railway.world.network.gates)
        self.shots: list[Mapping[str, Any]] = []

    def shoot(self, railway: Railway) -> None:
        """Take the picture of the month that has just run."""
        pairs = np.full(len(self.segments), np.nan)
        use = np.full(len(self.segments), np.nan)
        group_of = {name: g for g, names in enumerate(railway.plan.groups) for name in names}
        tracks, electric = "", ""
        for i, name in enumerate(self.segments):
            section = railway.network.segments.get(name)
            tracks += "0" if section is None else str(section.tracks)
            wires = section is not None and (
                name in railway.electrified or section.traction == "electric")
            electric += "1" if wires else "0"
            if section is not None:
                pairs[i], use[i] = _load(railway, group_of.get(name))
        names = railway.plan.names
        tight = [i for i in range(len(names)) if railway.shadow[i] > 0.0]
        self.shots.append({
            "pairs": pairs, "use": use, "tracks": tracks, "electric": electric,
            "queue": np.array([railway.queue.get(gate, np.nan) for gate in self.gates]),
            "hours": np.array([railway.gate_hours.get(gate, np.nan) for gate in self.gates]),
            "worth": {names[i]: float(railway.shadow[i]) for i in tight},
            "sizes": {names[i]: float(railway.limits[i]) for i in tight},
        })  # fmt: skip

    def develop(self) -> Film:
        """Put the pictures together."""
        stacks = {name: np.array([shot[name] for shot in self.shots])
                  for name in ("pairs", "use", "queue", "hours")}  # fmt: skip
        lists = {name: [shot[name] for shot in self.shots]
                 for name in ("tracks", "electric", "worth", "sizes")}  # fmt: skip
        return Film(**stacks, **lists)


def _load(railway: Railway, group: int | None) -> tuple[float, float]:
    """Train pairs a day on a group of sections, and their share of what is usable."""
    if group is None:
        return 0.0, 0.0
    pairs, limit = float(railway.used[group]), railway.limits[group]
    return pairs, pairs / limit if limit else 1.0


def record(railway: Railway, replicate: int, camera: Camera) -> Record:
    """Keep what the screen needs of a railway as far as it has run.

    Only the first replicate is explained, so only it keeps marks, causes and decisions.
    """
    outcomes, bound = read_history(railway)
    film = camera.develop() if camera.shots else None
    if replicate:
        return Record(replicate, railway.setting.start, len(railway.history), outcomes, bound, film)
    return Record(replicate, railway.setting.start, len(railway.history), outcomes, bound, film,
                  read_marks(railway), read_causes(railway), read_decisions(railway))  # fmt: skip
