"""Memos: what one seat alone knows at the start of a round, read from the railway as it is."""

from __future__ import annotations

from collections.abc import Callable

from game.cast import Cast
from model.forecast import forecast_of
from model.money import credit_room
from model.orders import locomotives_needed, on_order
from model.promises import lateness_of
from model.railway import Railway
from rulebook.addition import add_up

Reader = Callable[[Railway, str], float]


def memo_of(railway: Railway, cast: Cast, seat: str) -> dict[str, float]:
    """The seat's own figures by name, in the order of its card."""
    party = cast.party(seat)
    return {name: float(READERS[name](railway, party)) for name in cast.seats[seat].memo}


def purse_of(railway: Railway) -> dict[str, float]:
    """What seats can pay for in the round ahead, MUSD: cash, credit, and the budget's most."""
    credit = credit_room(railway) / (railway.rates["USD"] * 1e6)
    cash = max(0.0, _cash_musd(railway))
    most = railway.p["government.most_works_musd"]
    return {"operator": cash + credit, "government": most * 2.0}


def _cash_musd(railway: Railway) -> float:
    return railway.ledger.balance("KZT", "operator") / (railway.rates["USD"] * 1e6)


def _ready(traction: str) -> Reader:
    def read(railway: Railway, party: str) -> float:
        of = [s for s in railway.series.values() if s.supplier.traction == traction]
        owned = sum(series.count for series in of)
        return add_up(series.ready for series in of) / owned if owned else 0.0

    return read


def _belief(name: str) -> Reader:
    def read(railway: Railway, party: str) -> float:
        maker = railway.world.suppliers.get(party)
        return forecast_of(railway, party, maker).get(name)

    return read


def _short(railway: Railway, party: str) -> float:
    return add_up(locomotives_needed(railway, traction) for traction in ("diesel", "electric"))


def _crews_used(railway: Railway, party: str) -> float:
    for row, (kind, _) in enumerate(railway.plan.layout.places):
        if kind == "crews":
            place = len(railway.limits) - len(railway.plan.layout.places) + row
            free = railway.limits[place]
            return float(railway.used[place]) / free if free else 1.0
    return 0.0


def _late_months(railway: Railway, party: str) -> float:
    late = lateness_of(railway, party)
    return add_up(late) / len(late) if late else 0.0


def _content_now(railway: Railway, party: str) -> float:
    plant = railway.plant_of(party)
    return plant.content if plant is not None else railway.world.suppliers[party].content_now


def _technicians_short(railway: Railway, party: str) -> float:
    fleet = sum(series.count for series in railway.series.values())
    needed = fleet * railway.p["depot.technicians_per_locomotive"]
    return max(0.0, needed - railway.depots.people["maintenance"])


def _quits(railway: Railway, party: str) -> float:
    p = railway.p
    return p["workforce.quits"] * (1.0 + p["workforce.quit_sense"] * railway.workers.gap)


def _accepted(railway: Railway, party: str) -> float:
    gates = railway.network.sides.get(party, ())
    taken = [railway.taken.get(gate, 1.0) for gate in gates]
    return add_up(taken) / len(taken) if taken else 0.0


def _queue(railway: Railway, party: str) -> float:
    gates = railway.network.sides.get(party, ())
    return add_up(railway.queue.get(gate, 0.0) for gate in gates)


def _gate_trains(gate: str) -> Reader:
    def read(railway: Railway, party: str) -> float:
        place = railway.network.gates[gate]
        return place.acceptance_out + railway.terms.windows.get(gate, 0.0)

    return read


def _rail_share(railway: Railway, party: str) -> float:
    return add_up(railway.shares.get(way, 0.0) for way in ("dostyk", "altynkol"))


def _tariff_gap(railway: Railway, party: str) -> float:
    return railway.tariff_level / railway.price_level - 1.0


def _sure_trains(railway: Railway, party: str) -> float:
    seen = forecast_of(railway, party, None)
    return seen.get("transit_trains") * seen.get("sure_share")


def _parameter(name: str) -> Reader:
    return lambda railway, party: railway.p[name]


READERS: dict[str, Reader] = {
    "ready_diesel": _ready("diesel"), "ready_electric": _ready("electric"),
    "cash_musd": lambda r, _: _cash_musd(r),
    "credit_musd": lambda r, _: credit_room(r) / (r.rates["USD"] * 1e6),
    "locomotives_short": _short, "crews_used": _crews_used,
    "works_money_musd": lambda r, _: r.works_money_musd,
    "guarantee_room_musd": lambda r, _: r.p["government.most_works_musd"],
    "job_worth_musd": _belief("job_worth_musd"), "content_believed": _belief("believed"),
    "tariff_gap": _tariff_gap, "price_floor_musd": _belief("cost_musd"),
    "free_slots": _belief("most"), "on_order": on_order, "content_now": _content_now,
    "late_months": _late_months, "home_surge": lambda r, _: 1.0 - r.home_surge(),
    "strike_gap": lambda r, _: r.workers.gap,
    "strike_threshold": lambda r, _: r.strike_threshold,
    "technicians_short": _technicians_short,
    "engineers": lambda r, _: add_up(p.people.get("engineering", 0) for p in r.plants.values()),
    "quits_a_year": _quits, "accepted_share": _accepted, "queue_here": _queue,
    "east_yard_trains": _gate_trains("dostyk"), "south_yard_trains": _gate_trains("altynkol"),
    "port_trains": _gate_trains("aktau"),
    "window_cost_musd": _belief("train_costs_musd"),
    "sailing_cost_musd": _belief("train_costs_musd"),
    "rail_share": _rail_share, "sea_rate": lambda r, _: r.sea_rate,
    "value_of_time": _parameter("choice.value_of_time"),
    "hours_through": lambda r, _: float(r.history[-1]["transit_hours"]),
    "sure_trains": _sure_trains,
}
