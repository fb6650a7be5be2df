"""Every word a class reads is there in Kazakh, Russian and English; a missing one is a failure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from game.cast import load_cast
from game.catalogue import FOLDER, CatalogueError, fields_of, read_catalogue, say
from game.conduct import EXIT, LANGUAGES, POLL
from game.plan import PHASES, load_deck, load_plans
from game.table import PREDICTIONS
from rulebook.term_sheet import load_term_sheets

GAME = Path(__file__).resolve().parent.parent / "game"
PAGES = "\n".join(path.read_text() for path in sorted((GAME / "static").glob("*.js")))
CODE = "\n".join(path.read_text() for path in sorted(GAME.glob("*.py")))
SAME_EVERYWHERE = re.compile(r"maker\.\w+\.real")  # firms' names


def slug(unit):
    return re.sub(r"[^a-z0-9]+", "_", unit.lower())


def from_tables():
    """Keys that the tables ask for: a new seat, sheet, issue, card or lever must be worded."""
    cast, wanted = load_cast(), set()
    for seat in cast.seats.values():
        wanted |= {f"seat.{seat.name}.name", f"seat.{seat.name}.card"}
        wanted |= {f"goal.{seat.name}.{goal.name}" for goal in seat.goals}
        wanted |= {f"memo.{name}" for name in seat.memo}
        wanted |= {f"maker.{one}.{kind}" for one in seat.makers for kind in ("real", "invented")}
        wanted |= {f"lever.{lever.name}" for lever in seat.levers}
        wanted |= {f"unit.{slug(lever.unit)}" for lever in seat.levers}
    for pairing in cast.pairings.values():
        wanted |= {f"sheet.{pairing.sheet.name}.{part}" for part in ("title", "about")}
    for name in {pairing.sheet.name for pairing in cast.pairings.values()}:
        for issue in load_term_sheets()[name].issues:
            wanted |= {f"issue.{issue.name}"}
            wanted |= set() if issue.unit == "yes or no" else {f"unit.{slug(issue.unit)}"}
    for card in load_deck():
        wanted |= {f"card.{card}.{part}" for part in ("name", "flash", "precedent", "teaches")}
    wanted |= {f"phase.{phase}" for phase in PHASES} | {f"poll.{one}" for one in POLL}
    wanted |= {f"foretell.{word}" for word in PREDICTIONS}
    wanted |= {f"plan_name.{plan}" for plan in load_plans()}
    wanted |= {f"exit.{question}.q" for question in EXIT}
    return wanted


def from_pages():
    """Keys that stand in the pages as they are, and the codes of refusals."""
    wanted = set(re.findall(r"""\bt\((?:[^()`"]*\? )?["']([a-z_]+(?:\.[a-z_0-9]+)+)["']""", PAGES))
    return wanted | {f"refusal.{code}" for code in re.findall(r"""Refusal\(\s*"(\w+)\"""", CODE)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_pages_and_tables_ask_for_is_there(language):
    words = read_catalogue(language)
    wanted = from_pages() | from_tables()
    assert len(wanted) > 350  # the test does look at something
    assert sorted(wanted - set(words)) == []
    for start in set(re.findall(r"\bt\(`([a-z_]+)\.\$\{", PAGES)):
        assert any(key.startswith(f"{start}.") for key in words), start


def test_the_languages_say_the_same_things():
    english = read_catalogue("en")
    for language in LANGUAGES:
        words = read_catalogue(language)
        assert set(words) == set(english), language
        for key, sentence in english.items():
            assert fields_of(words[key]) == fields_of(sentence), (language, key)
            assert words[key].strip(), (language, key)
            assert words[key].count("\n") == sentence.count("\n"), (language, key)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_nothing_is_left_in_english(language):
    english, words = read_catalogue("en"), read_catalogue(language)
    left = [key for key, sentence in words.items() if sentence == english[key]
            and re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", sentence))
            and not SAME_EVERYWHERE.fullmatch(key)]  # fmt: skip
    assert left == []
    own = {"kk": "әғқңөұүһі", "ru": "ыэъё"}[language]
    assert sum(any(letter in own for letter in sentence) for sentence in words.values()) > 60


def test_role_cards_fit_a_phone():
    """About 150 words each, so that a card is read in a minute."""
    for language in LANGUAGES:
        for seat in load_cast().seats:
            count = len(read_catalogue(language)[f"seat.{seat}.card"].split())
            assert 55 <= count <= 170, (language, seat, count)


def test_a_missing_key_is_said(tmp_path):
    with pytest.raises(CatalogueError, match="no key"):
        say("kk", "ui.nothing_of_this_name")
    with pytest.raises(CatalogueError, match="allowed: kk, ru, en"):
        read_catalogue("la")
    for name in ("one", "two"):
        (tmp_path / f"{name}.en.toml").write_text('[ui]\nyes = "yes"\n')
    with pytest.raises(CatalogueError, match="stands twice"):
        read_catalogue("en", tmp_path)
    assert {path.name.split(".")[1] for path in FOLDER.glob("*.toml")} == set(LANGUAGES)
