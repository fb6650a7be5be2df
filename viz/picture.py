"""Pictures: what each chart is given to draw, in the reader's language."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from model.outcomes import meaning_of
from rulebook.calendar import month_text
from rulebook.world import load_world
from viz.answer import LOSS_RUNS, Answer
from viz.compare import differences
from viz.figures import DEPENDENCE, LOSS, Figure, Floats, band, series_of
from viz.palette import DASHES, LINES, SIDES
from viz.record import Record
from viz.version import model_version
from viz.wording import Words

STEADY = 0.02  # a change below this share of the level is called none


def name_of(outcome: str, say: Words) -> str:
    """An outcome's name in a language."""
    if outcome.startswith(LOSS):
        return maker_name(outcome.removeprefix(LOSS))
    key = f"outcome-{outcome.replace('_', '-')}"
    return say(key) if say.has(key) else meaning_of(outcome)[1]


def maker_name(supplier: str) -> str:
    """A maker's name as it writes itself."""
    maker = load_world().suppliers.get(supplier)
    return maker.name.split(" (")[0] if maker else supplier


def unit_of(figure: Figure, say: Words) -> str:
    """A figure's unit in a language."""
    key = f"unit-{figure.name.replace('_', '-')}"
    return say(key) if say.has(key) else meaning_of(figure.lines[0].outcome)[0]


def label_of(figure: Figure, say: Words) -> str:
    """A figure's short name in a language."""
    key = f"figure-{figure.name.replace('_', '-')}"
    return say(key) if say.has(key) else name_of(figure.name, say)


def listed(values: Floats) -> list[float | None]:
    """An array as JSON can carry it."""
    return [None if math.isnan(v) else float(v) for v in values]


def mark_words(record: Record, say: Words) -> list[dict[str, Any]]:
    """Shocks and contracts of the first run, as the time axis shows them."""
    found: list[dict[str, Any]] = []
    for mark in record.marks:
        key = f"card-{mark.name.replace('_', '-')}"
        sheet = f"sheet-{mark.name.replace('_', '-')}"
        if mark.kind == "shock":
            words = say(key) if say.has(key) else mark.detail
        else:
            words = f"{say(sheet) if say.has(sheet) else mark.name}: {mark.detail}"
        found.append({"month": mark.month, "kind": mark.kind, "words": words})
    return found


def frame_of(answer: Answer, figure: Figure, say: Words) -> dict[str, Any]:
    """What a chart has whether or not two settings are compared."""
    record = answer.all_records[0]
    scenario, _ = answer.setting.to_run()
    return {
        "name": figure.name, "short": label_of(figure, say), "language": say.numeric,
        "start": scenario.start, "end": scenario.end - 1, "marks": mark_words(record, say),
        "asked": figure.name != DEPENDENCE,
        "source": f"Two Gauges {model_version()}, {answer.setting}",
    }  # fmt: skip


def picture_of(answer: Answer, figure: Figure, say: Words) -> dict[str, Any]:
    """One setting's figure: lines with the band of the first, marks, a title that says it."""
    lines: list[dict[str, Any]] = []
    series = series_of(answer, figure)
    for i, (outcome, months, rows) in enumerate(series):
        low, middle, high = band(rows)
        main = i == 0 or figure.name == DEPENDENCE
        banded = main and len(rows) > 1
        lines.append({
            "name": name_of(outcome, say), "colour": LINES[i % len(LINES)], "months": months,
            "dash": DASHES[i % len(DASHES)], "mid": listed(middle), "main": main,
            "low": listed(low) if banded else None, "high": listed(high) if banded else None,
            "one": listed(rows[0]) if banded and len(rows) else None,
        })  # fmt: skip
    frame = frame_of(answer, figure, say)
    note = _note(answer, figure, say, series)
    panels = [{"unit": "", "lines": lines}]
    return {**frame, "title": title_of(answer, figure, say), "note": note, "panels": panels}


def _note(answer: Answer, figure: Figure, say: Words, series: list[Any]) -> str:
    """Unit, number of runs, what the band is."""
    if figure.name == DEPENDENCE and not series:
        done = answer.losses and not answer.losses_missing
        return say("note-losses-none" if done else "note-losses-waiting")
    count = len(answer.losses) if figure.name == DEPENDENCE else len(answer.all_records)
    wanted = min(LOSS_RUNS, answer.setting.runs)
    wanted = wanted if figure.name == DEPENDENCE else answer.setting.runs
    key = "note-one" if count < 2 else "note-band" if count >= wanted else "note-filling"
    return say(key, unit=unit_of(figure, say), runs=count, wanted=wanted)


