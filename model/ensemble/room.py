"""Room: how much of each limit the month leaves to trains."""

from __future__ import annotations

import math
from typing import Any

from model.ensemble.fleet import mean_pull
from model.ensemble.shocks import gate_factor
from rulebook.border import accepted_trains
from rulebook.line import usable_pairs

# Kinds of rows, in the order of a plan.
LINE, YARD, ACCEPT, ADMIT, SHIP, DIESEL, LOCOMOTIVES, CREWS, WAGONS = range(9)


def room_of_limits(s: Any, lay: Any, p: Any, fate: Any, top: Any, season: float) -> None:
    """Every limit of the month, in the order of the plan's rows."""
    _neighbours_take(s, lay, p, fate)
    diesel, all_free, wagons = _free_stock(s, lay, p)
    _room_of_lines(s, p, top, season)
    for row in range(top.groups):
        s.limits[row] = s.line_room[row]
    for row in range(top.groups, top.rows):
        kind, place = top.row_kind[row], top.row_place[row]
        if kind == YARD:
            s.limits[row] = s.yard_trains[place] * (1.0 + s.yards_added)
        elif kind <= SHIP:
            s.limits[row] = _gate_room(s, lay, p, kind, place)
        elif kind == DIESEL:
            s.limits[row] = max(0.0, diesel)
        elif kind == LOCOMOTIVES:
            s.limits[row] = max(0.0, all_free)
        elif kind == CREWS:
            s.limits[row] = s.crews * (1.0 - p.crews_absent)
        else:
            s.limits[row] = wagons
    _widen(s, lay, top)


def _widen(s: Any, lay: Any, top: Any) -> None:
    """Multiply the limits that the scenario widens."""
    for i in range(lay.widened):
        for row in range(top.rows):
            if top.row_name[row] == lay.wide_name[i] and s.month >= lay.wide_from[i]:
                s.limits[row] *= lay.wide_factor[i]


def _room_of_lines(s: Any, p: Any, top: Any, season: float) -> None:
    """Usable freight pairs a day of each group of sections, anew when works or weather change."""
    quality = 1.0 + s.dispatching_added
    if s.room_known != 0 and s.room_season == season and s.room_quality == quality:
        return
    s.room_known, s.room_season, s.room_quality = 1, season, quality
    s.line_room[:] = math.inf
    for line in range(s.line_pairs.shape[0]):
        group = top.group_of[line]
        if group < 0:
            continue
        double = s.line_tracks[line] > 1
        passenger = p.line_passenger_double if double else p.line_passenger_single
        share = p.line_usable_double if double else p.line_usable_single
        nominal = s.line_pairs[line] + s.line_added[line]
        usable = usable_pairs(nominal, min(passenger, nominal * p.line_passenger_most), share,
                              quality, season)  # fmt: skip
        s.line_room[group] = min(s.line_room[group], usable)


def _gate_room(s: Any, lay: Any, p: Any, kind: int, gate: int) -> float:
    window = s.windows[gate]
    if kind == ACCEPT:
        shock = gate_factor(s, lay, gate)
        return accepted_trains(s.gate_out[gate], window, s.taken[gate], shock)
    if kind == ADMIT:
        shock = gate_factor(s, lay, gate)
        return accepted_trains(s.gate_in[gate], window, p.border_reliability_other, shock)
    return s.gate_ship[gate] + s.gate_added[gate] + window * p.border_window_transship


def _free_stock(s: Any, lay: Any, p: Any) -> tuple[float, float, float]:
    """Ready diesels and all ready locomotives less those on other duty and those that stand.

    Also the wagons free. Waiting trains hold both: a tight border eats traction.
    """
    held_diesel = held_electric = waiting = 0.0
    for j in range(s.waiting.shape[0]):
        if s.gate_bound[j] != 0:
            waiting += s.waiting[j]
            if s.waiting[j] != 0.0:
                stand = s.waiting[j] * p.border_held_locomotives
                held_diesel += stand * (s.wireless[j] / s.length[j])
                held_electric += stand * (s.wired[j] / s.length[j])
    diesel = electric = 0.0
    for maker in range(s.count.shape[0]):
        pulling = s.ready[maker] * mean_pull(s, maker)
        if lay.maker_electric[maker] != 0:
            electric += pulling
        else:
            diesel += pulling
    on_line = 1.0 - p.traction_other_duty
    diesel = diesel * on_line - held_diesel
    electric = electric * on_line - held_electric
    wagons = s.wagons * p.wagons_ready_share - waiting * p.wagons_per_train
    return diesel, 0.0 + diesel + electric, max(0.0, wagons)


def slots_filled(s: Any, lay: Any, gate: int) -> float:
    """Trains a day over a port last month beyond what its ships usually take."""
    usual = s.gate_out[gate] * s.taken[gate] * gate_factor(s, lay, gate)
    out = 0.0
    for j in range(s.passed.shape[0]):
        if lay.flow_out[j] == gate:
            out += s.passed[j]
    return max(0.0, out - usual)


def _neighbours_take(s: Any, lay: Any, p: Any, fate: Any) -> None:
    """The share of the agreed trains that each neighbour takes at its gates this month."""
    spread = p.border_reliability_sd if lay.chance != 0 else 0.0
    for gate in range(s.taken.shape[0]):
        if lay.gate_luck[gate] >= 0 and s.gate_open[gate] != 0:
            china = lay.gate_is_china[gate] != 0
            usual = p.border_reliability_china if china else p.border_reliability_other
            swing = usual + spread * fate.normals[s.t, lay.gate_luck[gate]]
            s.taken[gate] = min(1.0, max(0.0, swing))
