"""Contracts print in three languages; a missing key is a failure, not a blank."""

from __future__ import annotations

from string import Formatter

import pytest

from agents.drafting import draft
from agents.wording import FOLDER, LANGUAGES, WordingError, read_wording, word_contract
from rulebook.contract import KINDS
from rulebook.term_sheet import load_term_sheets
from tests.test_contracts import TERMS, signing, supply


def all_drafts():
    """Every sheet with every issue at its last step, the supply with the terms of the tests."""
    sheets = load_term_sheets()
    drafts = [supply({**TERMS, "engineers_trained": 20.0}, "wabtec", 24300)]
    old = supply({**TERMS, "units": 60.0}, "wabtec", 24300)
    for sheet in sheets.values():
        terms = sheet.terms({issue.name: issue.steps[-1] for issue in sheet.issues})
        drafts.append(draft(sheet, terms, signing(sheet, "wabtec", 24310, old)))
    return drafts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_clause_is_worded(language):
    drafts = all_drafts()
    assert {clause.kind for one in drafts for clause in one.clauses} == set(KINDS)
    for contract in drafts:
        text = word_contract(contract, language).splitlines()
        assert len(text) == 1 + len(contract.clauses) > 1
        for line, clause in zip(text[1:], contract.clauses, strict=True):
            assert line.startswith(f"[{clause.id.partition('/')[2]}] ")
            assert "{" not in line and len(line) > 30 and line.endswith(".")
            assert ".." not in line


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
    assert "This does not hold while sanctions block wabtec." in text
    assert "hand_over] Wabtec opens 100%" in text and "It outlives the contract." in text


@pytest.mark.parametrize(("old", "new"), [("stock =", "stok ="), ("{amount}", "{amonut}")])
def test_a_broken_catalogue_is_refused(tmp_path, old, new):
    text = (FOLDER / "en.toml").read_text()
    (tmp_path / "en.toml").write_text(text.replace(old, new, 1))
    with pytest.raises(WordingError, match="en.toml"):
        read_wording("en", tmp_path)
    with pytest.raises(WordingError, match="allowed: kk, ru, en"):
        word_contract(all_drafts()[0], "la")
