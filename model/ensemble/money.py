"""Money: currencies, tariffs, costs, loans; the operator's tenge, to the last whole one."""

from __future__ import annotations

import math
from typing import Any

from model.ensemble.codes import BRIDGE, KZT, OF_CLAUSE, TENGE_LENDER, USD
from model.ensemble.faults import LOANS, NEGATIVE, NOTES
from model.ensemble.shocks import supply_open
from rulebook.calendar import DAYS_PER_MONTH, MONTHS_PER_YEAR
from rulebook.line import round_half_up
from rulebook.money import exchange_step, monthly_rate, repayment


def exchange_currencies(s: Any, lay: Any, p: Any, fate: Any) -> None:
    """Move exchange rates and prices by a month."""
    draws = fate.normals[s.t]
    common, jump = draws[lay.tenge_luck], 0.0
    for i in range(s.fresh_strikes):
        card = s.fresh_card[i]
        if lay.card_target[card] == lay.on_currency:
            jump += math.log(lay.card_factor[card]) * p.currency_jump_factor
    for currency in range(USD, s.rates.shape[0]):
        s.rates[currency] = exchange_step(
            s.rates[currency], p.currency_drift + s.drift[currency], p.currency_spread, common,
            draws[lay.currency_luck[currency]], p.currency_tie, jump,
        )  # fmt: skip
    inflation = p.prices_inflation + p.prices_pass_through * jump * MONTHS_PER_YEAR
    s.price_level *= 1.0 + monthly_rate(inflation)
    over = s.tariff_rise if s.has_tariff != 0 else s.tariff_over_prices
    s.tariff_level *= 1.0 + monthly_rate(p.prices_inflation + over)


def in_tenge(s: Any, amount: float, currency: int) -> int:
    """Whole tenge of an amount in a currency at this month's rate."""
    return round_half_up(amount * s.rates[currency])


def open_books(s: Any) -> None:
    """Begin a month's sums."""
    s.month_tariff = s.month_rules = s.month_overheads = s.month_fares = 0.0
    s.month_paid = s.month_brought = s.month_fines = s.month_delivered = 0.0


def spend(s: Any, tenge: int) -> None:
    """Let the operator pay, whatever cash it has."""
    if tenge < 0:
        s.fault = NEGATIVE
    s.cash -= tenge


def spend_on_running(s: Any, tenge: int) -> None:
    """Let the operator pay for running, which counts as cost."""
    spend(s, tenge)
    s.running_cost += tenge
    s.month_rules += tenge


def spend_public(s: Any, tenge: int) -> None:
    """Count public money in prices of the start."""
    s.public_spent += tenge / s.price_level


def note_value(s: Any, tenge: int, at_home: int) -> None:
    """Count money for locomotives and service by where it is earned, MUSD at the rate."""
    if at_home < 0:
        s.fault = NEGATIVE
    if s.notes == s.note_month.shape[0]:
        _make_room(s)
    rate = s.rates[USD] * 1e6
    s.note_month[s.notes] = s.month
    s.note_home[s.notes] = at_home / rate
    s.note_abroad[s.notes] = (tenge - at_home) / rate
    s.notes += 1


def _make_room(s: Any) -> None:
    """Move the notes of the last year to the front."""
    kept = 0
    for i in range(s.notes_from, s.notes):
        s.note_month[kept] = s.note_month[i]
        s.note_home[kept], s.note_abroad[kept] = s.note_home[i], s.note_abroad[i]
        kept += 1
    s.notes_from, s.notes = 0, kept
    if kept == s.note_month.shape[0]:
        s.fault, s.notes = NOTES, 0


def value_of_year(s: Any) -> None:
    """Add up the MUSD of the last twelve months earned at home and abroad."""
    while s.notes_from < s.notes and s.note_month[s.notes_from] <= s.month - MONTHS_PER_YEAR:
        s.notes_from += 1
    home = abroad = 0.0
    for i in range(s.notes_from, s.notes):
        home += s.note_home[i]
        abroad += s.note_abroad[i]
    s.year_home, s.year_abroad = home, abroad


def settle_money(s: Any, lay: Any, p: Any) -> None:
    """Collect tariffs, pay energy, wages, track, parts and loans."""
    _collect_tariffs(s, lay, p)
    _pay_running_cost(s, lay, p)
    _pay_parts(s, lay, p)
    _serve_loans(s)
    _bridge_shortfall(s, p)


def _collect_tariffs(s: Any, lay: Any, p: Any) -> None:
    total = 0
    for j in range(s.passed.shape[0]):
        tkm = s.passed[j] * DAYS_PER_MONTH * s.tonne_km[j]
        amount = tkm * lay.tariff[j] * s.tariff_level * p.tariff_factor
        amount = amount * (1.0 - s.discount[lay.market[j]])
        total += round_half_up(amount)
    s.cash += total
    s.month_tariff += total
    s.revenue[s.revenues % MONTHS_PER_YEAR] = total
    s.revenues += 1


