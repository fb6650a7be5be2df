"""Valuation: what a clause is worth to a party, by its own objective and its own forecast.

One function for each kind of clause gives MUSD of today to whoever forecasts; `clause_worth`
finds it, the formulas stand in `rulebook.worth`. A forecast is beliefs, each read from the model
and seen with the party's own error (`model.forecast`); it takes last year's limits to stay as they
are and does not see what would bind next. Nobody's beliefs are shown to anybody else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rulebook.contract import Clause, Contract
from rulebook.world import Supplier
from rulebook.worth import care, gates, public, supply, work
from rulebook.worth.time import MUSD, indexed, mean_years, worth_today, years_within

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
        now = contract.signed + self.passed
        return years_within(clause.start - now, clause.end - now, self.p["talk.value_years"],
                            self.p["talk.discount"])  # fmt: skip

    def today(self, years: float) -> float:
        """Worth today of one unit after some years."""
        return worth_today(years, self.p["talk.discount"])

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
    if deliver is None:
        return 0.0
    return mean_years(deliver.start - contract.signed - f.passed, _left(contract, f), deliver.rate)


def _price(contract: Contract, f: Forecast) -> float:
    """Price of a locomotive, MUSD: tenge that follow prices gain or lose against the dollar."""
    pay = contract.find("pay")
    if pay is None:
        return 0.0
    price = pay.amount / MUSD
    return price * _real(pay.currency, _mean_years(contract, f), f)


def _real(currency: str, years: float, f: Forecast) -> float:
    """What a sum in a currency will be worth against the dollar of today, as a factor."""
    return indexed(f.get("indexed_gain"), years) if currency == "KZT" else 1.0


def _today(contract: Contract, f: Forecast) -> float:
    """Worth today of one unit at the mean delivery."""
    return f.today(_mean_years(contract, f))


def _deliver(c: Clause, k: Contract, f: Forecast) -> float:
    wanted = _wanted(k, f)
    other = supply.served_otherwise(f.get("most"), wanted, f.get("elsewhere_musd"))
    if f.gets(c):
        return supply.delivery_to_buyer(wanted, f["value_musd"], c.factor, f["pull_worth"],
                                        _today(k, f), other)  # fmt: skip
    if not f.owes(c):
        return 0.0
    heavy = f.maker.heavy_price if f.maker is not None and c.factor > 1.0 else 1.0
    return supply.delivery_to_maker(wanted, f["cost_musd"], heavy, _today(k, f), other)


def _pay(c: Clause, k: Contract, f: Forecast) -> float:
    if f.owes(c):  # a buyer pays for all of them, needed or not
        return supply.payment(-_left(k, f), _price(k, f), _today(k, f))
    return supply.payment(_wanted(k, f), _price(k, f), _today(k, f)) if f.gets(c) else 0.0


def _lend(c: Clause, k: Contract, f: Forecast) -> float:
    if not f.gets(c):
        return 0.0
    cost = c.amount if c.currency == "KZT" else c.amount + f["depreciation"]
    return supply.loan_to_borrower(_left(k, f), _price(k, f), c.factor, f["own_rate"], cost,
                                   c.rate, _today(k, f))  # fmt: skip


def _penalty(c: Clause, k: Contract, f: Forecast) -> float:
    fine = supply.fine(_wanted(k, f), f["late_years"], c.amount, _price(k, f))
    return fine if f.gets(c) else -fine if f.owes(c) else 0.0


def _rebate(c: Clause, k: Contract, f: Forecast) -> float:
    back = supply.money_back(_wanted(k, f), _price(k, f), c.amount, f.p["talk.fall_chance"])
    return back if f.gets(c) else -back if f.owes(c) else 0.0


def _priority(c: Clause, k: Contract, f: Forecast) -> float:
    worth = supply.excuse(_wanted(k, f), _price(k, f), f.p["talk.priority_worth"])
    return worth if f.owes(c) else -worth if f.gets(c) else 0.0


def _covered(c: Clause, k: Contract, f: Forecast) -> float:
    """Locomotive-years that a clause of care covers: of the contract, or of all owned."""
    return (_wanted(k, f) if c.of else f["owned"]) * f.years(c, k)


def _serve(c: Clause, k: Contract, f: Forecast) -> float:
    fee = c.amount / MUSD * _real(c.currency, 0.5 * f.years(c, k), f)
    if f.gets(c):
        return care.service_to_owner(_covered(c, k, f), f["service_saves_musd"], fee)
    if f.owes(c):
        return care.service_to_maker(_covered(c, k, f), fee, f["service_costs_musd"])
    return 0.0


def _stock(c: Clause, k: Contract, f: Forecast) -> float:
    if f.gets(c):
        gain = _stock_gain(c.amount, f)
        return care.stock_to_owner(_covered(c, k, f), f["ready_year_musd"], gain)
    if f.owes(c):
        return care.stock_to_maker(_covered(c, k, f), f["stock_costs_musd"], c.amount)
    return 0.0


def _stock_gain(months: float, f: Forecast) -> float:
    """Part of a series that a stock of some months keeps in service, between known sizes."""
    for low, high in zip(STOCK_SIZES, STOCK_SIZES[1:], strict=False):
        if months <= high:
            before, after = f[f"stock_gain.{low:g}"], f[f"stock_gain.{high:g}"]
            return care.between(months, low, high, before, after)
    return f[f"stock_gain.{STOCK_SIZES[-1]:g}"]


def _access(c: Clause, k: Contract, f: Forecast) -> float:
    covered = _covered(c, k, f) * c.amount
    if f.gets(c):
        return care.access_to_owner(covered, f["access_saves_musd"])
    return care.access_to_maker(covered, f["access_costs_musd"]) if f.owes(c) else 0.0


# -- skills and work --------------------------------------------------------------------------
def _builds(c: Clause, k: Contract, f: Forecast) -> float:
    """Locomotives for which a promise of skill counts: the contract's, or those expected."""
    return _wanted(k, f) if c.of else f.get("builds")


