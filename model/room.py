"""Room: how much of each limit the month leaves to trains."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from model.traffic import line_limits
from rulebook.addition import add_up
from rulebook.border import accepted_trains
from rulebook.decision import Lever, Request, View

if TYPE_CHECKING:
    from model.railway import Railway

Held = dict[str, float]  # by traction


def room_of_limits(railway: Railway, season: float) -> list[float]:
    """Every limit of the month, in the order of the plan's rows."""
    taken = _neighbours_take(railway)
    at_border = trains_at_border(railway)
    free = _free_locomotives(railway, at_border)
    limits = list(_line_room(railway, season))
    for kind, place in railway.plan.layout.places:
        if kind == "yard":
            limits.append(_yard_room(railway, place))
        elif kind in ("accept", "admit", "transship"):
            limits.append(_gate_room(railway, kind, place, taken))
        elif kind in ("diesel", "locomotives"):
            limits.append(max(0.0, free["diesel"] if kind == "diesel" else add_up(free.values())))
        elif kind == "crews":
            limits.append(railway.crews * (1.0 - railway.p["crews.absent"]))
        else:
            limits.append(_free_wagons(railway, at_border))
    return limits


def trains_at_border(railway: Railway) -> list[float]:
    """Trains of each flow that wait made up at a gate; other cargo waits on the ground."""
    return [w if held else 0.0 for w, held in zip(railway.waiting, railway.gate_bound, strict=True)]


def _line_room(railway: Railway, season: float) -> list[float]:
    """Room of the lines, reckoned anew when works, weather or parameters change."""
    added = {name.partition(":")[2]: gain for name, gain in railway.added.items()
             if name.startswith("line:")}  # fmt: skip
    quality = 1.0 + railway.added.get("dispatching", 0.0)
    key = (railway.plan, railway.network, railway.p, quality, season, tuple(added.items()))
    known = railway.line_room
    if known is None or any(a is not b and a != b for a, b in zip(known[0], key, strict=True)):
        room = line_limits(railway.network, railway.plan, railway.p, quality, season, added)
        known = railway.line_room = (key, room)
    return known[1]


def _yard_room(railway: Railway, yard: str) -> float:
    added = railway.added
    gain = 1.0 + added.get("yard", 0.0) + added.get(f"yard:{yard}", 0.0)
    return railway.network.yards[yard].trains_per_day * gain


def _gate_room(railway: Railway, kind: str, gate: str, taken: dict[str, float]) -> float:
    place = railway.network.gates[gate]
    window = railway.terms.windows.get(gate, 0.0)
    if kind == "accept":
        shock = railway.gate_factor(gate)
        return accepted_trains(place.acceptance_out, window, taken[gate], shock)
    if kind == "admit":
        own = railway.p["border.reliability_other"]
        return accepted_trains(place.acceptance_in, window, own, railway.gate_factor(gate))
    works = railway.added.get(f"gate:{gate}", 0.0)
    room = place.transship_trains or 0.0
    return room + works + window * railway.p["border.window_transship"]


def _free_locomotives(railway: Railway, at_border: list[float]) -> Held:
    """Ready locomotives less those on other duty and those that stand with waiting trains."""
    held = _held_locomotives(railway, at_border)
    ready = {"diesel": 0.0, "electric": 0.0}
    for series in railway.series.values():
        ready[series.supplier.traction] += series.ready * series.pull
    on_line = 1.0 - railway.p["traction.other_duty"]
    return {traction: ready[traction] * on_line - held[traction] for traction in ready}


def _held_locomotives(railway: Railway, at_border: list[float]) -> Held:
    """Locomotives that stand with waiting trains: a tight border eats traction."""
    held = {"diesel": 0.0, "electric": 0.0}
    share = railway.p["border.held_locomotives"]
    for waiting, path in zip(at_border, railway.plan.paths, strict=True):
        if waiting:
            for traction in held:
                held[traction] += waiting * share * (path.kilometres[traction] / path.length)
    return held


def slots_filled(railway: Railway, gate: str) -> float:
    """Trains a day over a port last month beyond what its ships usually take."""
    place = railway.network.gates[gate]
    usual = place.acceptance_out * railway.taken.get(gate, 1.0) * railway.gate_factor(gate)
    out = add_up([railway.passed[j] for j, path in enumerate(railway.plan.paths)
                  if path.flow.gate_out == gate])  # fmt: skip
    return max(0.0, out - usual)


def _free_wagons(railway: Railway, at_border: list[float]) -> float:
    waiting = add_up(at_border) * railway.p["wagons.per_train"]
    return max(0.0, railway.wagons * railway.p["wagons.ready_share"] - waiting)


def _neighbours_take(railway: Railway) -> dict[str, float]:
    """Ask each neighbour what share of the agreed trains it takes at its gates."""
    p, t, luck = railway.p, railway.t, railway.luck
    spread = p["border.reliability_sd"] if railway.setting.chance else 0.0
    taken: dict[str, float] = {}
    for side, gates in railway.network.sides.items():
        seat = side if side in railway.minds else "china"
        own = {f"luck.{gate}": luck.normal(f"gate.{gate}", t) for gate in gates}
        usual = p["border.reliability_china" if side == "china" else "border.reliability_other"]
        own["reliability"] = usual
        own["reliability_sd"] = spread
        request = Request("acceptance", seat, railway.month, _shares(gates, usual))
        view = View(seat, railway.month, railway.public(), own)
        values, _ = railway.ask(seat, view, request)
        taken.update(values)
    railway.taken = taken
    return taken


@lru_cache(maxsize=512)
def _shares(gates: tuple[str, ...], usual: float) -> tuple[Lever, ...]:
    return tuple(Lever(gate, 0.0, 1.0, "share", usual) for gate in gates)
