"""Surveys: reading a railway for those who play on it; this runs in the workshop."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from agents.drafting import Signing
from game.cast import Cast
from game.event import canonical
from game.memo import memo_of, purse_of
from game.plan import ROUND_MONTHS
from game.reading import Reading
from game.score import Span, seat_points
from model.accord import Outlook, accord_signing, outlook_of
from model.outcomes import Value
from model.promises import all_milestones
from model.railway import Railway
from model.works import steps_left
from rulebook.addition import add_up
from rulebook.calendar import MONTHS_PER_YEAR, month_text

QUARTER = 3
FREE = "demand"


def read_railway(
    railway: Railway, cast: Cast, round_: int, film: list[dict[str, Any]]
) -> Reading:
    """Read a railway at the start of a round; `film` is what the round behind looked like."""
    months = ROUND_MONTHS if round_ > 1 else MONTHS_PER_YEAR
    outlooks: dict[str, dict[str, Outlook]] = {}
    signings: dict[str, Signing] = {}
    for name, one in cast.pairings.items():
        maker = cast.makers.get(one.maker, "")
        signings[name] = accord_signing(railway, one.sheet, maker)
        outlooks[name] = {
            seat: outlook_of(railway, one.sheet, cast.party(seat), maker, one.renews)
            for seat in one.seats
        }
    return Reading(
        round_, railway.month, public_figures(railway),
        {seat: memo_of(railway, cast, seat) for seat in cast.seats},
        {seat: seat_points(Span(railway, months, seat, cast)) for seat in cast.seats}
        if round_ > 1 else {},
        outlooks, signings, purse_of(railway),
        {f"works.{name}": steps_left(railway, one) for name, one in railway.world.packages.items()},
        film, struck_since(railway, months), bound_since(railway, months), yearly(railway),
        settled_since(railway, months, cast), digest_of(railway),
    )  # fmt: skip


def public_figures(railway: Railway) -> dict[str, float]:
    """The year behind, in figures that everyone knows."""
    rows = railway.history[-MONTHS_PER_YEAR:]

    def mean(name: str) -> float:
        return float(add_up(float(row[name]) for row in rows)) / len(rows)

    last = rows[-1]
    return {
        "mt_a_year": mean("throughput_mt") * MONTHS_PER_YEAR,
        "china_mt_a_year": mean("china_border_mt") * MONTHS_PER_YEAR,
        "transit_kteu_a_year": mean("transit_teu") * MONTHS_PER_YEAR / 1e3,
        "queue_trains": mean("border_queue_trains"), "jobs": float(last["jobs_total"]),
        "ready_share": mean("ready_share"), "local_content": float(last["local_content_delivered"]),
        "largest_maker_share": float(last["fleet_share_largest"]),
        "debt_foreign_share": float(last["debt_foreign_share"]),
        "kzt_per_usd": float(last["kzt_per_usd"]), "promise_index": float(last["promise_index"]),
        "real_wage": float(last["real_wage"]),
    }  # fmt: skip


def yearly(railway: Railway) -> list[dict[str, float]]:
    """A few outcomes year by year, for charts."""
    names = ("throughput_mt", "jobs_total", "ready_share", "local_content_delivered",
             "border_queue_trains", "debt_foreign_share", "promise_index")  # fmt: skip
    rows = railway.history
    found: list[dict[str, float]] = []
    for first in range(0, len(rows) - MONTHS_PER_YEAR + 1, MONTHS_PER_YEAR):
        year = rows[first : first + MONTHS_PER_YEAR]
        means = {name: float(add_up(float(row[name]) for row in year)) / len(year)
                 for name in names}  # fmt: skip
        means["throughput_mt"] *= MONTHS_PER_YEAR
        found.append({"year": float((railway.setting.start + first) // MONTHS_PER_YEAR), **means})
    return found


def struck_since(railway: Railway, months: int) -> list[tuple[str, str]]:
    """Cards that struck in the last months, with the month."""
    since = railway.month - months
    return [(cause.partition(":")[2].partition("@")[0], month_text(month))
            for month, source, _, _, unit, cause in railway.ledger.written
            if unit == "card" and source == "deck" and month >= since]  # fmt: skip


def bound_since(railway: Railway, months: int) -> dict[str, tuple[str, int]]:
    """By corridor the limit that bound in most of the last months, and in how many."""
    rows = railway.history[-months:]
    found: dict[str, tuple[str, int]] = {}
    for key in rows[-1]:
        if key.startswith("binding_"):
            found[key.removeprefix("binding_")] = most_common(row.get(key, FREE) for row in rows)
    return found


def most_common(values: Any) -> tuple[str, int]:
    """The value seen most often, among equals the first by name, and how often."""
    counted = Counter(str(value) for value in values)
    name = min(counted, key=lambda one: (-counted[one], one))
    return name, counted[name]


def settled_since(railway: Railway, months: int, cast: Cast) -> list[dict[str, Any]]:
    """Promises that fell due or were settled in the last months, by the seat that made them."""
    since = railway.month - months
    return [
        {"seat": cast.seat_of(one.debtor), "clause": one.clause.partition("/")[2],
         "sheet": one.clause.partition(":")[0], "month": month_text(one.month),
         "promised": one.promised, "done": one.done, "state": one.state}
        for one in all_milestones(railway)
        if (one.month >= since or one.settled >= since) and cast.seat_of(one.debtor)
    ]  # fmt: skip


def frame_of(railway: Railway) -> dict[str, Any]:
    """The quarter behind as a frame of the map's film."""
    rows = railway.history[-QUARTER:]
    sections: dict[str, list[int]] = {}
    for g, names in enumerate(railway.plan.groups):
        pairs, room = float(railway.used[g]), railway.limits[g]
        if pairs >= 0.5:
            for name in names:
                sections[name] = [round(pairs), round(100.0 * pairs / room) if room else 100]
    limits = [str(row[key]) for row in rows for key in row if key.startswith("binding_")]
    held = [limit for limit in limits if limit != FREE]
    return {
        "month": month_text(railway.month - 1),
        "mt": round(float(add_up(float(row["throughput_mt"]) for row in rows)), 3),
        "sections": sections,
        "queue": {gate: round(queue) for gate, queue in railway.queue.items() if queue >= 1.0},
        "limit": most_common(held)[0] if held else FREE,
        "held": len(held) / max(1, len(limits)),
    }  # fmt: skip


def digest_of(railway: Railway) -> str:
    """Hash of all outcomes and ledger lines so far; the same on every Python."""
    digest = hashlib.sha256()
    for row in railway.history:
        digest.update(canonical({name: _plain(value) for name, value in row.items()}).encode())
    digest.update(repr(railway.ledger.written).encode())
    return digest.hexdigest()


def _plain(value: Value) -> Value:
    return value if isinstance(value, str) else float(value)
