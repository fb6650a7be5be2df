"""Quick runs: replicates by the compiled ensemble, once its code has been compiled.

They are the railway's own runs to the last bit (`tests/test_quick.py`), many times sooner. What an
ensemble refuses, and a run that it stops, is left to the railway itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from model.ensemble.codes import FREE
from model.ensemble.compiled import is_compiled
from model.ensemble.faults import SOUND, EnsembleError
from model.ensemble.outcomes import BOOKED
from model.traffic import FREE as NO_LIMIT
from rulebook.addition import add_up
from viz.record import BINDING, FILM_EVERY, Floats, Record, develop

if TYPE_CHECKING:
    from model.ensemble.ensemble import Ensemble
    from model.scenario import Scenario

MOST_LAID = 3  # layouts kept by a hand
NICEST = 19
_laid: dict[str, Ensemble] = {}


def is_loaded() -> bool:
    """Whether quick runs have begun in this process: the code is read, the next one is quick."""
    return bool(_laid)


def make_ready() -> None:
    """Compile in this process, giving way to whatever else wants the processor."""
    if hasattr(os, "nice"):
        os.nice(NICEST)
    from model.ensemble.ensemble import compile_all

    try:
        compile_all()
    except OSError as error:  # all works without, more slowly
        print(f"Many runs at once will be slower: {error}", file=sys.stderr)


def find_ensemble(scenario: Scenario) -> Ensemble | None:
    """The ensemble of a scenario; None where there is no compiled code or it refuses.

    The first takes a second, for code and tables are read; another scenario a quarter of one.
    """
    if not is_compiled():
        return None
    from model.ensemble.ensemble import Ensemble

    key = repr(scenario)
    laid = _laid.pop(key, None)
    if laid is None:
        try:
            laid = Ensemble(scenario)
        except EnsembleError:
            return None
        while len(_laid) >= MOST_LAID:
            del _laid[next(iter(_laid))]
    _laid[key] = laid  # at the end: the last to be forgotten
    return laid


def run_quickly(
    ensemble: Ensemble, changes: Mapping[str, float], seed: int, replicate: int, filmed: bool,
    check: Callable[[], None],
) -> Record | None:  # fmt: skip
    """One replicate, without marks, causes and decisions; None where the ensemble stops.

    Args:
        ensemble: of the scenario.
        changes: parameters set for the run.
        seed: of the luck.
        replicate: its number.
        filmed: whether the map is wanted too.
        check: raises when the run is no longer wanted; called every quarter.
    """
    from model.ensemble.ensemble import Draw

    months = ensemble.scenario.months
    columns = np.arange(len(ensemble.flat), dtype=np.int64)
    table = np.full((len(columns), months), np.nan)
    window = Window(ensemble)
    shots: list[Mapping[str, Any]] = []
    ensemble.open(Draw(dict(changes), seed, replicate))
    for end in range(FILM_EVERY, months + FILM_EVERY, FILM_EVERY):
        check()
        if ensemble.run_to(min(end, months), columns, table) != SOUND:
            return None  # the railway will say what is wrong
        if filmed and end <= months:
            shots.append(window.shoot())
    outcomes, bound = _read(ensemble, table, window.gates_first())
    film = develop(shots) if shots else None
    return Record(replicate, ensemble.scenario.start, months, outcomes, bound, film)


def lose_quickly(
    ensemble: Ensemble, changes: Mapping[str, float], seed: int, replicate: int
) -> dict[int, dict[str, float]] | None:
    """Share of traffic lost by month and supplier that falls silent; None where it stops."""
    from model.ensemble.ensemble import DEPENDENCE, Draw

    names = [f"{DEPENDENCE}{maker}" for maker in ensemble.found.makers]
    runs = ensemble.run([Draw(dict(changes), seed, replicate)], names)
    if runs.failures:
        return None
    found: dict[int, dict[str, float]] = {}
    for name in names:
        values = runs.outcomes[name][0]
        for t in np.flatnonzero(~np.isnan(values)):
            losses = found.setdefault(ensemble.scenario.start + int(t), {})
            losses[name.removeprefix(DEPENDENCE)] = float(values[t])
    return found


def _read(
    ensemble: Ensemble, table: Floats, seen: list[int]
) -> tuple[dict[str, Floats], dict[str, list[str]]]:
    """Outcomes by name and limits by corridor, as `viz.record.read_history` gives them."""
    outcomes: dict[str, Floats] = {}
    bound: dict[str, list[str]] = {}
    for name, place in ensemble.columns.items():
        first = _first_month(ensemble, name, seen)
        if first < 0 or name in BOOKED:
            continue
        values = table[place]
        if name.startswith(BINDING):
            names = [_limit(ensemble, number) for number in values.astype(int)]
            bound[name.removeprefix(BINDING)] = [""] * first + names[first:]
        else:
            outcomes[name] = np.concatenate([np.full(first, np.nan), values[first:]])
    return outcomes, bound


def _limit(ensemble: Ensemble, number: int) -> str:
    return NO_LIMIT if number == FREE else ensemble.limits[number]


def _first_month(ensemble: Ensemble, name: str, seen: list[int]) -> int:
    """The first month in which the railway has this outcome: a gate's once it has opened."""
    kind, _, corridor = name.partition("_")
    if kind not in ("binding", "marginal") or corridor not in ensemble.found.gates:
        return 0
    return seen[ensemble.found.gates[corridor]]


