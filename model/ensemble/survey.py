"""The survey: a world's tables and a policy's fields written into a layout."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.demand import known_stretch, recent_growth
from model.ensemble import codes
from model.ensemble.codes import NEVER, SEATS
from model.ensemble.faults import EnsembleError
from model.ensemble.layout import FATE, LAYOUT
from model.ensemble.record import CURRENCIES, blank, sizes_of
from model.outcomes import CASPIAN, CHINA
from model.scenario import Scenario
from model.shippers import WAYS
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.demand import level_between
from rulebook.luck import stream_key
from rulebook.network import Network, Work, due
from rulebook.world import KNOT_YEARS, Flow, World

Sizes = dict[str, int]
Script = Sequence[tuple[str, str, int, Mapping[str, float]]]  # seat, kind, month, values


def hash_of(stream: str) -> int:
    """The word that keys a named stream of luck."""
    return stream_key(0, 0, stream)[1]


@dataclass
class Survey:
    """A layout in the making: where everything of a world stands, by name."""

    world: World
    scenario: Scenario
    sizes: Sizes
    lay: Any
    streams: list[str] = field(default_factory=list[str])
    targets: dict[str, int] = field(default_factory=dict[str, int])
    gates: dict[str, int] = field(default_factory=dict[str, int])
    lines: dict[str, int] = field(default_factory=dict[str, int])
    yards: dict[str, int] = field(default_factory=dict[str, int])
    makers: dict[str, int] = field(default_factory=dict[str, int])
    plants: dict[str, int] = field(default_factory=dict[str, int])
    packages: dict[str, int] = field(default_factory=dict[str, int])
    markets: dict[str, int] = field(default_factory=dict[str, int])

    def stream(self, name: str) -> int:
        """Column of a stream of normal draws."""
        if name not in self.streams:
            self.streams.append(name)
        return self.streams.index(name)

    def target(self, name: str) -> int:
        """Number of a target of shocks."""
        return self.targets.setdefault(name, len(self.targets))

    def seats(self) -> tuple[str, ...]:
        """Everyone with beliefs, in the order of their codes."""
        return (*SEATS, *self.makers)


def begin_survey(world: World, scenario: Scenario) -> Survey:
    """Open a survey: places by name, nothing written yet.

    Raises:
        EnsembleError: two makers share a plant, or a capacity does not suffice.
    """
    sizes, network = sizes_of(world), world.network
    plants = [one.plant for one in world.suppliers.values() if one.plant]
    if len(set(plants)) < len(plants):
        raise EnsembleError("two makers share a plant: run this world by the Mesa engine")
    if len(world.packages) > sizes["package"] or scenario.months > sizes["month"]:
        raise EnsembleError("more packages or months than an ensemble holds")

    def numbered(names: Any) -> dict[str, int]:
        return {name: i for i, name in enumerate(names)}

    return Survey(
        world, scenario, sizes, blank(LAYOUT, sizes)[0], gates=numbered(network.gates),
        lines=numbered(network.segments), yards=numbered(network.yards),
        makers=numbered(world.suppliers), plants=numbered(plants),
        packages=numbered(world.packages),
        markets=numbered(dict.fromkeys(flow.market for flow in world.flows)),
    )  # fmt: skip


def survey_policy(found: Survey) -> None:
    """Start, luck, currencies, money for works."""
    lay, scenario, world = found.lay, found.scenario, found.world
    lay.start, lay.months = scenario.start, scenario.months
    lay.chance, lay.talks = int(scenario.chance), int(scenario.talks)
    lay.silent, lay.silent_from = -1, NEVER
    if scenario.silence is not None:
        lay.silent, lay.silent_from = found.makers[scenario.silence[0]], scenario.silence[1]
    lay.opening_rate[:] = np.nan
    for i, currency in enumerate(CURRENCIES):
        lay.opening_rate[i] = scenario.rates.get(currency, np.nan)
    lay.tenge_luck = found.stream("currency.tenge")
    for i, currency in enumerate(CURRENCIES[1:]):
        lay.currency_luck[i + 1] = found.stream(f"currency.{currency}")
    lay.sea_luck = found.stream("sea_rate")
    lay.threshold_stream = hash_of("strike_threshold")
    kinds = {"yard": codes.TO_YARDS, "dispatching": codes.TO_DISPATCHING, "line": codes.TO_LINE,
             "depot": codes.TO_DEPOTS}  # fmt: skip
    lay.packages = len(world.packages)
    for i, (name, package) in enumerate(world.packages.items()):
        gate = package.limit.partition(".")[2] if package.limit.startswith("transship.") else ""
        lay.package_kind[i] = codes.TO_GATE if gate else kinds.get(package.limit, codes.TO_WIRES)
        lay.package_gate[i] = found.gates[gate] if gate else -1
        lay.package_luck[i] = found.stream(f"forecast.{name}")
        lay.package_gain[i], lay.package_cost[i] = package.gain, package.cost_musd
        lay.package_months[i], lay.package_most[i] = package.months, package.most_steps
        lay.package_jobs[i] = package.jobs
    lay.programmed = len(scenario.programme)
    for i, name in enumerate(scenario.programme):
        lay.programme[i] = found.packages[name]


def survey_script(found: Survey, script: Script) -> None:
    """Decisions scripted beforehand; of several for one seat and month the first is asked for.

    Raises:
        EnsembleError: a decision that is none of a January's.
    """
    lay, start = found.lay, found.scenario.start
    for seat, kind, month, values in reversed(script):
        year = month // MONTHS_PER_YEAR - start // MONTHS_PER_YEAR
        if (seat, kind) == ("operator", "capital_plan") and month % MONTHS_PER_YEAR == 0:
            lay.plan_scripted[year], lay.plan_steps[year] = 1, 0.0
            for name, steps in values.items():
                lay.plan_steps[year, found.packages[name]] = steps
        elif (seat, kind) == ("government", "budget") and month % MONTHS_PER_YEAR == 0:
            lay.budget_scripted[year] = 1
            lay.budget_tariff[year] = values.get("tariff_over_prices", 0.0)
            lay.budget_money[year] = values.get("works_money_musd", np.nan)
        else:
            raise EnsembleError(f"script: {seat} {kind} — allowed in an ensemble: operator"
                                " capital_plan, government budget")  # fmt: skip


def survey_flows(found: Survey) -> None:
    """Flows, what is known of their levels, and the luck of those that are not."""
    lay, world, scenario = found.lay, found.world, found.scenario
    knots = [year for year in KNOT_YEARS if year <= scenario.known_until]
    lay.knots = len(knots)
    lay.knot_year[: len(knots)] = knots
    known = [known_stretch(scenario.start + t, scenario.known_until)
             for t in range(scenario.months)]  # fmt: skip
    lay.known[: scenario.months] = [one is not None for one in known]
    for j, flow in enumerate(world.flows):
        _survey_flow(found, j, flow)
        for i in range(len(knots)):
            last = len(knots) - 1
            lay.recent[i, j] = recent_growth(flow, (i, last) if i < last else None)
        for t, one in enumerate(known):
            if one is not None:
                before, after, share = one
                lay.known_level[t, j] = level_between(
                    flow.knots[before], flow.knots[after], share) if after else flow.knots[0]
        if not all(one is not None for one in known):
            lay.market_luck[j] = found.stream(f"demand.{flow.market}")
            lay.flow_luck[j] = found.stream(f"demand.{flow.flow}")
    for market, i in found.markets.items():
        lay.market_target[i] = found.target(f"demand.{market}")
    lay.europe = found.markets.get("transit_europe", -1)
    lay.europe_by[:] = -1
    for way, gate in enumerate(WAYS[:2]):
        for j, flow in enumerate(world.flows):
            if flow.market == "transit_europe" and flow.gate_in == gate:
                lay.europe_by[way] = j
                break


def _survey_flow(found: Survey, j: int, flow: Flow) -> None:
    lay = found.lay
    lay.empty_return[j] = flow.empty_return
    lay.tariff[j], lay.flow_worth[j] = flow.tariff_kzt_tkm, flow.worth
    lay.growth[j], lay.growth_sd[j], lay.first_level[j] = (
        flow.growth, flow.growth_sd, flow.knots[0],
    )  # fmt: skip
    lay.market[j] = found.markets[flow.market]
    lay.flow_in[j] = found.gates[flow.gate_in] if flow.gate_in else -1
    lay.flow_out[j] = found.gates[flow.gate_out] if flow.gate_out else -1
    lay.way_of[j] = _way_of(flow)
    lay.is_europe[j] = flow.market == "transit_europe"
    over = dict.fromkeys(found.gates[gate] for gate in flow.gates)
    for corridor in over or (len(found.gates),):
        lay.over[corridor, lay.overs[corridor]] = j
        lay.overs[corridor] += 1
    survey_load(lay, j, flow)
    transit = flow.market.startswith("transit") or flow.flow in ("caspian_west", "north_south")
    lay.is_transit[j] = transit
    lay.is_china[j] = any(gate in CHINA for gate in flow.gates)
    lay.is_caspian[j] = any(gate in CASPIAN for gate in flow.gates)


def survey_load(lay: Any, j: int, flow: Flow) -> None:
    """What a flow's train carries; it may follow parameters of a run."""
    lay.net_tonnes[j], lay.teu[j], lay.load[j] = flow.net_tonnes, flow.teu, flow.load


