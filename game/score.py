"""Scores: what a round did for each seat, read from the railway by the seat's own goals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from game.cast import Cast
from model.money import debt_in_tenge
from model.orders import on_order
from model.promises import promise_index
from model.railway import Railway
from rulebook.addition import add_up
from rulebook.calendar import MONTHS_PER_YEAR


@dataclass(frozen=True)
class Span:
    """A stretch of a railway's past, `months` long up to now, and the first year to compare."""

    railway: Railway
    months: int
    seat: str
    cast: Cast

    @property
    def party(self) -> str:
        """The seat's name in the model."""
        return self.cast.party(self.seat)

    def mean(self, outcome: str) -> float:
        """Mean of an outcome over the span."""
        rows = self.railway.history[-self.months:]
        return float(add_up(float(row[outcome]) for row in rows)) / len(rows)

    def before(self, outcome: str) -> float:
        """Mean of an outcome over the two years before play began."""
        rows = self.railway.history[: 2 * MONTHS_PER_YEAR]
        return float(add_up(float(row[outcome]) for row in rows)) / len(rows)

    def growth(self, outcome: str) -> float:
        """Change against the years before play began, as a share."""
        first = self.before(outcome)
        return self.mean(outcome) / first - 1.0 if first else 0.0

    def received_musd(self, account: str, suffixes: tuple[str, ...]) -> float:
        """MUSD that an account was paid in the span by causes that end so, at the month's rate."""
        since, start = self.railway.month - self.months, self.railway.setting.start
        total = 0.0
        for month, _, target, amount, unit, cause in self.railway.ledger.written:
            if month >= since and target == account and unit == "KZT" and cause.endswith(suffixes):
                rate = float(self.railway.history[month - start]["kzt_per_usd"])
                total += amount / (rate * 1e6)
        return total

    @property
    def years(self) -> float:
        """Length in years."""
        return self.months / MONTHS_PER_YEAR


def seat_points(span: Span) -> list[tuple[str, float, float]]:
    """Goal, value and points of each of a seat's goals."""
    found: list[tuple[str, float, float]] = []
    for goal in span.cast.seats[span.seat].goals:
        value = READINGS[goal.reading](span)
        found.append((goal.name, value, goal.points(value)))
    return found


def _debt_to_revenue(s: Span) -> float:
    revenue = s.railway.revenue[-MONTHS_PER_YEAR:]
    return debt_in_tenge(s.railway)[0] / max(1.0, float(sum(revenue)))


def _own_promises(s: Span) -> float:
    return promise_index(s.railway, s.party)


def _public_musd(s: Span) -> float:
    """Public money of the span in dollars of the start, a year."""
    spent = [float(row["public_money_spent"]) for row in s.railway.history]
    before = spent[-s.months - 1] if len(spent) > s.months else 0.0
    return (spent[-1] - before) / (s.railway.p["currency.usd"] * 1e6) / s.years


def _maker_margin(s: Span) -> float:
    """What a maker keeps: price less its cost, and its margin on service and parts, a year."""
    maker, account = s.railway.world.suppliers[s.party], f"supplier:{s.party}"
    paid = s.received_musd(account, ("/pay",))
    care = s.received_musd(account, ("/serve", "rule:parts"))
    given = s.received_musd(account, ("/invest",))
    since = s.railway.month - s.months
    came = sum(n for month, source, _, n, unit, _ in s.railway.ledger.written
               if month >= since and unit == "locomotive" and source == account)  # fmt: skip
    cost = came * maker.price_musd * maker.cost_floor
    return (paid - cost + care * s.railway.p["talk.service_margin"] + given) / s.years


def _slot_margin(s: Span) -> float:
    """Fares and joint works less what the slots cost the ships, MUSD a year."""
    earned = s.received_musd("caspian", ("/fare", "/invest"))
    slots = s.railway.terms.windows.get("aktau", 0.0)
    return earned / s.years - slots * s.railway.p["talk.sailing_cost_musd"]


def _served(s: Span) -> float:
    return float(s.railway.terms.served.get(s.party, 0))


def _trained_a_year(s: Span) -> float:
    """People who finished training at depots and plants, a year."""
    since = s.railway.month - s.months
    trained = sum(n for month, _, _, n, unit, cause in s.railway.ledger.written
                  if month >= since and unit == "worker" and cause == "rule:training")  # fmt: skip
    return trained / s.years


def _staffing(s: Span) -> float:
    """Technicians against those that the fleet needs."""
    fleet = sum(series.count for series in s.railway.series.values())
    needed = fleet * s.railway.p["depot.technicians_per_locomotive"]
    return s.railway.depots.people["maintenance"] / needed if needed else 1.0


def _home_jobs(s: Span) -> float:
    return s.mean("jobs_maintenance") + s.mean("jobs_assembly") + s.mean("jobs_engineering")


def _windows_promised(s: Span) -> float:
    gates = ("dostyk", "altynkol")
    return add_up(s.railway.terms.windows.get(gate, 0.0) for gate in gates)


def _transit_tariff(s: Span) -> float:
    """The tariff of China-Europe boxes in prices of the start, discounts taken off."""
    level = s.railway.tariff_level / s.railway.price_level
    return level * (1.0 - s.railway.terms.discount.get("transit_europe", 0.0))


READINGS: dict[str, Callable[[Span], float]] = {
    "tkm_growth": lambda s: s.growth("throughput_tkm"),
    "mt_growth": lambda s: s.growth("throughput_mt"),
    "jobs_growth": lambda s: s.growth("jobs_total"),
    "china_mt_growth": lambda s: s.growth("china_border_mt"),
    "caspian_mt_growth": lambda s: s.growth("caspian_route_mt"),
    "ready_share": lambda s: s.mean("ready_share"),
    "content_delivered": lambda s: s.mean("local_content_delivered"),
    "real_wage": lambda s: s.railway.workers.real_wage,
    "border_hours": lambda s: s.mean("border_crossing_hours"),
    "transit_hours": lambda s: s.mean("transit_hours"),
    "refused_a_month": lambda s: s.mean("refused_trains"),
    "debt_to_revenue": _debt_to_revenue, "own_promises": _own_promises,
    "public_musd_a_year": _public_musd, "maker_margin_musd_a_year": _maker_margin,
    "units_on_order": lambda s: on_order(s.railway, s.party),
    "locomotives_served": _served, "trained_a_year": _trained_a_year, "staffing": _staffing,
    "home_jobs": _home_jobs, "windows_promised": _windows_promised,
    "slot_margin_musd_a_year": _slot_margin, "transit_tariff_level": _transit_tariff,
}
