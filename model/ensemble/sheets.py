"""Sheets: the agendas of a policy, drafted once, and the contracts that stand signed."""

from __future__ import annotations

import itertools
import math
from typing import Any

from agents.agenda import Part, parts_of
from agents.drafting import Signing, draft, known_terms
from agents.drafting.amendment import RESTATED
from agents.strategy import strategy
from agents.valuation import STOCK_SIZES
from model.ensemble import codes
from model.ensemble.amending import ISSUES
from model.ensemble.codes import MAKERS, SEATS
from model.ensemble.faults import EnsembleError
from model.ensemble.halves import Filled, Halves, cut_in_halves, write_halves
from model.ensemble.layout import WORDS
from model.ensemble.survey import Survey, hash_of
from model.ensemble.templates import (
    TENGE_RATES,
    Templates,
    carried_rates,
    draft_twice,
    words_of,
)
from rulebook.bargain import BAND
from rulebook.calendar import month_number
from rulebook.contract import KINDS, Contract
from rulebook.term_sheet import TermSheet, load_term_sheets
from rulebook.world import Supplier

AMENDMENT = "amendment"
AMENDED = (
    "deliver", "pay", "lend", "serve", "stock", "access", "train", "hand_over", "content",
    "penalty", "rebate", "priority", "end",
)  # fmt: skip
GROUPS = {
    "window": codes.GATES, "sail": codes.GATES, "notice": codes.GATES, "fare": codes.GATES,
    "train": codes.WORKERS, "keep_jobs": codes.WORKERS, "wage": codes.WORKERS,
    "no_strike": codes.WORKERS, "fund": codes.WORKS, "build": codes.WORKS,
    "discount": codes.TRANSIT, "pledge": codes.TRANSIT,
}  # fmt: skip

Drafted = dict[tuple[str, str], tuple[tuple[Part, ...], tuple[Part, ...]]]


def survey_sheets(found: Survey) -> None:
    """Draft every agenda and every signed contract of a policy into the layout.

    Raises:
        EnsembleError: what an ensemble has no room or no code for.
    """
    sheets = load_term_sheets()
    if list(sheets) != sorted(sheets, key=lambda name: f"{name}:"):
        raise EnsembleError("term sheets whose names are no order of their contracts' names")
    if KINDS[codes.END :] != ("end",):
        raise EnsembleError("kinds of clause that an ensemble does not know")
    if len(sheets) > found.sizes["sheet"]:
        raise EnsembleError("more term sheets than an ensemble holds")
    drafted = _draft_agendas(found, sheets)
    signed = [_draft_signed(found, entry, sheets) for entry in found.scenario.signed]
    contracts = [k for parts, _ in drafted.values() for part in parts for k, _ in part.drafts]
    templates = Templates(found, words_of([*contracts, *(k for k, _ in signed)]))
    lay, filled = found.lay, Filled()
    lay.sheets = len(sheets)
    lay.agenda_of[:] = -1
    lay.amendment = -1
    names = list(sheets)
    agendas = 0
    for number, (name, sheet) in enumerate(sheets.items()):
        talked = found.scenario.talks and name in found.scenario.sheets
        lay.sheet_talked[number] = bool(talked and sheet.every)
        _write_sheet(found, lay.sheet[number], sheet)
        if talked and name == AMENDMENT:
            lay.amendment = number
            _write_amendment(found, lay.sheet[number], sheet, filled)
        elif talked and sheet.every:
            agendas = _write_agendas(templates, number, sheet, drafted, filled, agendas)
    _write_signed(templates, signed, names)
    _note_groups(found, names)
    for package in templates.built:
        lay.package_agreed[package] = 1
    for word in WORDS:
        lay[f"word_{word}"] = templates.word(word)
    for word in RESTATED:
        lay.restated[templates.word(word)] = 1
    _survey_seats(found)


def _makers_at(found: Survey, sheet: TermSheet) -> list[Supplier | None]:
    if "supplier" not in sheet.parties:
        return [None]
    return [found.world.suppliers[name] for name in found.scenario.tenders]


def _draft_agendas(found: Survey, sheets: dict[str, TermSheet]) -> Drafted:
    """The parts of each agenda with each maker, drafted at two tenge rates."""
    drafted: Drafted = {}
    for name, sheet in sheets.items():
        if name == AMENDMENT or name not in found.scenario.sheets or not sheet.every:
            continue
        if not found.scenario.talks:
            continue
        for maker in _makers_at(found, sheet):
            seats = {role: role for role in sheet.parties}
            if maker is not None:
                seats["supplier"] = maker.supplier
            one, other = (parts_of(sheet, Signing(0, seats, maker, extra={"tenge_rate": rate}))
                          for rate in TENGE_RATES)  # fmt: skip
            drafted[name, maker.supplier if maker else ""] = one, other
    return drafted


