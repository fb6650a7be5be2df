"""Topologies: for the lines that are open together, every flow's way and the plan's rows."""

from __future__ import annotations

from typing import Any

from model.ensemble.faults import EnsembleError
from model.ensemble.layout import TOPOLOGY
from model.ensemble.record import CAPACITY, blank
from model.ensemble.room import ACCEPT, ADMIT, CREWS, DIESEL, LINE, LOCOMOTIVES, SHIP, WAGONS, YARD
from model.ensemble.survey import Survey
from model.plan import Plan, draw_plan
from rulebook.network import as_of

KIND_OF_ROW = {
    "line": LINE, "yard": YARD, "accept": ACCEPT, "admit": ADMIT, "transship": SHIP,
    "diesel": DIESEL, "locomotives": LOCOMOTIVES, "crews": CREWS, "wagons": WAGONS,
}  # fmt: skip


class Topologies:
    """Those met so far; a new one is drawn by the model's own plan when a run first meets it."""

    def __init__(self, found: Survey) -> None:
        """Begin with none."""
        self.found = found
        self.rows = blank(TOPOLOGY, found.sizes, CAPACITY["topology"])
        self.count = 0

    def add(self, s: Any) -> None:
        """Draw the topology that a replicate has met.

        Raises:
            EnsembleError: there are more than an ensemble holds.
        """
        if self.count == len(self.rows):
            raise EnsembleError("more sets of open lines than an ensemble holds")
        world, lay = self.found.world, self.found.lay
        works = list(world.network.works)
        slips = {name: int(s.work_due[i] - lay.work_month[i]) for i, name in enumerate(works)}
        month = (int(s.month) // 12, int(s.month) % 12 + 1)
        network = as_of(world.network, month, lambda work: slips[work.work])
        plan = draw_plan(network, world.flows, frozenset())
        row = self.rows[self.count]
        row.form = s.form
        self._write(row, plan)
        self.count += 1

    def _write(self, row: Any, plan: Plan) -> None:
        found, lay = self.found, self.found.lay
        row.groups = len(plan.groups)
        row.use[: len(plan.names)] = plan.use
        row.met[: row.groups] = plan.layout.met
        row.shared_by[: row.groups] = plan.layout.shared_by
        row.group_of[:] = -1
        for i, sections in enumerate(plan.groups):
            for name in sections:
                row.group_of[found.lines[name]] = i
        row.accept_row[:] = row.admit_row[:] = row.ship_row[:] = -1
        for i, name in enumerate(plan.names):
            kind, _, place = name.partition(":")
            row.row_kind[i] = KIND_OF_ROW[kind]
            if kind == "line":
                row.row_place[i] = row.row_name[i] = found.lines[place]
            elif kind == "yard":
                row.row_place[i] = found.yards[place]
                row.row_name[i] = lay.yard_name + found.yards[place]
            elif kind in ("accept", "admit", "transship"):
                gate = found.gates[place]
                first = {"accept": lay.accept_name, "admit": lay.admit_name}
                rows = {"accept": row.accept_row, "admit": row.admit_row}
                row.row_place[i] = gate
                row.row_name[i] = first.get(kind, lay.ship_name) + gate
                rows.get(kind, row.ship_row)[gate] = i
            else:
                row.row_name[i] = lay.diesel_name + KIND_OF_ROW[kind] - DIESEL
        for j, path in enumerate(plan.paths):
            if len(path.sections) > row.path.shape[1]:
                raise EnsembleError(f"{path.flow.flow}: a way longer than an ensemble holds")
            row.path_length[j], row.sections[j] = len(path.sections), len(path.sections)
            for k, name in enumerate(path.sections):
                row.path[j, k] = found.lines[name]
                row.passes[found.lines[name], j] = 1
        row.rows = len(plan.names)