def _content(c: Clause, k: Contract, f: Forecast) -> float:
    builds, today = _builds(c, k, f), f.today(c.rate)
    if f.owes(c):
        return work.content_to_maker(builds, f["content_costs_musd"], c.amount, f["content_now"],
                                     today)  # fmt: skip
    return work.content_to_home(
        builds, f.get("content_worth_musd"), c.amount, f.get("content_ceiling", 1.0),
        f.get("content_now"), f.get("believed", 1.0), today,
    )  # fmt: skip


def _hand_over(c: Clause, k: Contract, f: Forecast) -> float:
    builds, opened = _builds(c, k, f), f.get("opened")
    if f.owes(c):
        return work.handover_to_maker(builds, f["handover_costs_musd"], c.amount, opened)
    return work.handover_to_home(builds, f.get("handover_worth_musd"), c.amount, opened)


def _train(c: Clause, k: Contract, f: Forecast) -> float:
    worth = f.get(f"trained_worth_musd.{c.where.partition(':')[2]}")
    cost = f.get("training_costs_musd") if f.owes(c) else 0.0
    return work.training(c.amount * f.years(c, k), worth, cost)


def _keep_jobs(c: Clause, k: Contract, f: Forecast) -> float:
    people = c.amount * f.years(c, k)
    if f.owes(c):
        return work.jobs_to_keeper(people, f["idle_job_costs_musd"])
    return work.jobs_to_holder(people, f.get("job_worth_musd"))


def _wage(c: Clause, k: Contract, f: Forecast) -> float:
    years, beyond = f.years(c, k), c.amount - f["usual_rise"]
    rise = work.wage_rise(beyond, years)
    if f.owes(c):
        return work.wage_to_payer(rise, f["payroll_musd"], beyond, years, f["calm_worth_musd"])
    return work.wage_to_worker(rise, f["payroll_musd"], f["wage_weight"]) if f.gets(c) else 0.0