def _way_of(flow: Flow) -> int:
    """The way whose share moves a flow; -1 where only the tariff does."""
    if flow.market == "transit_europe":
        for way, gate in enumerate(WAYS[:2]):
            if gate in flow.gates:
                return way
    return codes.BY_CASPIAN if flow.market == "caspian" and "altynkol" in flow.gates else -1


def survey_network(found: Survey) -> None:
    """Lines, yards, gates and dated works."""
    lay, network = found.lay, found.world.network
    lines, yards, gates = len(network.segments), len(network.yards), len(network.gates)
    lay.yard_name, lay.accept_name = lines, lines + yards
    lay.admit_name, lay.ship_name = lines + yards + gates, lines + yards + 2 * gates
    lay.diesel_name = lines + yards + 3 * gates
    for i, line in enumerate(network.segments.values()):
        lay.line_length_base[i], lay.line_pairs_base[i] = line.length_km, line.capacity_pairs
        lay.line_tracks_base[i] = line.tracks
        lay.line_electric_base[i] = line.traction == "electric"
        lay.line_opens_base[i] = _number(line.opens)
    lay.yard_trains_base[:] = [yard.trains_per_day for yard in network.yards.values()]
    used = {gate for flow in found.world.flows for gate in flow.gates}
    out = {flow.gate_out for flow in found.world.flows} | {"dostyk", "altynkol", "aktau"}
    for i, (name, gate) in enumerate(network.gates.items()):
        lay.gate_out_base[i], lay.gate_in_base[i] = gate.acceptance_out, gate.acceptance_in
        lay.gate_ship_base[i] = gate.transship_trains or 0.0
        lay.gate_hours_base[i], lay.gate_opens_base[i] = gate.base_hours, _number(gate.opens)
        lay.gate_is_china[i], lay.gate_used[i] = gate.neighbour == "china", name in used
        lay.gate_target[i] = found.target(f"gate.{name}")
        lay.side_target[i] = found.target(f"gate.{gate.neighbour}")
        lay.gate_luck[i] = found.stream(f"gate.{name}") if name in out else -1
    _survey_works(found, network)


