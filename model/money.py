"""Money: currencies, tariffs, costs, loans; every tenge from an account to another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rulebook.addition import add_up
from rulebook.calendar import DAYS_PER_MONTH, MONTHS_PER_YEAR
from rulebook.contract import Clause
from rulebook.line import round_half_up
from rulebook.money import exchange_step, monthly_rate, repayment

if TYPE_CHECKING:
    from model.affairs import Standing
    from model.railway import Railway

CURRENCIES = ("USD", "EUR", "CNY", "CHF", "RUB")
HOME = "KZT"


@dataclass
class Loan:
    """Money owed to a lender in its currency; `principal` in that currency."""

    lender: str
    currency: str
    principal: float
    yearly_rate: float
    months_left: int
    cause: str


def opening_rates(railway: Railway) -> dict[str, float]:
    """Tenge per unit of each currency at the start."""
    rates = {currency: railway.p[f"currency.{currency.lower()}"] for currency in CURRENCIES}
    return {**rates, **railway.setting.rates, HOME: 1.0}


def exchange_currencies(railway: Railway) -> None:
    """Move exchange rates and prices by a month."""
    p, t = railway.p, railway.t
    common = railway.luck.normal("currency.tenge", t)
    jump = 0.0
    for one in railway.fresh_strikes:
        if one.card.target == "currency":
            jump += math.log(one.card.factor) * p["currency.jump_factor"]
    for currency in CURRENCIES:
        own = railway.luck.normal(f"currency.{currency}", t)
        railway.rates[currency] = exchange_step(
            railway.rates[currency], p["currency.drift"] + p["currency.drift_" + currency.lower()],
            p["currency.spread"], common, own, p["currency.tie"], jump,
        )  # fmt: skip
    inflation = p["prices.inflation"] + p["prices.pass_through"] * jump * MONTHS_PER_YEAR
    railway.price_level *= 1.0 + monthly_rate(inflation)
    agreed = railway.terms.tariff_rise
    over = railway.tariff_over_prices if agreed is None else agreed
    rise = monthly_rate(p["prices.inflation"] + over)
    railway.tariff_level *= 1.0 + rise


def in_tenge(railway: Railway, amount: float, currency: str) -> int:
    """Whole tenge of an amount in a currency at this month's rate."""
    return round_half_up(amount * railway.rates[currency])


def account_of(railway: Railway, party: str) -> str:
    """A party's account in the ledger."""
    if party in railway.world.suppliers:
        return f"supplier:{party}"
    return "state" if party == "government" else party


def pay_bill(railway: Railway, clause: Clause, standing: Standing, tenge: int) -> None:
    """Pay what a clause asks of the operator as far as cash goes; the rest stays owed."""
    cash = max(0, railway.ledger.balance(HOME, "operator"))
    paid = min(tenge, cash)
    other = clause.debtor if clause.kind == "serve" else clause.creditor
    railway.post(HOME, "operator", account_of(railway, other), paid, clause.id)
    standing.paid += paid
    standing.owed += tenge - paid


def borrow(railway: Railway, loan: Loan) -> None:
    """Take a loan on the books; who is paid with it is the caller's line."""
    for known in railway.loans:
        same = (known.lender, known.currency, known.cause) == (
            loan.lender, loan.currency, loan.cause)  # fmt: skip
        if same:
            known.principal += loan.principal
            known.months_left = max(known.months_left, loan.months_left)
            return
    railway.loans.append(loan)


def settle_money(railway: Railway) -> None:
    """Collect tariffs, pay energy, wages, track, parts and loans."""
    _collect_tariffs(railway)
    _pay_running_cost(railway)
    _pay_parts(railway)
    _serve_loans(railway)
    _bridge_shortfall(railway)


def _collect_tariffs(railway: Railway) -> None:
    lay, terms = railway.plan.layout, railway.terms
    tkm = np.array(railway.passed) * DAYS_PER_MONTH * lay.tonne_km
    amounts = tkm * lay.tariff * railway.tariff_level * railway.p["tariff.factor"]
    if terms.discount:
        amounts = amounts * (1.0 - np.array([discount_on(railway, f.market) for f in lay.flows]))
    tenge = [round_half_up(amount) for amount in amounts.tolist()]
    railway.ledger.move_each(railway.month, HOME, "shippers", "operator", tenge, "rule:tariff")
    railway.revenue.append(sum(tenge))


def discount_on(railway: Railway, market: str) -> float:
    """Share that contracts in force take off a market's tariff."""
    return railway.terms.discount.get(market, 0.0)


