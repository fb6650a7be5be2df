"""Running: trains over the network and through the borders, and those that wait."""

from __future__ import annotations

from typing import Any

from model.ensemble.demand import offer_trains
from model.ensemble.room import room_of_limits
from model.ensemble.traffic import move_trains, note_use, price_moving_stock
from rulebook.border import crossing_hours, turned_away, waiting_after
from rulebook.calendar import DAYS_PER_MONTH, MONTHS_PER_YEAR
from rulebook.line import whole_of


def run_trains(s: Any, lay: Any, p: Any, fate: Any, top: Any) -> None:
    """Solve the month's trains and note what moved, what waits and what each limit is worth."""
    season = s.factor[lay.on_line]
    price_moving_stock(s, lay, p, top, season)
    offer_trains(s, lay, p)
    for j in range(s.wanted.shape[0]):
        s.wanted[j] = s.offered_anew[j] + s.waiting[j] / DAYS_PER_MONTH
    room_of_limits(s, lay, p, fate, top, season)
    move_trains(s, p, fate, top)
    note_use(s, p, fate, top)
    _remember_limits(s, p, top)
    _keep_waiting(s, lay, p, top)
    _count_hours(s, lay, p, top)
    _buy_wagons(s, p, top)
    _hire_crews(s, p, top)


def _remember_limits(s: Any, p: Any, top: Any) -> None:
    """Note the size of each limit, and what more of it was worth over the last months."""
    for row in range(top.rows):
        name = top.row_name[row]
        s.limit_sizes[name] = s.limits[row]
        old = s.mean_shadow[name]
        s.mean_shadow[name] = old + (s.shadow[row] - old) * p.forecast_memory


def _keep_waiting(s: Any, lay: Any, p: Any, top: Any) -> None:
    """Carry waiting trains over to the next month; those without room are turned away."""
    for j in range(s.offered.shape[0]):
        held = _gate_holds(s, top, lay.flow_in[j], j) or _gate_holds(s, top, lay.flow_out[j], j)
        s.gate_bound[j] = 1 if held else 0
        s.offered[j] = s.offered_anew[j]
        arrived, passed = s.offered[j] * DAYS_PER_MONTH, s.passed[j] * DAYS_PER_MONTH
        days = p.border_room_days if held else p.traffic_backlog_days
        waiting, room = s.waiting[j], days * s.offered[j]
        s.refused[j] = turned_away(waiting, arrived, passed, room)
        s.waiting[j] = waiting_after(waiting, arrived, passed, room)


def _gate_holds(s: Any, top: Any, gate: int, j: int) -> bool:
    """Tell whether a gate's own limit stops a flow, not something before it."""
    if gate < 0:
        return False
    return (_row_holds(s, top.accept_row[gate], j) or _row_holds(s, top.admit_row[gate], j)
            or _row_holds(s, top.ship_row[gate], j))  # fmt: skip


def _row_holds(s: Any, row: int, j: int) -> bool:
    return row >= 0 and s.shadow[row] > 0.0 and s.use[row, j] > 0.0


def _count_hours(s: Any, lay: Any, p: Any, top: Any) -> None:
    """Hours to cross each gate, and hours through the country of each flow."""
    for gate in range(s.gate_hours.shape[0]):
        if s.gate_open[gate] != 0:
            _cross(s, lay, p, top, gate)
    for j in range(s.flow_hours.shape[0]):
        running = s.length[j] / p.line_speed_kmh * (1.0 + s.slowness[j])
        at_gates = 0.0
        if lay.flow_in[j] >= 0 and s.gate_seen[lay.flow_in[j]] != 0:
            at_gates += s.gate_hours[lay.flow_in[j]]
        if lay.flow_out[j] >= 0 and s.gate_seen[lay.flow_out[j]] != 0:
            at_gates += s.gate_hours[lay.flow_out[j]]
        s.flow_hours[j] = running + at_gates


def _cross(s: Any, lay: Any, p: Any, top: Any, gate: int) -> None:
    """Hours to cross a gate."""
    waiting = through = use = 0.0
    if lay.gate_used[gate] != 0:
        for k in range(lay.overs[gate]):
            j = lay.over[gate, k]
            through += s.passed[j]
            if s.gate_bound[j] != 0:
                waiting += s.waiting[j]
        use = max(use, _share_used(s, top.accept_row[gate]))
        use = max(use, _share_used(s, top.admit_row[gate]))
        use = max(use, _share_used(s, top.ship_row[gate]))
    base = s.gate_base_hours[gate] * (1.0 - s.notice[gate])
    s.gate_hours[gate] = crossing_hours(base, waiting, through, use, p.border_variability)
    s.gate_seen[gate] = 1


def _share_used(s: Any, row: int) -> float:
    if row < 0 or not s.limits[row] > 0.0:
        return 0.0
    return s.used[row] / s.limits[row]


def _buy_wagons(s: Any, p: Any, top: Any) -> None:
    """Let wagon owners add to their stock when nearly all of it is in use."""
    row = top.rows - 1
    if s.used[row] > p.wagons_buy_above * s.limits[row]:
        growth = s.wagons * p.wagons_most_growth / MONTHS_PER_YEAR
        bought, s.carried_wagons = whole_of(s.carried_wagons, growth)
        s.wagons += bought


def _hire_crews(s: Any, p: Any, top: Any) -> None:
    """Let the operator train more crews when nearly all are on the line."""
    row = top.rows - 2
    if s.used[row] > p.crews_hire_above * s.limits[row]:
        growth = s.crews * p.crews_most_growth / MONTHS_PER_YEAR
        hired, s.carried_crews = whole_of(s.carried_crews, growth)
        s.crews += hired
