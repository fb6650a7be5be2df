"""The teacher's guide says what the desk has and what the plans hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from game.catalogue import read_catalogue
from game.plan import ROUND, load_plans

DOCS = Path(__file__).resolve().parent.parent / "docs"
GUIDE = (DOCS / "classroom.md").read_text()
BUTTONS = ("start", "next", "pause", "freeze", "thaw", "take_back", "wrap_up", "cards", "wall",
           "to_all", "note", "paper_deal", "anonymise", "open", "paper", "homework",
           "gradebook")  # fmt: skip


def test_every_button_of_the_desk_is_explained():
    words = read_catalogue("en")
    for button in BUTTONS:
        assert f"**{words[f'desk.{button}']}**" in GUIDE, button


@pytest.mark.parametrize(("name", "column"), [("lesson_50", 1), ("lesson_90", 2)])
def test_the_running_sheet_is_the_plans(name, column):
    plan = load_plans()[name]
    labels = dict(zip(ROUND, ("News", "Negotiate", "Commit", "Two years pass"), strict=True))
    total = 0
    for phase, label in labels.items():
        row = re.search(rf"^\| {label} \| (\S+) \| (\S+) \|", GUIDE, re.MULTILINE)
        ms = next(step.ms for step in plan.steps if step.phase == phase)
        total += ms
        assert row[column] == f"{ms // 60_000}:{ms // 1000 % 60:02d}", phase
    length = f"{total // 60_000}:{total // 1000 % 60:02d}"
    assert f"Rounds 1 to {plan.rounds}, {length} each" in GUIDE
    debrief = next(step.ms for step in plan.steps if step.phase == "debrief") // 60_000
    assert f"Debrief, {debrief} min" in GUIDE


def test_pictures_and_pages_it_names_are_there():
    named = re.findall(r"(?:\]\(|src=\")([\w./-]+\.(?:png|md))", GUIDE)
    assert len(named) >= 8
    for path in named:
        assert (DOCS / path).exists() or path == "docs/classroom.md", path
    for path in re.findall(r"`((?:tests|data)/[\w./-]+)`", GUIDE):
        assert (DOCS.parent / path).exists(), path
