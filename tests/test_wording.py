"""Contracts print in three languages; a missing key is a failure, not a blank."""

from __future__ import annotations

from string import Formatter

import pytest

from agents.drafting import draft_sailings, draft_supply, draft_windows
from agents.wording import FOLDER, LANGUAGES, WordingError, read_wording, word_contract
from rulebook.contract import KINDS
from rulebook.world import load_world
from tests.test_contracts import TERMS


def all_drafts():
    maker = load_world().suppliers["wabtec"]
    windows = {"east_gate_trains": 4.0, "south_gate_trains": 2.0, "co_investment_musd": 40.0,
               "years": 4.0}  # fmt: skip
    gates = {"east_gate_trains": "dostyk", "south_gate_trains": "altynkol"}
    slots = {"trains_a_day": 2.0, "co_investment_musd": 20.0, "years": 2.0}
    return [draft_supply(maker, {**TERMS, "engineers_trained": 20.0}, 24300, 120),
            draft_windows(gates, windows, 24300), draft_sailings(slots, 24300)]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_clause_is_worded(language):
    drafts = all_drafts()
    assert {clause.kind for one in drafts for clause in one.clauses} == set(KINDS)
    for contract in drafts:
        text = word_contract(contract, language).splitlines()
        assert len(text) == 1 + len(contract.clauses)
        for line, clause in zip(text[1:], contract.clauses, strict=True):
            assert line.startswith(f"[{clause.id.partition('/')[2]}] ")
            assert "{" not in line and len(line) > 30


def test_the_languages_say_the_same_things():
    def fields(language, kind):
        sentence = read_wording(language).clauses[kind]
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    for kind in KINDS:
        assert fields("ru", kind) == fields("en", kind) == fields("kk", kind)
    texts = [word_contract(all_drafts()[0], language) for language in LANGUAGES]
    assert len(set(texts)) == 3
    assert any(letter in texts[0] for letter in "әғқңөұүһі")


def test_numbers_and_dates_stand_in_the_text():
    text = word_contract(all_drafts()[0], "en")
    assert "wabtec delivers 24 locomotives from 2025-03, 2 a month." in text.lower()
    assert "4,600,000 USD" in text and "50% local content" in text


@pytest.mark.parametrize(("old", "new"), [("stock =", "stok ="), ("{amount}", "{amonut}")])
def test_a_broken_catalogue_is_refused(tmp_path, old, new):
    text = (FOLDER / "en.toml").read_text()
    (tmp_path / "en.toml").write_text(text.replace(old, new, 1))
    with pytest.raises(WordingError, match="en.toml"):
        read_wording("en", tmp_path)
    with pytest.raises(WordingError, match="allowed: kk, ru, en"):
        word_contract(all_drafts()[0], "la")