def _pay_running_cost(railway: Railway) -> None:
    p, level, lay = railway.p, railway.price_level, railway.plan.layout
    trains = np.array(railway.passed) * DAYS_PER_MONTH
    train_km = add_up((trains * lay.length * (1.0 + lay.empty_return)).tolist())
    energy = {
        "diesel": add_up((trains * lay.net_tonnes * lay.wireless).tolist()),
        "electric": add_up((trains * lay.net_tonnes * lay.wired).tolist()),
    }
    for traction, tkm in energy.items():
        cost = round_half_up(tkm * p[f"cost.energy_{traction}"] * level)
        railway.post(HOME, "operator", "energy", cost, "rule:energy")
    track = round_half_up(train_km * p["cost.track_train_km"] * level)
    railway.post(HOME, "operator", "home:industry", track, "rule:track")
    wage = p["cost.wage_month"] * level * railway.workers.real_wage
    wages = round_half_up(p["cost.staff"] * wage)
    railway.post(HOME, "operator", "households", wages, "rule:wages")
    other = round_half_up(p["cost.other_month_bn"] * 1e9 * level)
    railway.post(HOME, "operator", "home:industry", other, "rule:overheads")
    depots = railway.depots.people["maintenance"] * wage
    railway.post(HOME, "operator", "households", round_half_up(depots), "rule:wages")


def _pay_parts(railway: Railway) -> None:
    """Pay each supplier for the parts its locomotives took, in its currency."""
    for name, series in railway.series.items():
        own = series.count - railway.terms.served.get(name, 0)
        if own <= 0:
            continue
        maker = series.supplier
        share = railway.supply_open(name)[0]
        musd = maker.service_kusd * 1e3 * railway.p["parts.share_of_service"] * own
        dollars = musd * share / MONTHS_PER_YEAR
        parity = railway.p["currency.usd"] / railway.p[f"currency.{maker.currency.lower()}"]
        foreign = dollars * parity
        paid = in_tenge(railway, foreign, maker.currency)
        railway.post(HOME, "operator", f"supplier:{name}", paid, "rule:parts")
        railway.parts_paid[name] = railway.parts_paid.get(name, 0) + paid


def _serve_loans(railway: Railway) -> None:
    for loan in railway.loans:
        interest = loan.principal * monthly_rate(loan.yearly_rate)
        back = repayment(loan.principal, loan.months_left)
        paid = in_tenge(railway, interest + back, loan.currency)
        railway.post(HOME, "operator", f"lender:{loan.lender}", paid, loan.cause)
        loan.principal -= back
        loan.months_left -= 1
    railway.loans = [loan for loan in railway.loans if loan.months_left > 0]


def _bridge_shortfall(railway: Railway) -> None:
    """Borrow tenge at the market's rate for what cash does not cover."""
    p = railway.p
    least = round_half_up(p["cost.least_cash_bn"] * 1e9 * railway.price_level)
    short = min(least - railway.ledger.balance(HOME, "operator"), credit_room(railway))
    if short > 0:
        railway.post(HOME, "lender:tenge", "operator", short, "rule:bridge_loan")
        borrow(railway, Loan("tenge", HOME, float(short), p["debt.tenge_rate"],
                             int(p["debt.bridge_months"]), "rule:bridge_loan"))  # fmt: skip
    owed = -railway.ledger.balance(HOME, "operator")
    if owed > 0:  # wages, energy and loans are paid whatever happens: the owner steps in
        railway.post(HOME, "state", "operator", owed, "rule:rescue")
        railway.spend_public(owed)


def credit_room(railway: Railway) -> int:
    """Tenge that banks still lend: the covenant's multiple of revenue, and the guarantee."""
    most = railway.p["debt.covenant"] * sum(railway.revenue[-MONTHS_PER_YEAR:])
    if len(railway.revenue) < MONTHS_PER_YEAR:
        most = most * MONTHS_PER_YEAR / max(len(railway.revenue), 1)
    owed, _ = debt_in_tenge(railway)
    return max(0, round_half_up(most + railway.terms.guarantee - owed))


def debt_in_tenge(railway: Railway) -> tuple[float, float]:
    """Debt in tenge, all and the foreign part."""
    total = foreign = 0.0
    for loan in railway.loans:
        value = loan.principal * railway.rates[loan.currency]
        total += value
        if loan.currency != HOME:
            foreign += value
    return total, foreign
