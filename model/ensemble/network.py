"""The network as it stands: works that open, lines under wires, and every flow's way over it."""

from __future__ import annotations

import math
from typing import Any

from model.ensemble.codes import (
    GATE_HOURS,
    GATE_IN,
    GATE_OPENS,
    GATE_OUT,
    GATE_SHIP,
    LINE_LENGTH,
    LINE_OPENS,
    LINE_PAIRS,
    LINE_TRACKS,
    LINE_TRACTION,
    NEVER,
    YARD_TRAINS,
)
from model.ensemble.faults import NEEDS_TOPOLOGY, SOUND
from model.ensemble.luck import ELEVEN, STEP_OF_UNIT, begin, next_word


def draw_slips(s: Any, lay: Any, p: Any, fate: Any, key: Any) -> None:
    """Months in which each work is open, with its slip by chance."""
    for i in range(lay.work_month.shape[0]):
        slip = 0
        if lay.work_slips[i] != 0 and lay.chance == 0:
            slip = int(p.works_slip_months)
        elif lay.work_slips[i] != 0:
            begin(fate)
            drawn = float(next_word(fate, key, lay.work_stream[i]) >> ELEVEN) * STEP_OF_UNIT
            slip = int(-p.works_slip_months * math.log(1.0 - drawn))
        s.work_due[i] = lay.work_month[i] + slip
        s.work_done[i] = 0
        s.work_when[i] = s.work_due[i]
    _chain(s, lay)


def _chain(s: Any, lay: Any) -> None:
    """A later stage of the same work waits for the earlier; parts that open know their month."""
    for turn in range(lay.work_turn.shape[0]):
        i = lay.work_turn[turn]
        if i < 0 or lay.work_lives[i] == 0:
            continue
        for earlier in range(turn):
            e = lay.work_turn[earlier]
            if lay.work_lives[e] != 0 and lay.work_part[e] == lay.work_part[i]:
                s.work_when[i] = max(s.work_when[i], s.work_when[e])
    for i in range(lay.work_month.shape[0]):  # in the order of the table: the last one counts
        if lay.work_lives[i] != 0 and lay.work_field[i] == LINE_OPENS:
            s.line_opens[lay.work_target[i]] = s.work_due[i]
        if lay.work_lives[i] != 0 and lay.work_field[i] == GATE_OPENS:
            s.gate_opens[lay.work_target[i]] = s.work_due[i]


def lay_network(s: Any, lay: Any, tops: Any) -> int:
    """Open what is due this month and draw the plan anew if anything changed.

    Returns:
        SOUND, or NEEDS_TOPOLOGY if the lines now open were never open together before; nothing
        has changed then, and the call is to be made again when their plan is there.
    """
    if s.month <= s.next_opening and s.wired_anew == 0:
        return SOUND
    _finish_works(s, lay)
    _open_parts(s, lay)
    top = _find(s, tops)
    if top < 0:
        return NEEDS_TOPOLOGY
    s.next_opening = NEVER
    for i in range(s.work_due.shape[0]):
        if s.work_due[i] >= s.month:
            s.next_opening = min(s.next_opening, s.work_due[i])
    s.wired_anew, s.room_known = 0, 0
    if top != s.topology:
        s.topology = top
        s.use[:] = tops[top].use
        for row in range(s.use.shape[0]):
            for j in range(s.use.shape[1]):
                s.use_by[j, row] = s.use[row, j]
    _string_wires(s, lay, tops[top])
    return SOUND


def _finish_works(s: Any, lay: Any) -> None:
    """Give each part the values of the works finished before this month."""
    for turn in range(lay.work_turn.shape[0]):
        i = lay.work_turn[turn]
        if i < 0 or lay.work_lives[i] == 0 or s.work_done[i] != 0 or s.work_when[i] >= s.month:
            continue
        s.work_done[i] = 1
        field, target, value = lay.work_field[i], lay.work_target[i], lay.work_value[i]
        if field == LINE_PAIRS:
            s.line_pairs[target] = value
        elif field == LINE_TRACKS:
            s.line_tracks[target] = int(value)
        elif field == LINE_TRACTION:
            s.line_electric[target] = int(value)
        elif field == LINE_LENGTH:
            s.line_length[target] = value
        elif field == YARD_TRAINS:
            s.yard_trains[target] = value
        elif field == GATE_OUT:
            s.gate_out[target] = value
        elif field == GATE_IN:
            s.gate_in[target] = value
        elif field == GATE_SHIP:
            s.gate_ship[target] = value
        elif field == GATE_HOURS:
            s.gate_base_hours[target] = value


def _open_parts(s: Any, lay: Any) -> None:
    """Open lines and gates, and number the shape of the network that follows."""
    s.form = 0
    for i in range(lay.work_shape.shape[0]):
        if lay.work_shape[i] >= 0 and s.work_done[i] != 0:
            s.form |= 1 << lay.work_shape[i]
    for line in range(s.line_open.shape[0]):
        s.line_open[line] = 1 if s.line_opens[line] < s.month else 0
        if lay.line_shape[line] >= 0 and s.line_open[line] != 0:
            s.form |= 1 << lay.line_shape[line]
    for gate in range(s.gate_open.shape[0]):
        s.gate_open[gate] = 1 if s.gate_opens[gate] < s.month else 0
        if lay.gate_shape[gate] >= 0 and s.gate_open[gate] != 0:
            s.form |= 1 << lay.gate_shape[gate]


def _find(s: Any, tops: Any) -> int:
    """Number of the topology of this shape, -1 for none."""
    for top in range(tops.shape[0]):
        if tops[top].rows == 0:
            return -1
        if tops[top].form == s.form:
            return top
    return -1


def _string_wires(s: Any, lay: Any, top: Any) -> None:
    """Kilometres of each flow with and without wires, and what a train moves."""
    for j in range(s.length.shape[0]):
        wireless = wired = 0.0
        for k in range(top.path_length[j]):
            line = top.path[j, k]
            if s.line_electric[line] != 0 or s.electrified[line] != 0:
                wired += s.line_length[line]
            else:
                wireless += s.line_length[line]
        s.wireless[j], s.wired[j] = wireless, wired
        s.length[j] = wireless + wired
        s.tonne_km[j] = s.length[j] * lay.net_tonnes[j]
        s.worth[j] = s.tonne_km[j] * lay.flow_worth[j]
