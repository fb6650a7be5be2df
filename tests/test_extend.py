"""What docs/extend.md shows is performed here, from its own text."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import agents.drafting
from agents.negotiation import AGREED
from agents.wording import word_contract
from model.railway import Railway
from model.scenario import find_scenario
from rulebook import term_sheet
from rulebook.term_sheet import SheetError, load_term_sheets
from rulebook.world import load_world

DOC = (Path(__file__).parent.parent / "docs/extend.md").read_text()
BASE = find_scenario("baseline")


def block(language):
    return re.search(rf"```{language}\n(.*?)```", DOC, re.S)[1]


@pytest.fixture
def with_new_sheet(tmp_path, monkeypatch):
    sheets = tmp_path / "term_sheets"
    shutil.copytree(term_sheet.FOLDER, sheets)
    (sheets / "rolling_stock_loan.toml").write_text(block("toml"))
    modules = tmp_path / "drafting"
    modules.mkdir()
    (modules / "rolling_stock_loan.py").write_text(block("python"))
    monkeypatch.setattr(agents.drafting, "__path__", [*agents.drafting.__path__, str(modules)])
    loaded = load_term_sheets(sheets)
    for room in ("model.talks", "model.breach", "model.run", "model.scenario"):
        if hasattr(sys.modules.get(room), "load_term_sheets"):
            monkeypatch.setattr(sys.modules[room], "load_term_sheets", lambda: loaded)
    yield loaded
    sys.modules.pop("agents.drafting.rolling_stock_loan", None)


def test_a_sheet_is_a_data_file_and_one_function(with_new_sheet):
    scenario = BASE.changed(sheets=("rolling_stock_loan",), chance=False)
    plain = Railway(scenario.changed(sheets=()), 1).run_to(BASE.start + 80)
    railway = Railway(scenario, 1, changes={"talk.public_money": 1.0}).run_to(BASE.start + 80)
    held = [one for one in railway.talks if one.talk.sheet.name == "rolling_stock_loan"]
    assert held and held[0].talk.state == AGREED
    signed = next(k for k in railway.contracts if k.sheet == "rolling_stock_loan")
    assert {clause.kind for clause in signed.clauses} == {"train", "invest"}
    for language in ("kk", "ru", "en"):
        assert "{" not in word_contract(signed, language)
    people = [line for line in railway.ledger.caused_by(f"{signed.id}/train")
              if line.unit == "worker"]  # fmt: skip
    assert people and railway.ledger.total("worker") == railway.ledger.total("KZT") == 0
    assert railway.history[60] != plain.history[60]


def test_a_sheet_without_its_function_is_refused_by_name(with_new_sheet, tmp_path):
    sheet = replace(with_new_sheet["rolling_stock_loan"], name="unwritten")
    with pytest.raises(SheetError, match="no module agents/drafting/unwritten.py drafts"):
        agents.drafting.draft(sheet, {}, agents.drafting.Signing(1, {r: r for r in sheet.parties}))


def test_a_supplier_and_a_card_are_rows():
    world = load_world()
    assert set(world.suppliers) == set(Railway(BASE, 1).series)
    rival = replace(world.suppliers["crrc"], supplier="newcomer", fleet_now=0.0, price_musd=3.9)
    card = replace(world.cards["storm_east_gate"], card="flood", target="gate.altynkol")
    wider = replace(world, suppliers={**world.suppliers, "newcomer": rival},
                    cards={**world.cards, "flood": card})  # fmt: skip
    scenario = BASE.changed(tenders=("newcomer",), cards={"flood": (BASE.start + 5,)},
                            chance=False)  # fmt: skip
    railway = Railway(scenario, 1, world=wider).run_to(BASE.start + 150)
    assert railway.series["newcomer"].count > 0
    assert any(line.cause.startswith("shock:flood") for line in railway.ledger.lines)