def title_of(answer: Answer, figure: Figure, say: Words) -> str:
    """A sentence that states the result."""
    if figure.name == DEPENDENCE:
        return _loss_title(answer, figure, say)
    name = label_of(figure, say)
    for _, months, rows in series_of(answer, figure)[:1]:
        low, middle, high = band(rows)
        seen = np.flatnonzero(~np.isnan(middle))
        if len(seen) < 2:
            break
        first, last = middle[seen[0]], middle[seen[-1]]
        change = (last - first) / abs(first) if first else math.inf
        word = "steady" if abs(change) < STEADY else "up" if change > 0 else "down"
        return say(f"title-{word}", name=name, start=say.number(first), end=say.number(last),
                   low=say.number(low[seen[-1]]), high=say.number(high[seen[-1]]),
                   unit=unit_of(figure, say), year=month_text(months[seen[-1]])[:4])  # fmt: skip
    return name


def _loss_title(answer: Answer, figure: Figure, say: Words) -> str:
    """Which supplier's silence would cost most, and when."""
    worst = max(
        ((float(np.median(rows[:, k])), outcome, month)
         for outcome, months, rows in series_of(answer, figure)
         for k, month in enumerate(months)), default=None,
    )  # fmt: skip
    if worst is None:
        return label_of(figure, say)
    loss, outcome, month = worst
    return say("title-loss", maker=maker_name(outcome.removeprefix(LOSS)),
               loss=say.number(loss, 2), year=month_text(month)[:4])  # fmt: skip


def picture_of_two(a: Answer, b: Answer, figure: Figure, say: Words) -> dict[str, Any]:
    """Two settings on the same luck: both above, the difference with its band below."""
    lines: list[dict[str, Any]] = []
    for side, answer in (("a", a), ("b", b)):
        for outcome, months, rows in series_of(answer, figure)[: _shown(figure)]:
            low, middle, high = band(rows)
            name = say(f"side-{side}")
            if figure.name == DEPENDENCE:
                name = f"{name} {maker_name(outcome.removeprefix(LOSS))}"
            lines.append({
                "name": name, "colour": SIDES[side], "months": months, "main": True,
                "dash": "" if side == "a" else "6 3", "mid": listed(middle), "one": None,
                "low": listed(low), "high": listed(high),
            })  # fmt: skip
    gaps: list[dict[str, Any]] = []
    gap = f"{say('side-b')} − {say('side-a')}"
    for outcome, months, rows in differences(a, b, figure)[: _shown(figure)]:
        low, middle, high = band(rows)
        name = maker_name(outcome.removeprefix(LOSS)) if figure.name == DEPENDENCE else gap
        gaps.append({"name": name, "colour": SIDES["difference"], "months": months, "main": True,
                     "dash": "", "mid": listed(middle), "low": listed(low),
                     "high": listed(high), "one": None})  # fmt: skip
    panels = [{"unit": unit_of(figure, say), "lines": lines},
              {"unit": gap, "lines": gaps, "zeroed": True, "floor": None}]  # fmt: skip
    frame = frame_of(b, figure, say)
    return {**frame, "title": gap_title(a, b, figure, say), "panels": panels,
            "note": _pair_note(a, b, figure, say)}  # fmt: skip


def _shown(figure: Figure) -> int:
    """Lines of a figure drawn when two settings share it."""
    return 3 if figure.name == DEPENDENCE else 1


def _pair_note(a: Answer, b: Answer, figure: Figure, say: Words) -> str:
    losses = figure.name == DEPENDENCE
    pairs = set(a.losses) & set(b.losses) if losses else set(a.records) & set(b.records)
    return say("note-pairs", runs=len(pairs), unit=unit_of(figure, say))


def gap_title(a: Answer, b: Answer, figure: Figure, say: Words) -> str:
    """The difference at the end in a sentence; none where the band covers zero."""
    name = label_of(figure, say)
    found = [(months, rows) for _, months, rows in differences(a, b, figure)[:1] if len(rows)]
    if not found:
        return name
    months, rows = found[0]
    low, middle, high = (part[-1] for part in band(rows))
    if math.isnan(middle):
        return name
    if low <= 0.0 <= high:
        return say("gap-none", name=name, runs=len(rows), year=month_text(months[-1])[:4])
    return say("gap", name=name, gap=say.signed(middle), low=say.signed(low),
               high=say.signed(high), unit=unit_of(figure, say),
               year=month_text(months[-1])[:4])  # fmt: skip
