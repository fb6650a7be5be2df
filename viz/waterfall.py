"""Waterfalls: steps that add up, as a table whose last column is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from viz.why import Step
from viz.wording import Words

WIDTH, HEIGHT = 400, 18
TOTAL, MORE, LESS = "#55616d", "#009E73", "#D55E00"


def levels_of(steps: Sequence[Step]) -> list[tuple[float, float]]:
    """Where each bar begins and ends; totals stand on zero.

    >>> levels_of([Step("start", 5.0, True), Step("a", 2.0), Step("point", 7.0, True)])
    [(0.0, 5.0), (5.0, 7.0), (0.0, 7.0)]
    """
    found: list[tuple[float, float]] = []
    sofar = 0.0
    for step in steps:
        begin = 0.0 if step.total else sofar
        sofar = step.amount if step.total else sofar + step.amount
        found.append((begin, sofar))
    return found


def draw_waterfall(
    steps: Sequence[Step], names: Mapping[str, str], caption: str, say: Words
) -> str:
    """Draw the steps; the view is cut near the totals so that small steps can be seen."""
    levels = levels_of(steps)
    ends = [v for (a, b), step in zip(levels, steps, strict=True)
            for v in ((b,) if step.total else (a, b))]  # fmt: skip
    low, high = min(ends), max(ends)
    low, high = low - 0.12 * (high - low or 1.0), high + 0.04 * (high - low or 1.0)
    rows: list[str] = []
    for step, (begin, end) in zip(steps, levels, strict=True):
        begin = low if step.total else begin
        left, right = sorted((_x(begin, low, high), _x(end, low, high)))
        colour = TOTAL if step.total else MORE if step.amount >= 0.0 else LESS
        mark = "" if step.total else "▲" if step.amount > 0.0 else "▼" if step.amount < 0 else ""
        number = say.number(step.amount, 4) if step.total else say.signed(step.amount)
        rows.append(
            f'<tr class="{"tg-total" if step.total else ""}" data-step="{escape(step.key)}" '
            f'data-amount="{step.amount!r}"><th scope="row">{escape(names[step.key])}</th>'
            f'<td class="tg-amount">{number} {mark}</td><td class="tg-bars"><svg viewBox="0 0 '
            f'{WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><rect x="{left:.1f}" '
            f'y="2" width="{max(1.5, right - left):.1f}" height="{HEIGHT - 4}" fill="{colour}"/>'
            f"</svg></td></tr>"
        )
    head = "".join(f'<th scope="col">{escape(one)}</th>'
                   for one in (say("step"), say("amount"), say("step-drawn")))  # fmt: skip
    return (f'<table class="tg-table tg-waterfall"><caption>{escape(caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>")  # fmt: skip


def _x(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) * WIDTH