def _pay_running_cost(s: Any, lay: Any, p: Any) -> None:
    level = s.price_level
    train_km = diesel = electric = 0.0
    for j in range(s.passed.shape[0]):
        trains = s.passed[j] * DAYS_PER_MONTH
        train_km += trains * s.length[j] * (1.0 + lay.empty_return[j])
        diesel += trains * lay.net_tonnes[j] * s.wireless[j]
        electric += trains * lay.net_tonnes[j] * s.wired[j]
    spend_on_running(s, round_half_up(diesel * p.cost_energy_diesel * level))
    spend_on_running(s, round_half_up(electric * p.cost_energy_electric * level))
    spend_on_running(s, round_half_up(train_km * p.cost_track_train_km * level))
    wage = p.cost_wage_month * level * s.real_wage
    spend_on_running(s, round_half_up(p.cost_staff * wage))
    other = round_half_up(p.cost_other_month_bn * 1e9 * level)
    spend_on_running(s, other)
    s.month_overheads += other
    spend_on_running(s, round_half_up(s.people[0, 1] * wage))


def _pay_parts(s: Any, lay: Any, p: Any) -> None:
    """Pay each maker for the parts its locomotives took, in its currency."""
    for maker in range(s.count.shape[0]):
        own = s.count[maker] - s.served[maker]
        if own <= 0:
            continue
        share = supply_open(s, lay, p, maker)
        musd = lay.service_kusd[maker] * 1e3 * p.parts_share_of_service * own
        dollars = musd * share / MONTHS_PER_YEAR
        currency = lay.maker_currency[maker]
        foreign = dollars * (p.currency_usd / s.parity[currency])
        spend_on_running(s, in_tenge(s, foreign, currency))


def _serve_loans(s: Any) -> None:
    left = 0
    for i in range(s.loans):
        interest = s.loan_principal[i] * monthly_rate(s.loan_rate[i])
        back = repayment(s.loan_principal[i], s.loan_left[i])
        due = in_tenge(s, interest + back, s.loan_currency[i])
        spend(s, due)
        if s.loan_cause[i] >= OF_CLAUSE:
            s.month_paid += due
        if s.loan_left[i] > 1:
            s.loan_lender[left], s.loan_currency[left] = s.loan_lender[i], s.loan_currency[i]
            s.loan_cause[left], s.loan_rate[left] = s.loan_cause[i], s.loan_rate[i]
            s.loan_principal[left] = s.loan_principal[i] - back
            s.loan_left[left] = s.loan_left[i] - 1
            left += 1
    s.loans = left


def borrow(
    s: Any, lender: int, currency: int, principal: float, rate: float, months: int, cause: int
) -> None:
    """Take a loan on the books, on top of one of the same lender, currency and cause."""
    for i in range(s.loans):
        if (s.loan_lender[i] == lender and s.loan_currency[i] == currency
                and s.loan_cause[i] == cause):  # fmt: skip
            s.loan_principal[i] += principal
            s.loan_left[i] = max(s.loan_left[i], months)
            return
    if s.loans == s.loan_lender.shape[0]:
        s.fault = LOANS
        return
    i = s.loans
    s.loan_lender[i], s.loan_currency[i], s.loan_cause[i] = lender, currency, cause
    s.loan_principal[i], s.loan_rate[i], s.loan_left[i] = principal, rate, months
    s.loans += 1


def _bridge_shortfall(s: Any, p: Any) -> None:
    """Borrow tenge at the market's rate for what cash does not cover."""
    least = round_half_up(p.cost_least_cash_bn * 1e9 * s.price_level)
    short = min(least - s.cash, credit_room(s, p))
    if short > 0:
        s.cash += short
        borrow(s, TENGE_LENDER, KZT, float(short), p.debt_tenge_rate, int(p.debt_bridge_months),
               BRIDGE)  # fmt: skip
    if s.cash < 0:  # wages, energy and loans are paid whatever happens: the owner steps in
        owed = -s.cash
        s.cash = 0
        spend_public(s, owed)


def credit_room(s: Any, p: Any) -> int:
    """Tenge that banks still lend: the covenant's multiple of revenue, and the guarantee."""
    total = 0
    for i in range(min(s.revenues, MONTHS_PER_YEAR)):
        total += s.revenue[i]
    most = p.debt_covenant * total
    if s.revenues < MONTHS_PER_YEAR:
        most = most * MONTHS_PER_YEAR / max(s.revenues, 1)
    owed = 0.0
    for i in range(s.loans):
        owed += s.loan_principal[i] * s.rates[s.loan_currency[i]]
    return max(0, round_half_up(most + s.guarantee - owed))