def _write_sheet(found: Survey, row: Any, sheet: TermSheet) -> None:
    """Who sits at a sheet's table."""
    for i, party in enumerate(sheet.parties):
        if party != "supplier" and party not in SEATS:
            raise EnsembleError(f"{sheet.name}: party {party!r} is none that an ensemble knows")
        row.party[i] = -1 if party == "supplier" else SEATS.index(party)
    row.parties, row.rivals = len(sheet.parties), sheet.rivals
    row.with_maker = "supplier" in sheet.parties
    row.delivers = sheet.moves("deliver")
    if sheet.name in found.scenario.sheets and sheet.restricted:
        raise EnsembleError(f"{sheet.name}: issues that not every party may propose")


def _write_agendas(
    templates: Templates, number: int, sheet: TermSheet, drafted: Drafted, filled: Filled,
    agendas: int,
) -> int:  # fmt: skip
    """A sheet's halves, and its drafts with each maker; gives the number of the next agenda."""
    found, lay = templates.found, templates.found.lay
    own = {maker: parts for (name, maker), parts in drafted.items() if name == sheet.name}
    kinds = [kind for kind in KINDS
             if any(part.kind == kind for parts, _ in own.values() for part in parts)]  # fmt: skip
    if not kinds:
        return agendas
    halves = cut_in_halves(sheet, kinds, found.sizes["half"])
    _write_parts(lay.sheet[number], halves, kinds, found.sizes["value"])
    write_halves(lay, lay.sheet[number], halves, filled)
    for maker, (parts, other) in own.items():
        if not parts:
            continue
        if agendas == found.sizes["agenda"]:
            raise EnsembleError("more agendas than an ensemble holds")
        place = found.makers[maker] if maker else -1
        lay.agenda[agendas].sheet, lay.agenda[agendas].maker = number, place
        lay.agenda_of[number, place + 1] = agendas
        for q, kind in enumerate(kinds):
            pair = [next((part for part in side if part.kind == kind), None)
                    for side in (parts, other)]  # fmt: skip
            lay.agenda[agendas].draft_from[q] = templates.drafts
            _write_drafts(templates, halves, kind, pair[0], pair[1])
        agendas += 1
    return agendas


def _write_parts(row: Any, halves: Halves, kinds: list[str], most: int) -> None:
    """How many drafts each part has by half, and where their worth stands."""
    value = 0
    row.parts = len(kinds)
    for q, kind in enumerate(kinds):
        counts = [math.prod(halves.shape[i] for i in halves.of_kind(kind, half))
                  for half in (halves.first, halves.second)]  # fmt: skip
        row.kind[q], row.value_from[q] = codes.KIND[kind], value
        row.firsts[q], row.seconds[q] = counts
        value += counts[0] * counts[1]
    if value > most:
        raise EnsembleError("more drafts on an agenda than an ensemble holds")


def _write_drafts(
    templates: Templates, halves: Halves, kind: str, part: Part | None, other: Part | None
) -> None:
    """A part's drafts, those of one package of the first half together."""
    lay = templates.found.lay
    first, second = halves.of_kind(kind, halves.first), halves.of_kind(kind, halves.second)
    for steps in itertools.product(*(range(halves.shape[i]) for i in (*first, *second))):
        if templates.drafts == len(lay.draft):
            raise EnsembleError("more drafts than an ensemble holds")
        row = lay.draft[templates.drafts]
        templates.drafts += 1
        row.deliver = row.pay = row.sail = -1
        row.clauses = 0
        if part is None or other is None:
            continue
        chosen = dict(zip((*first, *second), steps, strict=True))
        number = 0
        for i, size in enumerate(part.shape):
            number = number * size + (chosen.get(i, 0) if size > 1 else 0)
        contract, clauses = part.drafts[number]
        carries = carried_rates(contract, other.drafts[number][0])
        by_name = dict(zip((c.name for c in contract.clauses), carries, strict=True))
        row.clauses = len(clauses)
        row.from_ = templates.write(clauses, [by_name[c.name] for c in clauses])
        if clauses:
            for name in ("deliver", "pay", "sail"):
                about = contract.find(name)
                if about is not None:
                    row[name] = templates.place(about, by_name[name])


