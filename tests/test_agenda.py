"""The agenda: worth added part by part equals whole contracts weighed one by one."""

from __future__ import annotations

import numpy as np
import pytest

from agents.agenda import agenda_worth, package_worth, parts_of
from agents.drafting import draft
from agents.valuation import WORTH, contract_worth
from model.forecast import forecast_of
from model.railway import Railway
from model.scenario import find_scenario
from rulebook.contract import KINDS
from rulebook.term_sheet import load_term_sheets
from tests.test_contracts import TERMS, signing, supply

SHEETS = load_term_sheets()
BASE = find_scenario("baseline")


@pytest.fixture(scope="module")
def railway():
    return Railway(BASE.changed(talks=False), 3).run_to(BASE.start + 100)


def at_table(sheet, maker, railway):
    old = supply({**TERMS, "units": 200.0, "first_unit_months": 1.0}, maker, railway.month - 20)
    return signing(sheet, maker, railway.month, old)


def test_every_kind_of_clause_has_its_worth():
    assert set(WORTH) == set(KINDS)


@pytest.mark.parametrize("maker", ["wabtec", "crrc"])
@pytest.mark.parametrize("name", SHEETS)
def test_parts_add_up_to_whole_contracts(name, maker, railway):
    """Also that `moves` in the sheet names every kind of clause whose worth an issue moves."""
    sheet = SHEETS[name]
    table = at_table(sheet, maker, railway)
    for seat in (table.seat(role) for role in sheet.parties):
        seen = forecast_of(railway, seat, table.maker)
        worth = agenda_worth(sheet, parts_of(sheet, table), seen)
        rng = np.random.default_rng(7)
        places = range(len(worth)) if len(worth) < 300 else rng.integers(0, len(worth), 200)
        for place in places:
            terms = sheet.package(int(sheet.agenda[place]))
            whole = contract_worth(draft(sheet, terms, table), seen)
            assert worth[place] == pytest.approx(whole, abs=1e-9)
            assert package_worth(sheet, terms, table, seen) == worth[place]


@pytest.mark.parametrize("name", SHEETS)
def test_closed_issues_move_only_what_they_say(name, railway):
    """An issue off the agenda changes no clause of a kind that it does not name."""
    sheet = SHEETS[name]
    table = at_table(sheet, "wabtec", railway)
    base = sheet.terms({issue.name: issue.steps[-1] for issue in sheet.issues if issue.open})
    for issue in sheet.issues:
        drafts = [draft(sheet, {**base, issue.name: step}, table) for step in issue.steps]
        for kind in set(KINDS) - set(issue.moves):
            amounts = {tuple((c.name, c.amount, c.rate, c.factor, c.currency)
                             for c in k.clauses if c.kind == kind) for k in drafts}  # fmt: skip
            assert len(amounts) == 1, (issue.name, kind)


def test_the_buyer_and_the_maker_see_the_price_with_other_eyes(railway):
    sheet = SHEETS["locomotive_supply"]
    table = at_table(sheet, "alstom", railway)
    worth = {seat: agenda_worth(sheet, parts_of(sheet, table),
                                forecast_of(railway, seat, table.maker))
             for seat in ("operator", "alstom")}  # fmt: skip
    grid = {seat: w.reshape(sheet.open_shape) for seat, w in worth.items()}
    prices = 1  # the second issue
    assert (np.diff(grid["operator"], axis=prices) < 0.0).all()
    assert (np.diff(grid["alstom"], axis=prices)[1:] > 0.0).all()


def test_an_error_of_forecast_is_the_partys_own_and_stays_for_a_year(railway):
    sheet_maker = railway.world.suppliers["wabtec"]
    exact = Railway(BASE.changed(talks=False), 3, changes={"talk.forecast_error": 0.0})
    exact.run_to(BASE.start + 100)
    seen, true = (forecast_of(r, "operator", sheet_maker) for r in (railway, exact))
    ratio = seen["service_saves_musd"] / true["service_saves_musd"]
    assert ratio != 1.0 and seen["believed"] == true["believed"]
    year = [Railway(BASE.changed(talks=False), 3).run_to(BASE.start + m) for m in (96, 101)]
    same = [forecast_of(r, "operator", sheet_maker)["service_saves_musd"] for r in year]
    assert same[0] == same[1]
    china = forecast_of(railway, "china", None)
    assert set(china.beliefs) & set(seen.beliefs) <= {"notice_costs_musd"}
