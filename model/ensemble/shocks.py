"""Shocks: cards that strike on a date or by chance, and what they multiply while they last."""

from __future__ import annotations

from typing import Any

from rulebook.shock import chance_in_month


def strike(s: Any, lay: Any, p: Any, fate: Any) -> None:
    """Let cards lapse, and strike those that are due by date or by chance."""
    _let_lapse(s)
    s.fresh_strikes = 0
    for card in range(lay.card_hazard.shape[0]):
        factor = p.shock_hazard_factor
        if lay.card_at_depot[card] != 0:
            factor = factor * s.strike_factor
        chance = chance_in_month(lay.card_hazard[card], factor)
        drawn = lay.chance != 0 and fate.uniforms[s.t, card] < chance
        if s.running[card] == 0 and (lay.card_planned[s.t, card] != 0 or drawn):
            if lay.card_removed[s.t, card] == 0:
                _begin(s, lay, card)
    _multiply(s, lay)


def _let_lapse(s: Any) -> None:
    left = 0
    for i in range(s.strikes):
        if s.strike_end[i] > s.month:
            s.strike_card[left], s.strike_end[left] = s.strike_card[i], s.strike_end[i]
            left += 1
        else:
            s.running[s.strike_card[i]] = 0
    s.strikes = left


def _begin(s: Any, lay: Any, card: int) -> None:
    s.strike_card[s.strikes] = card
    s.strike_end[s.strikes] = s.month + lay.card_months[card]
    s.strikes += 1
    s.running[card] = 1
    s.fresh_card[s.fresh_strikes] = card
    s.fresh_strikes += 1


def _multiply(s: Any, lay: Any) -> None:
    """The product of the cards in force on each target, in the order in which they struck."""
    s.factor[:] = 1.0
    s.struck[:] = 0
    for i in range(s.strikes):
        card = s.strike_card[i]
        s.factor[lay.card_target[card]] *= lay.card_factor[card]
        s.struck[lay.card_target[card]] += 1


def gate_factor(s: Any, lay: Any, gate: int) -> float:
    """Share of a gate's acceptance that shocks leave, its neighbour's shocks included."""
    own: float = s.factor[lay.gate_target[gate]]
    return own * s.factor[lay.side_target[gate]]


def silenced(s: Any, maker: int) -> bool:
    """Tell whether a maker has fallen silent by now."""
    return s.silent == maker and s.month >= s.silent_from


def blocked(s: Any, lay: Any, maker: int) -> bool:
    """Tell whether sanctions close the trade with a maker, or it is silent."""
    russian = lay.maker_russian[maker] != 0
    return silenced(s, maker) or (russian and s.struck[lay.on_russia] > 0)


def supply_open(s: Any, lay: Any, p: Any, maker: int) -> float:
    """Share of a maker's parts orders that are served."""
    covered = second_sources(s, p, maker)
    if silenced(s, maker):
        return covered
    share, largest = 1.0, -1
    for i in range(s.strikes):
        card = s.strike_card[i]
        target = lay.card_target[card]
        hit = target == lay.on_russia and lay.maker_russian[maker] != 0
        if target == lay.on_contracted:
            if largest < 0:
                largest = largest_maker(s)
            hit = hit or maker == largest
        if hit:
            share = min(share, max(lay.card_factor[card], covered))
    return share


def second_sources(s: Any, p: Any, maker: int) -> float:
    """Share of a maker's parts that others can make, qualified on its own or by contract."""
    return p.parts_generic_share * max(p.parts_second_source, s.opened[maker])


def largest_maker(s: Any) -> int:
    """The maker of most locomotives, the first of equals."""
    best = 0
    for maker in range(s.count.shape[0]):
        if s.count[maker] > s.count[best]:
            best = maker
    return best