def _write_amendment(found: Survey, row: Any, sheet: TermSheet, filled: Filled) -> None:
    """An amendment's agenda; its drafts are made from each older contract as it stands.

    Raises:
        EnsembleError: issues other than those that `agents.drafting.amendment` reads.
    """
    lay = found.lay
    if [issue.name for issue in sheet.issues] != list(ISSUES):
        raise EnsembleError(f"{sheet.name}: issues — allowed in an ensemble: {', '.join(ISSUES)}")
    halves = cut_in_halves(sheet, AMENDED, found.sizes["half"])
    _write_parts(row, halves, list(AMENDED), found.sizes["value"])
    write_halves(lay, row, halves, filled)
    opened = [issue for issue in sheet.issues if issue.open]
    for i, issue in enumerate(sheet.issues):
        lay.amended_issue[i] = opened.index(issue) if issue.open else -1
        lay.amended_default[i] = issue.default
        lay.amended_value[i, : len(issue.steps)] = issue.steps
    defaults = [issue.steps.index(issue.default) for issue in opened]
    for place in range(row.packages):
        steps = lay.step_of[row.places_from + place]
        first = lay.half_part[row.first_from + lay.first_of[row.places_from + place]]
        second = lay.half_part[row.second_from + lay.second_of[row.places_from + place]]
        lay.amended_at[place] = -1
        for q, kind in enumerate(AMENDED):
            still = [i for i in range(len(opened)) if i not in halves.moved[kind]]
            if all(steps[i] == defaults[i] for i in still):
                lay.amended_at[place, q] = first[q] + second[q]
        lay.amended[place] = (lay.amended_at[place] >= 0).any()


def _draft_signed(
    found: Survey, entry: dict[str, Any], sheets: dict[str, TermSheet]
) -> tuple[Contract, list[bool]]:
    """A contract signed before the start, without what a counterfactual cuts."""
    sheet = sheets[entry["sheet"]]
    maker = found.world.suppliers[entry["supplier"]] if "supplier" in entry else None
    seats = {role: role for role in sheet.parties}
    if maker is not None:
        seats["supplier"] = maker.supplier
    terms, month = known_terms(sheet, entry["terms"]), month_number(entry["month"])
    contract, carries = draft_twice(sheet, terms, Signing(0, seats, maker))
    name = draft(sheet, terms, Signing(month, seats, maker,
                                       extra={"tenge_rate": TENGE_RATES[0]})).id  # fmt: skip
    removed = found.scenario.removed
    kept = [i for i, c in enumerate(contract.clauses)
            if name not in removed and f"{name}/{c.name}" not in removed]  # fmt: skip
    left = {contract.clauses[i].name for i in kept}
    for i in kept:
        needed = [contract.clauses[i].of, *(c.subject for c in contract.clauses[i].conditions
                                            if c.event in ("late", "done"))]  # fmt: skip
        if contract.clauses[i].kind == "penalty":
            needed.append(f"{name}/pay")
        if not {one.partition("/")[2] for one in needed if one} <= left:
            raise EnsembleError(f"{name}: a clause is cut on which others hang")
    clauses = tuple(contract.clauses[i] for i in kept)
    signed = Contract(name, sheet.name, contract.parties, month, contract.terms, clauses)
    return signed, [carries[i] for i in kept]


def _write_signed(
    templates: Templates, signed: list[tuple[Contract, list[bool]]], names: list[str]
) -> None:
    lay, found = templates.found.lay, templates.found
    if len(signed) > found.sizes["signed"]:
        raise EnsembleError("more signed contracts than an ensemble holds")
    lay.signed = len(signed)
    for i, (contract, carries) in enumerate(signed):
        maker = next((found.makers[one] for one in contract.parties if one in found.makers), -1)
        others = [seat for seat in contract.parties if seat != "operator"]
        lay.signed_sheet[i], lay.signed_maker[i] = names.index(contract.sheet), maker
        lay.signed_hand[i] = MAKERS + maker if maker >= 0 else SEATS.index(
            others[-1] if others else "operator")  # fmt: skip
        lay.signed_month[i], lay.signed_clauses[i] = contract.signed, len(contract.clauses)
        lay.signed_from[i] = templates.write(contract.clauses, carries)


