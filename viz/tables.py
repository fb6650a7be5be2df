"""Tables: which limit bound year by year, what was signed, and what each clause did."""

from __future__ import annotations

from collections import Counter
from html import escape

from rulebook.calendar import MONTHS_PER_YEAR, month_text
from viz.answer import Answer
from viz.map import limit_words, place_name, ranked
from viz.picture import mark_words
from viz.wording import Words

EVERY_YEARS = 2


def html_table(head: list[str], rows: list[list[str]], caption: str) -> str:
    """A table in plain HTML that scrolls by itself where it is too wide."""
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in rows
    )  # fmt: skip
    return (f'<div class="tg-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
            f'<table class="tg-table"><caption>{escape(caption)}</caption><thead><tr>{top}</tr>'
            f"</thead><tbody>{body}</tbody></table></div>")  # fmt: skip


def binding_table(answer: Answer, say: Words) -> str:
    """The limit that bound in most months of a year over all runs, by corridor."""
    records = answer.all_records
    start = records[0].start
    months = min(one.months for one in records)
    years = sorted({(start + t) // MONTHS_PER_YEAR for t in range(months)})[::EVERY_YEARS]
    rows: list[list[str]] = []
    for corridor in records[0].bound:
        name = say("corridor-domestic") if corridor == "domestic" else place_name(
            corridor, say.language)  # fmt: skip
        row = [name]
        for year in years:
            cut = slice(max(0, year * MONTHS_PER_YEAR - start),
                        (year + 1) * MONTHS_PER_YEAR - start)  # fmt: skip
            count: Counter[str] = Counter()
            for one in records:
                count.update(n for n in one.bound.get(corridor, [])[cut] if n)
            row.append(limit_words(ranked(count)[0], say) if count else "–")
        rows.append(row)
    return html_table([say("corridor"), *map(str, years)], rows, say("binding-caption"))


def marks_table(answer: Answer, say: Words) -> str:
    """Shocks and contracts of the first run, in order."""
    rows = [[month_text(mark["month"]), say(f"mark-{mark['kind']}"), mark["words"]]
            for mark in mark_words(answer.all_records[0], say)]  # fmt: skip
    head = [say("month"), say("kind"), say("what")]
    return html_table(head, rows, say("marks-caption", seed=answer.setting.seed))