class Window:
    """Looks into a replicate's memory; fields are found once, for finding them takes long."""

    def __init__(self, ensemble: Ensemble) -> None:
        """Find what the map shows."""
        self.ensemble, lay = ensemble, ensemble.lay
        self.field = {name: ensemble.state[name] for name in (
            "line_open", "line_tracks", "line_electric", "electrified", "used", "limits", "shadow",
            "gate_seen", "gate_opens", "gate_hours", "waiting", "gate_bound")}  # fmt: skip
        self.over = [
            lay.over[gate, : lay.overs[gate]].tolist() if used else []
            for gate, used in enumerate(lay.gate_used.tolist())
        ]

    def gates_first(self) -> list[int]:
        """Months of the run in which gates first opened, -1 for those that have not."""
        start = self.ensemble.scenario.start
        seen, opens = self.field["gate_seen"].tolist(), self.field["gate_opens"].tolist()
        return [max(0, month - start) if open_ else -1
                for open_, month in zip(seen, opens, strict=True)]  # fmt: skip

    def shoot(self) -> Mapping[str, Any]:
        """The map as it stands, as `viz.record.Camera` takes it."""
        field = self.field
        top = self.ensemble.topologies.rows[int(self.ensemble.state["topology"])]
        lines = len(self.ensemble.found.lines)
        is_open = field["line_open"][:lines] != 0
        group = top["group_of"][:lines]
        pairs = np.where(is_open, 0.0, np.nan)
        use = pairs.copy()
        on = is_open & (group >= 0)
        limits = field["limits"][group[on]]
        pairs[on] = field["used"][group[on]]
        use[on] = np.divide(pairs[on], limits, out=np.ones_like(limits), where=limits != 0.0)
        tracks = np.where(is_open, field["line_tracks"][:lines], 0).tolist()
        wired = (field["line_electric"][:lines] != 0) | (field["electrified"][:lines] != 0)
        tight = np.flatnonzero(field["shadow"][: int(top["rows"])] > 0.0)
        names = [self.ensemble.limits[i] for i in top["row_name"][tight].tolist()]
        seen = field["gate_seen"] != 0
        return {
            "pairs": pairs, "use": use, "tracks": "".join(map(str, tracks)),
            "electric": "".join("1" if one else "0" for one in (wired & is_open).tolist()),
            "queue": np.where(seen, self._queue(), np.nan),
            "hours": np.where(seen, field["gate_hours"], np.nan),
            "worth": dict(zip(names, field["shadow"][tight].tolist(), strict=True)),
            "sizes": dict(zip(names, field["limits"][tight].tolist(), strict=True)),
        }  # fmt: skip

    def _queue(self) -> list[float]:
        """Trains that wait made up at each gate."""
        waiting, bound = self.field["waiting"].tolist(), self.field["gate_bound"].tolist()
        return [add_up([waiting[j] if bound[j] else 0.0 for j in flows]) for flows in self.over]