def _no_strike(c: Clause, k: Contract, f: Forecast) -> float:
    years = f.years(c, k)
    return years * f["strike_costs_musd"] if f.gets(c) else -years * f["leverage_musd"]


# -- gates, ships, tariffs --------------------------------------------------------------------
def _window(c: Clause, k: Contract, f: Forecast) -> float:
    trains = c.amount * f.years(c, k)
    if f.gets(c):
        return gates.trains_to_railway(trains, f[f"train_musd.{c.where}"])
    if not f.owes(c):
        return 0.0
    return gates.trains_to_neighbour(trains, f["own_trade_musd"], f["train_costs_musd"], c.amount,
                                     f.p["talk.crowding_cost"])  # fmt: skip


def _notice(c: Clause, k: Contract, f: Forecast) -> float:
    saved = c.amount * f.years(c, k)
    if f.owes(c):
        return gates.papers_to_clearer(saved, f["notice_costs_musd"])
    return gates.papers_to_shipper(saved, f[f"hours_musd.{c.where}"]) if f.gets(c) else 0.0


def _fare(c: Clause, k: Contract, f: Forecast) -> float:
    sail = k.find("sail")
    slots = sail.amount * f.years(c, k) if sail is not None else 0.0
    yearly = gates.yearly_fares(slots, c.amount, f.p["caspian.feu_per_train"], f.p["caspian.days"])
    if f.owes(c):
        return gates.fares_to_payer(
            yearly, f["empty_share"], slots, f.p["talk.fare_response"], c.amount,
            f.p["caspian.fare_usd_feu"], f["train_musd.aktau"],
        )  # fmt: skip
    return yearly if f.gets(c) else 0.0


def _discount(c: Clause, k: Contract, f: Forecast) -> float:
    years = f.years(c, k)
    given = c.amount * f["transit_revenue_musd"] * years
    if f.owes(c):
        return gates.discount_to_giver(c.amount, f["price_response"], f["transit_margin_musd"],
                                       years, given)  # fmt: skip
    return given if f.gets(c) else 0.0


def _pledge(c: Clause, k: Contract, f: Forecast) -> float:
    years = f.years(c, k)
    beyond = gates.pledged_beyond(c.amount, f["transit_trains"], f["sure_share"])
    if f.gets(c):
        return gates.pledge_to_railway(beyond, f["transit_train_musd"], years)
    return gates.pledge_to_shipper(beyond, f["pledge_costs_musd"], years) if f.owes(c) else 0.0


# -- public money -----------------------------------------------------------------------------
def _invest(c: Clause, k: Contract, f: Forecast) -> float:
    amount = c.amount / MUSD
    if f.owes(c):
        return public.paid(amount, f.get("public_money", 1.0))
    return public.received(amount, f.get("joint_worth", 1.0)) if f.gets(c) else 0.0


def _fund(c: Clause, k: Contract, f: Forecast) -> float:
    money = c.amount / MUSD * f.years(c, k)
    if f.gets(c):
        return public.received(money, f["works_return"])
    return public.paid(money, f["public_money"])


def _build(c: Clause, k: Contract, f: Forecast) -> float:
    steps = min(c.amount, f[f"steps_left.{c.where}"])
    if f.gets(c):
        return public.received(steps, f[f"step_musd.{c.where}"])
    cost = f[f"step_costs_musd.{c.where}"] * f["public_money"]
    return public.works_to_state(steps, f[f"step_worth_musd.{c.where}"], cost)


def _index_tariff(c: Clause, k: Contract, f: Forecast) -> float:
    money = public.tariff_money(c.amount, f["revenue_musd"], f.years(c, k))
    return money if f.gets(c) else public.paid(money, f["tariff_pain"])


def _guarantee(c: Clause, k: Contract, f: Forecast) -> float:
    held = c.amount / MUSD * f.years(c, k)
    if f.gets(c):
        return public.received(held, f["guarantee_saves"])
    return public.paid(held, f["guarantee_costs"])


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
