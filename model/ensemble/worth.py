"""Worth: what a clause is worth to a party by its beliefs, kind by kind, as `agents.valuation`."""

from __future__ import annotations

from typing import Any

from model.ensemble import codes
from model.ensemble.codes import ENGINEERING, KZT, MAINTENANCE
from model.ensemble.record import Field
from model.ensemble.works import steps_left
from rulebook.worth.care import (
    access_to_maker,
    access_to_owner,
    between,
    service_to_maker,
    service_to_owner,
    stock_to_maker,
    stock_to_owner,
)
from rulebook.worth.gates import (
    discount_to_giver,
    fares_to_payer,
    papers_to_clearer,
    papers_to_shipper,
    pledge_to_railway,
    pledge_to_shipper,
    pledged_beyond,
    trains_to_neighbour,
    trains_to_railway,
    yearly_fares,
)
from rulebook.worth.public import paid, received, tariff_money, works_to_state
from rulebook.worth.supply import (
    delivery_to_buyer,
    delivery_to_maker,
    excuse,
    fine,
    loan_to_borrower,
    money_back,
    payment,
    served_otherwise,
)
from rulebook.worth.time import MUSD, indexed, mean_years, worth_today, years_within
from rulebook.worth.work import (
    content_to_home,
    content_to_maker,
    handover_to_home,
    handover_to_maker,
    jobs_to_holder,
    jobs_to_keeper,
    training,
    wage_rise,
    wage_to_payer,
    wage_to_worker,
)

ABOUT: tuple[Field, ...] = (
    ("now", "i8", ()),  # month of the clauses' calendar in which they are weighed
    ("left", "f8", ()), ("wanted", "f8", ()), ("most", "f8", ()), ("today", "f8", ()),
    ("price", "f8", ()), ("sail", "f8", ()), ("heavy", "f8", ()),
    # the last mean delivery and its worth today: drafts of one agenda share few of them
    ("years", "f8", ()), ("gain", "f8", ()), ("discount", "f8", ()),
    ("gained", "f8", ()), ("known", "i8", ()),
    # the last span of months and its years: most clauses of an agenda run over the same
    ("first", "i8", ()), ("last", "i8", ()), ("timed", "i8", ()), ("span", "f8", ()),
)  # fmt: skip
"""What a clause's contract says of it: what is still to come, when on the mean, at what price."""


def see_supply(about: Any, p: Any, gain: float, amount: float, start: int, rate: float) -> None:
    """Note what a contract still delivers, to a party that reckons with `about.most`.

    Args:
        about: set here, for a contract weighed in its month `now`.
        p: parameters.
        gain: what tenge that follow prices gain a year.
        amount: locomotives still to come.
        start: month of the first.
        rate: locomotives a month.
    """
    about.left = amount
    about.wanted = min(amount, about.most)
    years = mean_years(start - about.now, amount, rate)
    if about.known == 0 or about.years != years or about.gain != gain:
        about.known, about.years, about.gain = 1, years, gain
        about.today = worth_today(years, p.talk_discount)
        about.gained = indexed(gain, years)


def see_no_supply(about: Any) -> None:
    """Note that a contract delivers nothing."""
    about.left, about.wanted = 0.0, min(0.0, about.most)
    about.known, about.years, about.gained, about.today = 0, 0.0, 1.0, 1.0


def begin_weighing(about: Any, now: int) -> None:
    """Forget what was reckoned for other clauses, or in another month of their calendar."""
    about.known, about.timed, about.now = 0, 0, now


def see_price(about: Any, amount: float, currency: int) -> None:
    """Note the price of a locomotive, MUSD, after what the contract delivers."""
    about.price = amount / MUSD * (about.gained if currency == KZT else 1.0)


def clause_worth(s: Any, lay: Any, p: Any, about: Any, b: Any, c: Any, party: int) -> float:
    """Worth of a clause to the party that holds the beliefs `b`, MUSD of today."""
    kind = c.kind
    gets, owes = c.creditor == party, c.debtor == party
    if kind <= codes.LEND or kind == codes.END:
        return _supply(p, about, b, c, gets, owes)
    if kind <= codes.ACCESS:
        return _care(lay, p, about, b, c, gets, owes)
    if kind <= codes.CONTENT:
        return _skill(p, about, b, c, owes)
    if kind <= codes.PRIORITY:
        return _remedy(p, about, b, c, gets, owes)
    if kind <= codes.FARE:
        return _gates(lay, p, about, b, c, gets, owes)
    if kind <= codes.GUARANTEE:
        return _public(s, lay, p, about, b, c, gets, owes)
    if kind <= codes.PLEDGE:
        return _transit(p, about, b, c, gets, owes)
    return _work(p, about, b, c, gets, owes)


