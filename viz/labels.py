"""Labels: levers in the reader's language, with all that the panel shows of each."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from rulebook.world import load_world
from viz.levers import NO_YEAR, Lever, first_levers, load_levers, value_now
from viz.setting import scenarios
from viz.wording import Words, words

POSITIONS = 100  # a slider has about so many


def slug(name: str) -> str:
    """A name as the catalogues' keys write it."""
    return name.replace(".", "-").replace("_", "-")


def lever_label(name: str, say: Words) -> str:
    """A lever's label; where a language has none, the table's own words."""
    group, _, rest = name.partition(".")
    world = load_world()
    if group in ("units", "tender") and rest in world.suppliers:
        return say(f"lever-{group}", maker=world.suppliers[rest].name.split(" (")[0])
    if group in ("build", "card"):
        key = f"{'package' if group == 'build' else 'card'}-{slug(rest)}"
        table = world.packages if group == "build" else world.cards
        if rest in table:
            return say(f"lever-{group}", name=say(key) if say.has(key) else table[rest].name)
    if say.has(f"lever-{slug(name)}"):
        return say(f"lever-{slug(name)}")
    lever = load_levers().get(name)
    return lever.meaning if lever else name


def unit_words(unit: str, say: Words) -> str:
    """A unit of the tables in the reader's language."""
    key = "of-" + "".join(c if c.isalnum() else "-" for c in unit.lower()).strip("-")
    return say(key) if say.has(key) else unit


def round_step(span: float) -> float:
    """A round step that gives a slider about a hundred positions.

    >>> round_step(2.1), round_step(300.0), round_step(0.0)
    (0.02, 2.0, 1.0)
    """
    if span <= 0.0:
        return 1.0
    rough = span / POSITIONS
    power = math.floor(math.log10(rough))
    digit = max(d for d in (1, 2, 5) if d <= rough / 10.0**power + 1e-9)
    return float(f"{digit}e{power}")


def shown_value(lever: Lever, value: float) -> float:
    """Where a slider stands: no year planned is shown one year before the first."""
    return lever.low - 1.0 if lever.group == "card" and value == NO_YEAR else value


def meant_value(lever: Lever, shown: float) -> float:
    """What a slider's position means."""
    return NO_YEAR if lever.group == "card" and shown == lever.low - 1.0 else shown


@lru_cache(maxsize=32)
def lever_rows(scenario: str, language: str) -> list[dict[str, Any]]:
    """Every lever as the panel shows it, those that matter most marked."""
    say = words(language)
    first = first_levers()
    return [_row(one, scenario, say, first) for one in load_levers().values()]


def _row(one: Lever, scenario: str, say: Words, first: list[str]) -> dict[str, Any]:
    label = lever_label(one.name, say)
    rest = shown_value(one, value_now(one.name, scenarios()[scenario]))
    group = say(f"group-{one.group}") if say.has(f"group-{one.group}") else one.group
    spoken = say.has(f"lever-{slug(one.name)}") or one.group in ("units", "tender", "build", "card")
    lowest = NO_YEAR if one.group == "card" else one.low
    step = 1.0 if one.whole else round_step(one.high - one.low)
    return {
        "name": one.name, "label": label, "low": shown_value(one, lowest), "high": one.high,
        "unit": unit_words(one.unit, say), "step": step, "rest": rest, "grade": one.grade,
        "source": one.source, "kind": one.kind, "kindWords": say(f"kind-{one.kind}"),
        "group": one.group, "groupWords": group, "first": one.name in first,
        "lang": say.language if spoken else "en",
        "text": f"{label} {one.name} {one.meaning} {group}".lower(),
    }  # fmt: skip
