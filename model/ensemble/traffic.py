"""Traffic: the month's trains over the network, and the limit that held each corridor back."""

from __future__ import annotations

from typing import Any

from model.ensemble.codes import FREE
from model.ensemble.flow import solve_flow
from rulebook.flow import NEARLY
from rulebook.line import crowding_delay, locomotive_days


def price_moving_stock(s: Any, lay: Any, p: Any, top: Any, season: float) -> None:
    """Fill the rows of locomotives, crews and wagons: days of each that a daily train takes."""
    first = top.rows - 4
    for j in range(s.length.shape[0]):
        longer, back, load = 1.0 + s.slowness[j], lay.empty_return[j], lay.load[j]
        run = p.traction_run_km_day * season / longer
        dwell = p.traction_dwell_days * s.wireless[j] / s.length[j]
        s.use[first, j] = locomotive_days(s.wireless[j], run, back, dwell) * load
        days = locomotive_days(s.length[j], run, back, p.traction_dwell_days)
        s.use[first + 1, j] = days * load
        hours = s.length[j] * (1.0 + back) * longer / p.line_speed_kmh
        s.use[first + 2, j] = hours / p.crews_hours_a_day
        turn = locomotive_days(s.length[j], run, back, p.wagons_terminal_days)
        s.use[first + 3, j] = turn * p.wagons_per_train * load
        for row in range(first, first + 4):
            s.use_by[j, row] = s.use[row, j]


def add_use(s: Any, trains: Any, sums: Any, rows: int) -> None:
    """How much of each limit trains take, each sum in the order of the flows."""
    for row in range(rows):
        sums[row] = 0.0
    for j in range(trains.shape[0]):
        ran = trains[j]
        if ran != 0.0:
            by = s.use_by[j]
            for row in range(rows):
                sums[row] += by[row] * ran


def move_trains(s: Any, p: Any, fate: Any, top: Any) -> None:
    """Move what the limits let through; sets trains passed and the worth of each limit."""
    count = s.wanted.shape[0]
    for j in range(count):
        fate.upper[j] = s.wanted[j] * p.traffic_first_share
        fate.upper[count + j] = s.wanted[j] * (1.0 - p.traffic_first_share)
        fate.weights[j] = s.worth[j] * p.traffic_first_worth
        fate.weights[count + j] = s.worth[j]
    tight = 0
    add_use(s, s.wanted, fate.sums, top.rows)
    for row in range(top.rows):
        s.shadow[row] = 0.0
        if fate.sums[row] > s.limits[row] * NEARLY:
            fate.tight[tight] = row
            fate.room[tight] = s.limits[row]
            for j in range(count):
                fate.tight_use[tight, j] = fate.tight_use[tight, count + j] = s.use[row, j]
            tight += 1
    solve_flow(fate, tight, 2 * count)
    for i in range(tight):
        s.shadow[fate.tight[i]] = fate.prices[i]
    for j in range(count):
        s.passed[j] = fate.units[j] + fate.units[count + j]


def note_use(s: Any, p: Any, fate: Any, top: Any) -> None:
    """How much of each limit the trains take, and the extra running time that follows."""
    count = s.passed.shape[0]
    add_use(s, s.passed, s.used, top.rows)
    delay = fate.delay
    for j in range(count):
        delay[j] = 0.0
    for row in range(top.groups):
        crowded = s.used[row] / s.limits[row] if s.limits[row] > 0.0 else 1.0
        longer, met = crowding_delay(crowded, p.line_variability) * top.shared_by[row], top.met[row]
        for j in range(count):
            delay[j] += met[j] * longer
    # Rosters follow delays slowly; taken at once, slow months and quick ones would alternate.
    for j in range(count):
        new = fate.delay[j] / top.sections[j]
        s.slowness[j] = s.slowness[j] + (new - s.slowness[j]) * p.line_delay_follow


def note_binding(s: Any, lay: Any, p: Any, fate: Any, top: Any) -> None:
    """Record which limit held each corridor back this month, and what more of it would move."""
    short = 0
    for j in range(s.passed.shape[0]):
        fate.short[j] = 1 if s.passed[j] < s.wanted[j] * p.traffic_short_below else 0
        short += fate.short[j]
    bound = 0
    for row in range(top.rows):
        if short > 0 and s.shadow[row] > 0.0:
            fate.tight[bound] = row
            bound += 1
    for corridor in range(s.binding.shape[0]):
        s.binding[corridor], s.marginal[corridor] = FREE, 0.0
        if _is_short(lay, fate, corridor):
            row = _costliest(s, lay, fate, bound, corridor)
            if row >= 0:
                s.binding[corridor] = top.row_name[row]
                s.marginal[corridor] = s.shadow[row]


def _is_short(lay: Any, fate: Any, corridor: int) -> bool:
    for k in range(lay.overs[corridor]):
        if fate.short[lay.over[corridor, k]] != 0:
            return True
    return False


def _costliest(s: Any, lay: Any, fate: Any, bound: int, corridor: int) -> int:
    """The row that costs a corridor's flows most, -1 where none binds."""
    best, cost = -1, 0.0
    for i in range(bound):
        row, share = fate.tight[i], 0.0
        for k in range(lay.overs[corridor]):
            j = lay.over[corridor, k]
            share += s.use[row, j] * s.shadow[row] / s.tonne_km[j]
        if share > cost:
            best, cost = row, share
    return best