def _years(p: Any, about: Any, c: Any) -> float:
    """Years that a clause still runs within the horizon, discounted to today."""
    if about.timed == 0 or about.first != c.start or about.last != c.end:
        about.timed, about.first, about.last = 1, c.start, c.end
        about.span = years_within(c.start - about.now, c.end - about.now, p.talk_value_years,
                                  p.talk_discount)  # fmt: skip
    return about.span


def _supply(p: Any, about: Any, b: Any, c: Any, gets: bool, owes: bool) -> float:
    if c.kind == codes.DELIVER:
        other = served_otherwise(about.most, about.wanted, b[codes.ELSEWHERE_WORTH])
        if gets:
            return delivery_to_buyer(about.wanted, b[codes.VALUE], c.pull, b[codes.PULL_WORTH],
                                     about.today, other)  # fmt: skip
        heavy = about.heavy if c.pull > 1.0 else 1.0
        if owes:
            return delivery_to_maker(about.wanted, b[codes.COST], heavy, about.today, other)
    elif c.kind == codes.PAY:
        if owes:
            return payment(-about.left, about.price, about.today)
        if gets:
            return payment(about.wanted, about.price, about.today)
    elif c.kind == codes.LEND and gets:
        rate = p.debt_rate_kzt if c.at_tenge_rate != 0 else c.amount
        cost = rate if c.currency == KZT else rate + b[codes.DEPRECIATION]
        return loan_to_borrower(about.left, about.price, c.pull, b[codes.OWN_RATE], cost, c.rate,
                                about.today)  # fmt: skip
    return 0.0


def _remedy(p: Any, about: Any, b: Any, c: Any, gets: bool, owes: bool) -> float:
    worth = 0.0
    if c.kind == codes.PENALTY:
        worth = fine(about.wanted, b[codes.LATE_YEARS], c.amount, about.price)
    elif c.kind == codes.REBATE:
        worth = money_back(about.wanted, about.price, c.amount, p.talk_fall_chance)
    else:
        worth = -excuse(about.wanted, about.price, p.talk_priority_worth)
    if gets:
        return worth
    return -worth if owes else 0.0


def _care(lay: Any, p: Any, about: Any, b: Any, c: Any, gets: bool, owes: bool) -> float:
    years = _years(p, about, c)
    covered = (about.wanted if c.of >= 0 else b[codes.OWNED]) * years
    if c.kind == codes.SERVE:
        real = indexed(b[codes.INDEXED_GAIN], 0.5 * years) if c.currency == KZT else 1.0
        fee = c.amount / MUSD * real
        if gets:
            return service_to_owner(covered, b[codes.SERVICE_SAVES], fee)
        return service_to_maker(covered, fee, b[codes.SERVICE_COSTS]) if owes else 0.0
    if c.kind == codes.STOCK:
        if gets:
            return stock_to_owner(covered, b[codes.READY_YEAR], _stock_gain(lay, b, c.amount))
        return stock_to_maker(covered, b[codes.STOCK_COSTS], c.amount) if owes else 0.0
    if gets:
        return access_to_owner(covered * c.amount, b[codes.ACCESS_SAVES])
    return access_to_maker(covered * c.amount, b[codes.ACCESS_COSTS]) if owes else 0.0


def _stock_gain(lay: Any, b: Any, months: float) -> float:
    """Part of a series that a stock of some months keeps in service, between known sizes."""
    last = lay.stock_size.shape[0] - 1
    for i in range(last):
        if months <= lay.stock_size[i + 1]:
            return between(months, lay.stock_size[i], lay.stock_size[i + 1],
                           b[codes.STOCK_GAIN + i], b[codes.STOCK_GAIN + i + 1])  # fmt: skip
    return b[codes.STOCK_GAIN + last]


def _skill(p: Any, about: Any, b: Any, c: Any, owes: bool) -> float:
    builds = about.wanted if c.of >= 0 else b[codes.BUILDS]
    if c.kind == codes.CONTENT:
        today = worth_today(c.rate, p.talk_discount)
        if owes:
            return content_to_maker(builds, b[codes.CONTENT_COSTS], c.amount,
                                    b[codes.CONTENT_NOW], today)  # fmt: skip
        return content_to_home(
            builds, b[codes.CONTENT_WORTH], c.amount, b[codes.CONTENT_CEILING],
            b[codes.CONTENT_NOW], b[codes.BELIEVED], today,
        )  # fmt: skip
    if c.kind == codes.HAND_OVER:
        if owes:
            return handover_to_maker(builds, b[codes.HANDOVER_COSTS], c.amount, b[codes.OPENED])
        return handover_to_home(builds, b[codes.HANDOVER_WORTH], c.amount, b[codes.OPENED])
    worth = 0.0
    if c.where % 3 == MAINTENANCE:
        worth = b[codes.TRAINED_MAINTENANCE]
    elif c.where % 3 == ENGINEERING:
        worth = b[codes.TRAINED_ENGINEERING]
    cost = b[codes.TRAINING_COSTS] if owes else 0.0
    return training(c.amount * _years(p, about, c), worth, cost)