def _number(month: tuple[int, int] | None) -> int:
    """Number of a month; long past where there is none."""
    return -NEVER if month is None else month[0] * 12 + month[1] - 1


def names_of_limits(network: Network) -> tuple[str, ...]:
    """Names of limits by their number."""
    gates = tuple(network.gates)
    return (
        *(f"line:{name}" for name in network.segments), *(f"yard:{name}" for name in network.yards),
        *(f"{kind}:{gate}" for kind in ("accept", "admit", "transship") for gate in gates),
        "diesel", "locomotives", "crews", "wagons",
    )  # fmt: skip


def survey_widening(found: Survey) -> None:
    """Limits that a counterfactual makes larger.

    Raises:
        EnsembleError: more of them than an ensemble holds.
    """
    lay, names = found.lay, names_of_limits(found.world.network)
    wide = [one for one in found.scenario.widened if one[0] in names]
    if len(wide) > found.sizes["widening"]:
        raise EnsembleError("more limits widened than an ensemble holds")
    lay.widened = len(wide)
    for i, (name, factor, since) in enumerate(wide):
        lay.wide_name[i], lay.wide_factor[i], lay.wide_from[i] = names.index(name), factor, since


FIELDS = {
    "capacity_pairs": codes.LINE_PAIRS, "tracks": codes.LINE_TRACKS,
    "traction": codes.LINE_TRACTION, "length_km": codes.LINE_LENGTH,
    "trains_per_day": codes.YARD_TRAINS, "acceptance_out": codes.GATE_OUT,
    "acceptance_in": codes.GATE_IN, "transship_trains": codes.GATE_SHIP,
    "base_hours": codes.GATE_HOURS,
}  # fmt: skip