def _note_groups(found: Survey, names: list[str]) -> None:
    """Which of the operator's beliefs each sheet asks for."""
    lay = found.lay
    kinds: dict[int, set[int]] = {number: set() for number in range(len(names))}
    for agenda in lay.agenda:
        kinds[int(agenda.sheet)] |= set(
            lay.sheet[agenda.sheet].kind[: lay.sheet[agenda.sheet].parts].tolist())  # fmt: skip
    for i in range(lay.signed):
        rows = lay.template[lay.signed_from[i] : lay.signed_from[i] + lay.signed_clauses[i]]
        kinds[int(lay.signed_sheet[i])] |= set(rows["kind"].tolist())
    for number, own in kinds.items():
        for kind in own:
            if KINDS[kind] in GROUPS:
                lay.sheet[number].groups |= 1 << GROUPS[KINDS[kind]]
        sheet = lay.sheet[number]
        if sheet.with_maker and codes.OPERATOR in sheet.party[: sheet.parties]:
            lay.groups_with_maker |= sheet.groups


def _survey_seats(found: Survey) -> None:
    """Styles, order of hands, luck of beliefs, who tenders."""
    lay, seats = found.lay, found.seats()
    styles = found.scenario.strategies
    order = sorted(seats, key=lambda name: f"{name}:")
    for i, seat in enumerate(seats):
        own = strategy(styles.get(seat, "linear"))
        if own.style > BAND:
            raise EnsembleError(f"{seat}: a style of bargaining that an ensemble does not know")
        lay.style[i], lay.exponent[i] = own.style, own.exponent
        lay.hand_rank[i] = order.index(seat)
        for belief, name in _names_of_beliefs(found).items():
            lay.belief_stream[i, belief] = hash_of(f"belief.{seat}.{name}")
    lay.tenders = len(found.scenario.tenders)
    for i, maker in enumerate(found.scenario.tenders):
        lay.tender[i] = found.makers[maker]
    for i, gate in enumerate(("dostyk", "altynkol", "aktau")):
        lay[gate] = lay.gate_of_belief[i] = found.gates[gate]
        lay.belief_of_gate[found.gates[gate]] = i
    lay.stock_size[:] = STOCK_SIZES


def _names_of_beliefs(found: Survey) -> dict[int, str]:
    """Names of the beliefs in which a party errs."""
    names = {
        codes.NOTICE_COSTS: "notice_costs_musd", codes.REVENUE: "revenue_musd",
        codes.VALUE: "value_musd", codes.ELSEWHERE_WORTH: "elsewhere_musd",
        codes.LATE_YEARS: "late_years", codes.READY_YEAR: "ready_year_musd",
        codes.SERVICE_SAVES: "service_saves_musd", codes.ACCESS_SAVES: "access_saves_musd",
        codes.CONTENT_WORTH: "content_worth_musd", codes.HANDOVER_WORTH: "handover_worth_musd",
        codes.PAYROLL: "payroll_musd", codes.IDLE_JOB_COSTS: "idle_job_costs_musd",
        codes.STRIKE_COSTS: "strike_costs_musd", codes.CALM_WORTH: "calm_worth_musd",
        codes.TRAINED_MAINTENANCE: "trained_worth_musd.maintenance",
        codes.TRAINED_ENGINEERING: "trained_worth_musd.engineering",
        codes.TRAINING_COSTS: "training_costs_musd",
        codes.TRANSIT_REVENUE: "transit_revenue_musd",
        codes.TRANSIT_MARGIN: "transit_margin_musd", codes.TRANSIT_TRAIN: "transit_train_musd",
        codes.PLEDGE_COSTS: "pledge_costs_musd", codes.JOB_WORTH: "job_worth_musd",
        codes.COST: "cost_musd", codes.SERVICE_COSTS: "service_costs_musd",
        codes.STOCK_COSTS: "stock_costs_musd", codes.ACCESS_COSTS: "access_costs_musd",
        codes.CONTENT_COSTS: "content_costs_musd", codes.HANDOVER_COSTS: "handover_costs_musd",
        codes.TRAIN_COSTS: "train_costs_musd", codes.OWN_TRADE: "own_trade_musd",
        codes.LEVERAGE: "leverage_musd",
    }  # fmt: skip
    for i, gate in enumerate(("dostyk", "altynkol", "aktau")):
        names[codes.TRAIN_AT + i] = f"train_musd.{gate}"
        names[codes.HOURS_AT + i] = f"hours_musd.{gate}"
    for i, package in enumerate(found.packages):
        names[codes.STEP + i] = f"step_musd.{package}"
        names[codes.STEP_WORTH + i] = f"step_worth_musd.{package}"
        names[codes.STEP_COSTS + i] = f"step_costs_musd.{package}"
    return names