def _work(p: Any, about: Any, b: Any, c: Any, gets: bool, owes: bool) -> float:
    years = _years(p, about, c)
    if c.kind == codes.KEEP_JOBS:
        if owes:
            return jobs_to_keeper(c.amount * years, b[codes.IDLE_JOB_COSTS])
        return jobs_to_holder(c.amount * years, b[codes.JOB_WORTH])
    if c.kind == codes.NO_STRIKE:
        return years * b[codes.STRIKE_COSTS] if gets else -years * b[codes.LEVERAGE]
    beyond = c.amount - b[codes.USUAL_RISE]
    rise = wage_rise(beyond, years)
    if owes:
        return wage_to_payer(rise, b[codes.PAYROLL], beyond, years, b[codes.CALM_WORTH])
    return wage_to_worker(rise, b[codes.PAYROLL], b[codes.WAGE_WEIGHT]) if gets else 0.0


def _gates(lay: Any, p: Any, about: Any, b: Any, c: Any, gets: bool, owes: bool) -> float:
    years = _years(p, about, c)
    if c.kind == codes.FARE:
        slots = about.sail * years
        yearly = yearly_fares(slots, c.amount, p.caspian_feu_per_train, p.caspian_days)
        if owes:
            return fares_to_payer(
                yearly, b[codes.EMPTY_SHARE], slots, p.talk_fare_response, c.amount,
                p.caspian_fare_usd_feu, b[codes.TRAIN_AT + lay.belief_of_gate[lay.aktau]],
            )  # fmt: skip
        return yearly if gets else 0.0
    amount, place = c.amount * years, lay.belief_of_gate[c.where]
    if c.kind == codes.NOTICE:
        if owes:
            return papers_to_clearer(amount, b[codes.NOTICE_COSTS])
        return papers_to_shipper(amount, b[codes.HOURS_AT + place]) if gets else 0.0
    if gets:
        return trains_to_railway(amount, b[codes.TRAIN_AT + place])
    if not owes:
        return 0.0
    return trains_to_neighbour(amount, b[codes.OWN_TRADE], b[codes.TRAIN_COSTS], c.amount,
                               p.talk_crowding_cost)  # fmt: skip


def _transit(p: Any, about: Any, b: Any, c: Any, gets: bool, owes: bool) -> float:
    years = _years(p, about, c)
    if c.kind == codes.DISCOUNT:
        given = c.amount * b[codes.TRANSIT_REVENUE] * years
        if owes:
            return discount_to_giver(c.amount, b[codes.PRICE_RESPONSE], b[codes.TRANSIT_MARGIN],
                                     years, given)  # fmt: skip
        return given if gets else 0.0
    beyond = pledged_beyond(c.amount, b[codes.TRANSIT_TRAINS], b[codes.SURE_SHARE])
    if gets:
        return pledge_to_railway(beyond, b[codes.TRANSIT_TRAIN], years)
    return pledge_to_shipper(beyond, b[codes.PLEDGE_COSTS], years) if owes else 0.0


def _public(
    s: Any, lay: Any, p: Any, about: Any, b: Any, c: Any, gets: bool, owes: bool
) -> float:
    amount = c.amount / MUSD
    if c.kind == codes.INVEST:
        if owes:
            return paid(amount, b[codes.PUBLIC_MONEY])
        return received(amount, 1.0) if gets else 0.0
    if c.kind == codes.BUILD:
        steps = min(c.amount, steps_left(s, lay, c.where))
        if gets:
            return received(steps, b[codes.STEP + c.where])
        cost = b[codes.STEP_COSTS + c.where] * b[codes.PUBLIC_MONEY]
        return works_to_state(steps, b[codes.STEP_WORTH + c.where], cost)
    years = _years(p, about, c)
    if c.kind == codes.FUND:
        money = amount * years
        return received(money, b[codes.WORKS_RETURN]) if gets else paid(
            money, b[codes.PUBLIC_MONEY])  # fmt: skip
    if c.kind == codes.INDEX_TARIFF:
        money = tariff_money(c.amount, b[codes.REVENUE], years)
        return money if gets else paid(money, b[codes.TARIFF_PAIN])
    held = amount * years
    return received(held, b[codes.GUARANTEE_SAVES]) if gets else paid(
        held, b[codes.GUARANTEE_COSTS])  # fmt: skip
