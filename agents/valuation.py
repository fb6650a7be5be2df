"""Valuation: what a clause is worth to a party, by its own objective and its own forecast.

One function for each kind of clause gives MUSD of today to whoever forecasts; `clause_worth`
finds it. A forecast is beliefs, each read from the model and seen with the party's own error
(`model.forecast`); it takes last year's limits to stay as they are and does not see what would
bind next. Nobody's beliefs are shown to anybody else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.contract import Clause, Contract
from rulebook.world import Supplier

MUSD = 1e6
STOCK_SIZES = (0.0, 1.0, 3.0, 6.0, 12.0)  # months of parts for which beliefs are held


@dataclass(frozen=True)
class Forecast:
    """What a party believes: `beliefs` by name, parameters `p`, and the maker at the table.

    `late` is months that have passed since signing, for a contract that is already running.
    """

    party: str
    beliefs: Mapping[str, float]
    p: Mapping[str, float]
    maker: Supplier | None = None
    passed: int = 0
    done: Mapping[str, float] = field(default_factory=dict[str, float])

    def __getitem__(self, belief: str) -> float:
        """A belief.

        Raises:
            KeyError: the party holds none of that name.
        """
        return self.beliefs[belief]

    def get(self, belief: str, otherwise: float = 0.0) -> float:
        """A belief, or another value where the party holds none."""
        return self.beliefs.get(belief, otherwise)

    def years(self, clause: Clause, contract: Contract) -> float:
        """Years that a clause still runs within the horizon, discounted to today."""
        rate, horizon = self.p["talk.discount"], self.p["talk.value_years"]
        start = max(0.0, (clause.start - contract.signed - self.passed) / MONTHS_PER_YEAR)
        end = min(horizon, (clause.end - contract.signed - self.passed) / MONTHS_PER_YEAR)
        if end <= start:
            return 0.0
        return (math.exp(-rate * start) - math.exp(-rate * end)) / rate

    def today(self, years: float) -> float:
        """Worth today of one unit after some years."""
        return math.exp(-self.p["talk.discount"] * years)

    def owes(self, clause: Clause) -> bool:
        """Tell whether the party itself is the debtor."""
        return clause.debtor == self.party

    def gets(self, clause: Clause) -> bool:
        """Tell whether the party itself is the creditor."""
        return clause.creditor == self.party


def clause_worth(clause: Clause, contract: Contract, forecast: Forecast) -> float:
    """Worth of a clause to the party that forecasts, MUSD of today.

    Raises:
        KeyError: the party holds no belief on what the clause moves.
    """
    return WORTH[clause.kind](clause, contract, forecast)


def contract_worth(contract: Contract, forecast: Forecast) -> float:
    """Worth of a whole contract to the party that forecasts, MUSD of today."""
    total = 0.0
    for clause in contract.clauses:
        total += clause_worth(clause, contract, forecast)
    return total


# -- locomotives ------------------------------------------------------------------------------
def _left(contract: Contract, f: Forecast) -> float:
    """Locomotives still to come."""
    deliver = contract.find("deliver")
    return deliver.amount - f.done.get(deliver.id, 0.0) if deliver is not None else 0.0


def _wanted(contract: Contract, f: Forecast) -> float:
    """Locomotives still to come that the party reckons with: what it needs, or can make."""
    return min(_left(contract, f), f.get("most", math.inf))


def _mean_years(contract: Contract, f: Forecast) -> float:
    """Years until a locomotive of the contract comes, on the mean."""
    deliver = contract.find("deliver")
    if deliver is None or deliver.rate <= 0.0:
        return 0.0
    first = max(0.0, deliver.start - contract.signed - f.passed)
    return (first + 0.5 * _left(contract, f) / deliver.rate) / MONTHS_PER_YEAR


def _price(contract: Contract, f: Forecast) -> float:
    """Price of a locomotive, MUSD: tenge that follow prices gain or lose against the dollar."""
    pay = contract.find("pay")
    if pay is None:
        return 0.0
    price = pay.amount / MUSD
    return price * _real(pay.currency, _mean_years(contract, f), f)


def _real(currency: str, years: float, f: Forecast) -> float:
    """What a sum in a currency will be worth against the dollar of today, as a factor."""
    return math.exp(f.get("indexed_gain") * years) if currency == "KZT" else 1.0


def _deliver(c: Clause, k: Contract, f: Forecast) -> float:
    time = f.today(_mean_years(k, f))
    wanted = _wanted(k, f)
    other = (f.get("most") - wanted) * f.get("elsewhere_musd")  # the rest goes the other way
    if f.gets(c):
        return wanted * f["value_musd"] * (1.0 + (c.factor - 1.0) * f["pull_worth"]) * time + other
    heavy = f.maker.heavy_price if f.maker is not None and c.factor > 1.0 else 1.0
    return other - wanted * f["cost_musd"] * heavy * time if f.owes(c) else 0.0


def _pay(c: Clause, k: Contract, f: Forecast) -> float:
    time, price = f.today(_mean_years(k, f)), _price(k, f)
    if f.owes(c):  # a buyer pays for all of them, needed or not
        return -_left(k, f) * price * time
    return _wanted(k, f) * price * time if f.gets(c) else 0.0


def _lend(c: Clause, k: Contract, f: Forecast) -> float:
    if not f.gets(c):
        return 0.0
    cost = c.amount if c.currency == "KZT" else c.amount + f["depreciation"]
    saved = (f["own_rate"] - cost) * 0.5 * c.rate / MONTHS_PER_YEAR
    return _left(k, f) * _price(k, f) * c.factor * saved * f.today(_mean_years(k, f))


def _penalty(c: Clause, k: Contract, f: Forecast) -> float:
    fine = _wanted(k, f) * f["late_years"] * c.amount * _price(k, f)
    return fine if f.gets(c) else -fine if f.owes(c) else 0.0


def _rebate(c: Clause, k: Contract, f: Forecast) -> float:
    back = _wanted(k, f) * _price(k, f) * c.amount * f.p["talk.fall_chance"]
    return back if f.gets(c) else -back if f.owes(c) else 0.0


def _priority(c: Clause, k: Contract, f: Forecast) -> float:
    worth = _wanted(k, f) * _price(k, f) * f.p["talk.priority_worth"]
    return worth if f.owes(c) else -worth if f.gets(c) else 0.0


def _served(c: Clause, k: Contract, f: Forecast) -> float:
    """Locomotives that a clause of care covers: those of the contract, or those owned."""
    return _wanted(k, f) if c.of else f["owned"]


def _serve(c: Clause, k: Contract, f: Forecast) -> float:
    years = f.years(c, k)
    fee = c.amount / MUSD * _real(c.currency, 0.5 * years, f)
    covered = _served(c, k, f) * years
    if f.gets(c):
        return covered * (f["service_saves_musd"] - fee)
    return covered * (fee - f["service_costs_musd"]) if f.owes(c) else 0.0


def _stock(c: Clause, k: Contract, f: Forecast) -> float:
    covered = _served(c, k, f) * f.years(c, k)
    if f.gets(c):
        return covered * f["ready_year_musd"] * _stock_gain(c.amount, f)
    return -covered * f["stock_costs_musd"] * c.amount if f.owes(c) else 0.0


def _stock_gain(months: float, f: Forecast) -> float:
    """Part of a series that a stock of some months keeps in service, between known sizes."""
    for low, high in zip(STOCK_SIZES, STOCK_SIZES[1:], strict=False):
        if months <= high:
            before, after = f[f"stock_gain.{low:g}"], f[f"stock_gain.{high:g}"]
            return before + (after - before) * (months - low) / (high - low)
    return f[f"stock_gain.{STOCK_SIZES[-1]:g}"]


def _access(c: Clause, k: Contract, f: Forecast) -> float:
    covered = _served(c, k, f) * f.years(c, k) * c.amount
    if f.gets(c):
        return covered * f["access_saves_musd"]
    return -covered * f["access_costs_musd"] if f.owes(c) else 0.0


# -- skills and work --------------------------------------------------------------------------
def _content(c: Clause, k: Contract, f: Forecast) -> float:
    builds = _wanted(k, f) if c.of else f.get("builds")
    time = f.today(c.rate)
    if f.owes(c):
        return -builds * f["content_costs_musd"] * max(0.0, c.amount - f["content_now"]) * time
    gain = max(0.0, min(c.amount, f.get("content_ceiling", 1.0)) - f.get("content_now"))
    return builds * f.get("content_worth_musd") * gain * f.get("believed", 1.0) * time


def _hand_over(c: Clause, k: Contract, f: Forecast) -> float:
    builds = _wanted(k, f) if c.of else f.get("builds")
    fresh = max(0.0, c.amount - f.get("opened"))
    if f.owes(c):
        return -builds * f["handover_costs_musd"] * fresh
    return builds * f.get("handover_worth_musd") * fresh


def _train(c: Clause, k: Contract, f: Forecast) -> float:
    people = c.amount * f.years(c, k)
    worth = f.get(f"trained_worth_musd.{c.where.partition(':')[2]}")
    cost = f.get("training_costs_musd") if f.owes(c) else 0.0
    return people * (worth - cost)


def _keep_jobs(c: Clause, k: Contract, f: Forecast) -> float:
    people = c.amount * f.years(c, k)
    if f.owes(c):
        return -people * f["idle_job_costs_musd"]
    return people * f.get("job_worth_musd")


def _wage(c: Clause, k: Contract, f: Forecast) -> float:
    years = f.years(c, k)
    beyond = c.amount - f["usual_rise"]
    rise = beyond * 0.5 * years * years  # it builds up year by year
    if f.owes(c):
        return -rise * f["payroll_musd"] + beyond * years * f["calm_worth_musd"]
    return rise * f["payroll_musd"] * f["wage_weight"] if f.gets(c) else 0.0


def _no_strike(c: Clause, k: Contract, f: Forecast) -> float:
    years = f.years(c, k)
    return years * f["strike_costs_musd"] if f.gets(c) else -years * f["leverage_musd"]


# -- gates, ships, tariffs --------------------------------------------------------------------
def _window(c: Clause, k: Contract, f: Forecast) -> float:
    trains = c.amount * f.years(c, k)
    if f.gets(c):
        return trains * f[f"train_musd.{c.where}"]
    crowded = f["train_costs_musd"] * (1.0 + c.amount * f.p["talk.crowding_cost"])
    return trains * (f["own_trade_musd"] - crowded) if f.owes(c) else 0.0


def _notice(c: Clause, k: Contract, f: Forecast) -> float:
    saved = c.amount * f.years(c, k)
    if f.owes(c):
        return -saved * f["notice_costs_musd"]
    return saved * f[f"hours_musd.{c.where}"] if f.gets(c) else 0.0


def _fare(c: Clause, k: Contract, f: Forecast) -> float:
    sail = k.find("sail")
    slots = sail.amount * f.years(c, k) if sail is not None else 0.0
    yearly = slots * c.amount * f.p["caspian.feu_per_train"] * f.p["caspian.days"] / MUSD
    if f.owes(c):  # slots that sail empty, and cargo that a dear way loses
        lost = f.p["talk.fare_response"] * (c.amount / f.p["caspian.fare_usd_feu"] - 1.0)
        return -yearly * f["empty_share"] - slots * lost * f["train_musd.aktau"]
    return yearly if f.gets(c) else 0.0


def _invest(c: Clause, k: Contract, f: Forecast) -> float:
    paid = c.amount / MUSD
    if f.owes(c):
        return -paid * f.get("public_money", 1.0)
    return paid * f.get("joint_worth", 1.0) if f.gets(c) else 0.0


def _discount(c: Clause, k: Contract, f: Forecast) -> float:
    years = f.years(c, k)
    given = c.amount * f["transit_revenue_musd"] * years
    if f.owes(c):
        return c.amount * f["price_response"] * f["transit_margin_musd"] * years - given
    return given if f.gets(c) else 0.0


def _pledge(c: Clause, k: Contract, f: Forecast) -> float:
    years = f.years(c, k)
    sure = max(0.0, c.amount - f["transit_trains"] * f["sure_share"])
    if f.gets(c):
        return sure * f["transit_train_musd"] * years
    return -sure * f["pledge_costs_musd"] * years if f.owes(c) else 0.0


# -- public money -----------------------------------------------------------------------------
def _fund(c: Clause, k: Contract, f: Forecast) -> float:
    money = c.amount / MUSD * f.years(c, k)
    return money * f["works_return"] if f.gets(c) else -money * f["public_money"]


def _build(c: Clause, k: Contract, f: Forecast) -> float:
    steps = min(c.amount, f[f"steps_left.{c.where}"])
    if f.gets(c):
        return steps * f[f"step_musd.{c.where}"]
    cost = f[f"step_costs_musd.{c.where}"] * f["public_money"]
    return steps * (f[f"step_worth_musd.{c.where}"] - cost)


def _index_tariff(c: Clause, k: Contract, f: Forecast) -> float:
    years = f.years(c, k)
    paid = c.amount * f["revenue_musd"] * 0.5 * years * years
    return paid if f.gets(c) else -paid * f["tariff_pain"]


def _guarantee(c: Clause, k: Contract, f: Forecast) -> float:
    held = c.amount / MUSD * f.years(c, k)
    return held * f["guarantee_saves"] if f.gets(c) else -held * f["guarantee_costs"]


def _nothing(c: Clause, k: Contract, f: Forecast) -> float:
    """A right to end is worth what is left of the contract; here it is not weighed."""
    return 0.0


WORTH: dict[str, Callable[[Clause, Contract, Forecast], float]] = {
    "deliver": _deliver, "pay": _pay, "lend": _lend, "serve": _serve, "stock": _stock,
    "access": _access, "train": _train, "hand_over": _hand_over, "content": _content,
    "penalty": _penalty, "rebate": _rebate, "priority": _priority, "window": _window,
    "notice": _notice,
    "sail": _window, "fare": _fare, "invest": _invest, "fund": _fund, "build": _build,
    "index_tariff": _index_tariff, "guarantee": _guarantee, "discount": _discount,
    "pledge": _pledge, "wage": _wage, "keep_jobs": _keep_jobs, "no_strike": _no_strike,
    "end": _nothing,
}  # fmt: skip