def _survey_works(found: Survey, network: Network) -> None:
    """Works as they are planned, and those that change which lines and rows there are."""
    lay, works = found.lay, list(network.works.values())
    old = {work.supersedes for work in works}
    parts: dict[tuple[str, str], int] = {}
    bits = 0
    for i, work in enumerate(works):
        place = found.lines.get(work.target, found.yards.get(work.target, -1))
        if work.field in ("acceptance_out", "acceptance_in", "transship_trains", "base_hours"):
            place = found.gates[work.target]
        lay.work_field[i] = FIELDS.get(work.field, codes.NOTHING)
        if work.field == "opens":
            gate = work.target not in found.lines
            place = found.gates[work.target] if gate else found.lines[work.target]
            lay.work_field[i] = codes.GATE_OPENS if gate else codes.LINE_OPENS
        elif work.field == "trains_per_day":
            place = found.yards[work.target]
        lay.work_target[i], lay.work_value[i] = place, _value(work)
        lay.work_month[i] = _number(due(work))
        lay.work_slips[i], lay.work_lives[i] = work.done is None, work.work not in old
        lay.work_stream[i] = hash_of(f"works.{work.work}")
        lay.work_part[i] = parts.setdefault((work.target, work.field), len(parts))
        shapes = lay.work_field[i] == codes.LINE_LENGTH or (
            lay.work_field[i] == codes.GATE_SHIP
            and network.gates[work.target].transship_trains is None)  # fmt: skip
        lay.work_shape[i] = bits if shapes else -1
        bits += int(shapes)
    turns = sorted(range(len(works)), key=lambda i: due(works[i]))
    lay.work_turn[:] = turns
    opening = {work.target for work in works if work.field == "opens"}
    for names, parts_of, shape in ((found.lines, network.segments, lay.line_shape),
                                   (found.gates, network.gates, lay.gate_shape)):  # fmt: skip
        for name, i in names.items():
            opens = parts_of[name].opens is not None or name in opening
            shape[i] = bits if opens else -1
            bits += int(opens)
    if bits > 62:
        raise EnsembleError("more lines and gates yet to open than an ensemble holds")


def _value(work: Work) -> float:
    """A work's value as a number."""
    if work.field == "traction":
        return float(work.value == "electric")
    return float(work.value) if isinstance(work.value, (int, float)) else 0.0


