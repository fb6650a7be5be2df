"""Work and skill: content made at home, engineering, training, jobs, pay, peace."""

from __future__ import annotations


def content_to_home(
    builds: float, worth: float, promised: float, ceiling: float, now: float, believed: float,
    today: float,
) -> float:  # fmt: skip
    """Local content beyond what there is, as far as it can go and is believed.

    Args:
        builds: locomotives that it counts for.
        worth: of a whole locomotive's content, MUSD.
        promised: share promised.
        ceiling: most that is held possible.
        now: share reached already.
        believed: how much of a promise counts.
        today: worth today of one unit when it is due.
    """
    gain = max(0.0, min(promised, ceiling) - now)
    return builds * worth * gain * believed * today


def content_to_maker(
    builds: float, costs: float, promised: float, now: float, today: float
) -> float:
    """What it costs a maker to raise local content as promised."""
    return -builds * costs * max(0.0, promised - now) * today


def handover_to_home(builds: float, worth: float, opened: float, already: float) -> float:
    """Component engineering opened beyond what is open."""
    return builds * worth * max(0.0, opened - already)


def handover_to_maker(builds: float, costs: float, opened: float, already: float) -> float:
    """What a maker gives away with it."""
    return -builds * costs * max(0.0, opened - already)


def training(people: float, worth: float, cost: float) -> float:
    """People trained over discounted years; `cost` is 0 for who does not pay it."""
    return people * (worth - cost)


def jobs_to_keeper(people: float, costs: float) -> float:
    """What jobs beyond need cost, over discounted years."""
    return -people * costs


def jobs_to_holder(people: float, worth: float) -> float:
    """What safe jobs are worth."""
    return people * worth


def wage_rise(beyond: float, years: float) -> float:
    """A yearly rise beyond the usual as it builds up over discounted years."""
    return beyond * 0.5 * years * years


def wage_to_payer(
    rise: float, payroll: float, beyond: float, years: float, calm: float
) -> float:
    """What a rise costs, less the calm that it buys."""
    return -rise * payroll + beyond * years * calm


def wage_to_worker(rise: float, payroll: float, weight: float) -> float:
    """What a rise is worth to workers."""
    return rise * payroll * weight
