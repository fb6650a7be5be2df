"""Talks: what stands signed at the start, and what parties agree on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents import valuation
from agents.bargainer import ACTIONS, move_of
from agents.drafting import draft_sailings, draft_supply, draft_windows
from agents.negotiation import AGREED, Move, Talk, hold_talk
from model.contracts import sign
from rulebook.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR, month_number
from rulebook.contract import Contract
from rulebook.decision import Lever, Request, TalkView, View
from rulebook.term_sheet import TermSheet, load_term_sheets

if TYPE_CHECKING:
    from model.railway import Railway

GATE_BY_ISSUE = {"east_gate_trains": "dostyk", "south_gate_trains": "altynkol"}
Terms = dict[str, float]


@dataclass(frozen=True)
class Held:
    """A talk that was held, with what each side thought every package worth."""

    month: int
    talk: Talk
    worth: dict[str, tuple[float, ...]]
    reserve: dict[str, float]
    contract: str


def sign_what_stands(railway: Railway) -> None:
    """Sign the contracts that the scenario says are signed before the start."""
    loan_months = int(railway.p["debt.export_credit_months"])
    for entry in railway.setting.signed:
        month = month_number(entry["month"])
        terms = {str(name): float(value) for name, value in entry["terms"].items()}
        if entry["sheet"] == "locomotive_supply":
            maker = railway.world.suppliers[entry["supplier"]]
            sign(railway, draft_supply(maker, terms, month, loan_months))
        elif entry["sheet"] == "border_windows":
            sign(railway, draft_windows(GATE_BY_ISSUE, terms, month))
        else:
            sign(railway, draft_sailings(terms, month))


def let_parties_bargain(railway: Railway) -> None:
    """Hold the talks that are due this month."""
    p, t = railway.p, railway.t
    if not railway.setting.talks or t == 0:
        return
    if t % int(p["talk.window_months"]) == 0:
        _talk_windows(railway)
        _talk_sailings(railway)
    if t % int(p["talk.tender_months"]) == 0:
        _call_tender(railway)


def _forecast(railway: Railway, seat: str, subject: str) -> float:
    """A party's own error in judging a subject, as a factor; its luck is its own."""
    draw = float(railway.luck.normals(f"talk.{seat}.{subject}")[railway.t])
    return max(0.0, 1.0 + railway.p["talk.forecast_error"] * draw)


def _hold(
    railway: Railway, sheet: TermSheet, seats: tuple[str, str],
    worth: dict[str, tuple[float, ...]], subject: str,
) -> Talk:  # fmt: skip
    """Hold one talk; both sides are asked through the one interface."""
    reserve = dict.fromkeys(seats, 0.0)

    def answer_of(seat: str) -> Callable[[Talk], Move]:
        def answer(talk: Talk) -> Move:
            seen = TalkView(sheet, talk.rounds, talk.round, talk.version, talk.offer,
                            talk.offered_by == seat, worth[seat], reserve[seat])  # fmt: skip
            view = View(seat, railway.month, railway.public(), talk=seen)
            request = Request("talk", seat, railway.month, (
                Lever("action", 0.0, len(ACTIONS) - 1.0, "walk, offer, accept or withdraw", 0.0),
                Lever("package", -1.0, len(sheet.packages) - 1.0, "package", -1.0),
                Lever("version", 0.0, 1e6, "version", 0.0),
            ))  # fmt: skip
            values, _ = railway.ask(seat, view, request)
            return move_of(values)

        return answer

    left, right = seats
    rounds = int(railway.p["talk.rounds"])
    talk = hold_talk(sheet, (left, answer_of(left)), (right, answer_of(right)), rounds)
    contract = f"{subject}:{railway.month}" if talk.state == AGREED else ""
    railway.talks.append(Held(railway.month, talk, worth, reserve, contract))
    return talk


def _agreed_terms(talk: Talk) -> Terms | None:
    return dict(talk.sheet.packages[talk.agreed]) if talk.state == AGREED else None


def _gate_worth_musd(railway: Railway, gate: str) -> float:
    """Worth to the operator of one more train a day at a gate for a year, by last year's limits."""
    shadow = railway.mean_shadow.get(f"accept:{gate}", 0.0)
    shadow += railway.mean_shadow.get(f"transship:{gate}", 0.0)
    tenge = shadow * DAYS_PER_YEAR * railway.p["talk.margin_kzt_tkm"] * railway.price_level
    return tenge / (railway.rates["USD"] * 1e6)


def _talk_windows(railway: Railway) -> None:
    """Talk with the Chinese side about more trains at both gates."""
    p, sheet = railway.p, load_term_sheets()["border_windows"]
    seen = _forecast(railway, "operator", "windows")
    mine = {
        "east_musd": _gate_worth_musd(railway, "dostyk") * seen,
        "south_musd": _gate_worth_musd(railway, "altynkol") * seen,
    }
    theirs = {
        "cost_musd": p["talk.window_cost_musd"] * _forecast(railway, "china", "windows"),
        "exports_musd": p["talk.exports_musd"],
    }
    worth = {
        "operator": tuple(valuation.windows_to_operator(k, p, mine) for k in sheet.packages),
        "china": tuple(valuation.windows_to_china(k, p, theirs) for k in sheet.packages),
    }
    terms = _agreed_terms(_hold(railway, sheet, ("operator", "china"), worth, "windows:china"))
    if terms:
        sign(railway, draft_windows(GATE_BY_ISSUE, terms, railway.month))


