"""Rules of skill: learning by doing, access to technology, and what is made at home."""

from __future__ import annotations

import math


def learned_content(start: float, per_doubling: float, built: float, built_before: float) -> float:
    """Local content by value after learning by doing (Wright's law), as a share.

    >>> round(learned_content(0.30, 0.11, 480.0, 240.0), 9)
    0.41
    """
    return start + per_doubling * math.log(max(built, 1.0) / max(built_before, 1.0)) / math.log(2.0)


def content_ceiling(
    assembly_ceiling: float, component_room: float, engineering: float, supplier_base: float
) -> float:
    """Most local content that skills and home suppliers allow, as a share.

    Assembly alone stops at `assembly_ceiling`; component engineering opens the rest, and only
    as far as home suppliers exist.
    """
    return assembly_ceiling + component_room * engineering * supplier_base


def engineering_after(
    level: float, access: float, staff: float, orders: float, pace: float, decay: float
) -> float:
    """Component engineering after a month, 0 to 1.

    It grows only where access, staff and orders coincide, and fades without orders.

    Args:
        level: engineering now.
        access: technology that contracts hand over, 0 to 1.
        staff: share of engineering posts that trained people hold, 0 to 1.
        orders: this month's orders against a plant's capacity, 0 to 1.
        pace: growth a month at best.
        decay: share lost a month without orders.
    """
    gain = pace * min(access, staff, orders) * max(0.0, access - level)
    return min(1.0, max(0.0, level + gain - decay * (1.0 - orders) * level))


def hires_towards(
    needed: float, people: float, closing: float, low: float, high: float
) -> float:
    """Whole people to hire this month, or to let go below zero.

    Args:
        needed: people that the work in hand asks for.
        people: people there and in training.
        closing: share of the gap closed in a month.
        low: fewest, below zero where people may go.
        high: most that can be taught.
    """
    return float(round(min(high, max(low, (needed - people) * closing))))


def repair_pace(technicians: float, needed: float, experience: float) -> float:
    """How fast a depot repairs against its norm: short-handed depots are slower.

    Args:
        technicians: trained technicians.
        needed: technicians that the fleet needs.
        experience: their skill against the norm, about 1.
    """
    return min(1.0, technicians / max(needed, 1.0)) * experience