def survey_makers(found: Survey) -> None:
    """Makers, their locomotives at the start and their plants."""
    lay, scenario = found.lay, found.scenario
    for i, maker in enumerate(found.world.suppliers.values()):
        for name in ("price_musd", "heavy_price", "yearly_capacity", "home_share", "lead_days",
                     "failures", "planned_share", "content_now", "assembly_ceiling", "cost_floor",
                     "service_kusd"):  # fmt: skip
            lay[name][i] = getattr(maker, name)
        lay.credit_rate[i] = maker.credit_base + maker.credit_spread
        lay.fleet_age[i] = scenario.ages.get(maker.supplier, maker.fleet_age)
        fleet = scenario.fleet.get(maker.supplier, maker.fleet_now)
        lay.fleet_count[i] = int(np.floor(fleet + 0.5))
        lay.maker_electric[i] = maker.traction == "electric"
        if maker.currency not in CURRENCIES[1:]:
            raise EnsembleError(f"{maker.supplier}: currency {maker.currency!r} — allowed in an"
                                f" ensemble: {', '.join(CURRENCIES[1:])}")  # fmt: skip
        lay.maker_currency[i] = CURRENCIES.index(maker.currency)
        lay.maker_russian[i] = maker.country == "RU"
        lay.maker_plant[i] = found.plants.get(maker.plant, -1) if maker.plant else -1
        if maker.plant:
            k = found.plants[maker.plant]
            lay.plant_maker[k] = i
            lay.plant_built[k] = scenario.built.get(maker.supplier, maker.built_before)
            lay.plant_content[k] = scenario.content.get(maker.supplier, maker.content_now)
            workers = scenario.plant_workers.get(maker.plant)
            lay.plant_workers[k] = np.nan if workers is None else workers
    lay.plant_count = len(found.plants)


def survey_cards(found: Survey) -> None:
    """Cards, when they are planned, and which are cut out of a run."""
    lay, scenario = found.lay, found.scenario
    cards = list(found.world.cards)
    for i, (name, card) in enumerate(found.world.cards.items()):
        lay.card_target[i] = found.target(card.target)
        lay.card_factor[i], lay.card_hazard[i] = card.factor, card.hazard
        lay.card_months[i], lay.card_length[i] = int(card.months), card.months
        lay.card_at_depot[i] = card.target == "depot"
        lay.card_stream[i] = hash_of(f"shock.{name}")
        for month in scenario.cards.get(name, ()):
            if 0 <= month - scenario.start < scenario.months:
                lay.card_planned[month - scenario.start, i] = 1
    for cut in scenario.removed:
        name, _, month = cut.removeprefix("shock:").partition("@")
        struck = cut.startswith("shock:") and month.isdigit()
        t = int(month) - scenario.start if struck else -1
        if 0 <= t < scenario.months and name in cards:
            lay.card_removed[t, cards.index(name)] = 1
    lay.depot_strike = cards.index("depot_strike") if "depot_strike" in cards else -1
    lay.on_currency, lay.on_russia = found.target("currency"), found.target("parts.russia")
    lay.on_contracted, lay.on_home = found.target("parts.contracted"), found.target("home")
    lay.on_line, lay.on_depot = found.target("line"), found.target("depot")


def close_survey(found: Survey) -> None:
    """Write the streams of luck, now that all are known."""
    lay = found.lay
    if len(found.streams) > found.sizes["normal"] or len(found.targets) > found.sizes["target"]:
        raise EnsembleError("more streams of luck or targets than an ensemble holds")
    lay.normals = len(found.streams)
    lay.normal_stream[: len(found.streams)] = [hash_of(name) for name in found.streams]


def make_fate(sizes: Sizes) -> Any:
    """Room for a replicate's luck, with the tables that NumPy draws normal numbers by."""
    fate = blank(FATE, sizes)[0]
    tables = importlib.import_module("numba.np.random._constants")
    fate.zig_keep[:], fate.zig_scale[:] = tables.ki_double, tables.wi_double
    fate.zig_height[:] = tables.fi_double
    fate.zig_edge, fate.zig_inverse = tables.ziggurat_nor_r, tables.ziggurat_nor_inv_r
    return fate