def _talk_sailings(railway: Railway) -> None:
    """Talk with the Caspian side about ship slots."""
    p, sheet = railway.p, load_term_sheets()["caspian_slots"]
    mine = {"train_musd": _gate_worth_musd(railway, "aktau")
            * _forecast(railway, "operator", "sailings")}  # fmt: skip
    theirs = {
        "cost_musd": p["talk.sailing_cost_musd"] * _forecast(railway, "caspian", "sailings"),
        "fare_musd": p["talk.fare_musd"],
    }
    worth = {
        "operator": tuple(valuation.sailings_to_operator(k, p, mine) for k in sheet.packages),
        "caspian": tuple(valuation.sailings_to_caspian(k, p, theirs) for k in sheet.packages),
    }
    terms = _agreed_terms(_hold(railway, sheet, ("operator", "caspian"), worth, "sailings:caspian"))
    if terms and terms["trains_a_day"] > 0.0:
        sign(railway, draft_sailings(terms, railway.month))


def _call_tender(railway: Railway) -> None:
    """Talk with each rival about locomotives of each traction, and sign the best package."""
    for traction in ("diesel", "electric"):
        needed = _needed(railway, traction)
        if needed < railway.p["talk.least_needed"]:
            continue
        best: tuple[float, Contract] | None = None
        for name in railway.setting.tenders:
            if railway.world.suppliers[name].traction == traction and not railway.silenced(name):
                found = _talk_supply(railway, name, needed)
                if found is not None and (best is None or found[0] > best[0]):
                    best = found
        if best is not None:
            sign(railway, best[1])


def _needed(railway: Railway, traction: str) -> float:
    """Locomotives that will be worn out over the horizon and are not on order."""
    p = railway.p
    soon = railway.month + int(p["talk.horizon_months"])
    life = p[f"fleet.life_{traction}"] * MONTHS_PER_YEAR
    worn = ordered = 0.0
    for name, series in railway.series.items():
        if series.supplier.traction == traction:
            worn += sum(c.count for c in series.cohorts if soon - c.built >= life)
            ordered += _on_order(railway, name)
    short = railway.mean_shadow.get("locomotives", 0.0) > 0.0
    growth = sum(s.count for s in railway.series.values() if s.supplier.traction == traction)
    extra = growth * p["talk.growth_share"] if short else 0.0
    return max(0.0, (worn + extra) * p["talk.most_needed_share"] - ordered)


def _on_order(railway: Railway, supplier: str) -> float:
    total = 0.0
    for contract in railway.contracts:
        for clause in contract.clauses:
            if clause.kind == "deliver" and clause.debtor == supplier:
                total += max(0.0, clause.amount - railway.standing[clause.id].done)
    return total


def _talk_supply(railway: Railway, name: str, needed: float) -> tuple[float, Contract] | None:
    """Talk with one maker; gives the operator's worth of the package and its draft."""
    p, sheet = railway.p, load_term_sheets()["locomotive_supply"]
    maker = railway.world.suppliers[name]
    shadow = railway.mean_shadow.get("locomotives", 0.0)
    yearly = shadow * DAYS_PER_YEAR * p["talk.margin_kzt_tkm"] * railway.price_level
    gain = yearly * p["talk.traction_worth"] / (railway.rates["USD"] * 1e6)
    mine = {
        "needed": needed,
        "value_musd": (p["talk.locomotive_value"] + gain) * _forecast(railway, "operator", name),
    }
    surge = railway.home_surge()
    cost = maker.price_musd * maker.cost_floor * _forecast(railway, name, "supply")
    theirs = {
        "cost_musd": cost,
        "free_slots": maker.yearly_capacity * p["talk.supply_years"] * surge
        * (1.0 - maker.home_share),
    }
    worth = {
        "operator": tuple(
            valuation.supply_to_operator(k, maker, p, mine) for k in sheet.packages
        ),
        name: tuple(valuation.supply_to_maker(k, maker, p, theirs) for k in sheet.packages),
    }
    talk = _hold(railway, sheet, ("operator", name), worth, f"supply:{name}")
    terms = _agreed_terms(talk)
    if terms is None:
        return None
    full = {**terms, "yearly": p["talk.yearly"], "first_unit_months": maker.first_unit_months,
            "service_years": p["talk.service_years"], "tenge_indexed": 0.0}  # fmt: skip
    loan_months = int(p["debt.export_credit_months"])
    return worth["operator"][talk.agreed], draft_supply(maker, full, railway.month, loan_months)
