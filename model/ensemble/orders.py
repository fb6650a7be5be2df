"""Orders: locomotives that contracts still owe, who could build them, who needs them."""

from __future__ import annotations

from typing import Any

from model.ensemble.codes import MAKERS, WAITING
from rulebook.calendar import MONTHS_PER_YEAR


def on_order(s: Any, maker: int) -> float:
    """Locomotives that contracts in force still owe."""
    total = 0.0
    for i in range(s.delivers):
        c = s.clause[s.deliver[i]]
        if c.debtor == MAKERS + maker and c.end > s.month:
            total += max(0.0, c.amount - c.done)
    return total


def yearly_due(s: Any, lay: Any, p: Any, maker: int) -> float:
    """Locomotives a year that contracts in force want from a maker next year."""
    total = 0.0
    soon = s.month + int(p.plant_foresight_months)
    for i in range(s.delivers):
        c = s.clause[s.deliver[i]]
        if c.debtor == MAKERS + maker and c.start <= soon and c.end > s.month:
            left = c.amount - c.done
            if left > 0.0:
                pace = max(c.rate, c.late / MONTHS_PER_YEAR)
                total += min(left, pace * MONTHS_PER_YEAR)
    return total


def locomotives_needed(s: Any, lay: Any, p: Any, electric: int) -> float:
    """Locomotives that will be worn out over the horizon, or are short, and not on order."""
    soon = s.month + int(p.talk_horizon_months)
    life = (p.fleet_life_electric if electric != 0 else p.fleet_life_diesel) * MONTHS_PER_YEAR
    worn = ordered = owned = 0.0
    for maker in range(s.count.shape[0]):
        if lay.maker_electric[maker] == electric:
            old = 0
            for i in range(s.cohorts[maker]):
                if soon - s.cohort_built[maker, i] >= life:
                    old += s.cohort_count[maker, i]
            worn += old
            ordered += on_order(s, maker)
            owned += s.count[maker]
    short = s.mean_shadow[lay.diesel_name + 1] > 0.0
    extra = owned * p.talk_growth_share if short else 0.0
    return max(0.0, (worn + extra) * p.talk_most_needed_share - ordered)


def maker_capacity(s: Any, lay: Any, maker: int) -> float:
    """Locomotives a month a maker can spare: its home market comes first when it surges."""
    return lay.yearly_capacity[maker] / MONTHS_PER_YEAR * s.factor[lay.on_home]


def expected_lateness(s: Any, p: Any, maker: int) -> float:
    """Lateness a buyer expects of a maker, years: its record, with one prior case of its own."""
    seen, cases = 0.0, 0
    for i in range(s.delivers):
        c = s.clause[s.deliver[i]]
        if c.debtor != MAKERS + maker:
            continue
        number = c.first
        while number >= 0:
            m = s.milestone[number]
            if m.state != WAITING:
                seen += float(m.settled - m.month) / MONTHS_PER_YEAR
                cases += 1
            number = m.next
    return (p.talk_late_years + seen) / (1.0 + cases)
