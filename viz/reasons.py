"""Reasons: the explanation of one point on the screen, as it comes in."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import solara

from rulebook.calendar import month_text
from viz.answer import Answer
from viz.figures import Figure
from viz.fold import Fold
from viz.follow import use_findings
from viz.inquiry import Findings, Question
from viz.map import limit_words
from viz.picture import label_of, name_of, unit_of
from viz.waterfall import draw_waterfall
from viz.why import (
    GROUPS,
    NOW,
    Cause,
    Trial,
    causes_of,
    effects,
    joint,
    next_limit,
    point_of,
    question_of,
    trials,
    waterfall,
)
from viz.wording import Words

MOST_LEDGER_LINES = 12


@solara.component
def Reasons(
    answer: Answer, figure: Figure, month: int, say: Words, close: Callable[[], None],
    without: Callable[[tuple[str, ...]], None],
) -> None:  # fmt: skip
    """Why a figure stands where it stands in a month of the first run."""
    month = point_of(answer.setting, month)
    ready = 0 in answer.records

    def ask() -> Question | None:
        return question_of(answer, figure, month) if ready else None

    enough = len(answer.records) >= min(5, answer.setting.runs)
    question = solara.use_memo(ask, [answer.setting, figure, month, ready and enough])
    findings = use_findings(question if enough else None)
    with solara.Div(classes=["tg-panel", "tg-reasons"], attributes={"tabindex": "-1"}):
        name = label_of(figure, say)
        solara.HTML(tag="h2", unsafe_innerHTML=escape(
            say("why-title", name=name, month=month_text(month))))  # fmt: skip
        if not ready or findings is None or not findings.levels:
            solara.HTML(tag="p", unsafe_innerHTML=escape(say("why-waiting")))
        else:
            _Found(answer, figure, month, findings, say, without)
        solara.Button(say("close"), on_click=close, text=True)


@solara.component
def _Found(answer: Answer, figure: Figure, month: int, findings: Findings, say: Words,
           without: Callable[[tuple[str, ...]], None]) -> None:  # fmt: skip
    """What is known so far."""
    record = answer.records[0]
    causes = solara.use_memo(lambda: causes_of(record, month), [record, month])
    done = len(findings.levels)
    if findings.error:
        solara.Error(say("run-error", error=findings.error))
    if not findings.complete:
        solara.HTML(tag="p", unsafe_innerHTML=escape(
            say("why-progress", done=done, wanted=findings.wanted)))  # fmt: skip
    steps = waterfall(findings, causes, record)
    if steps:
        names = {cause.key: cause_words(cause, answer, say) for cause in causes}
        names |= {key: say(f"step-{key}") for key in ("drift", "together")}
        names |= {f"rest:{group}": say(f"step-rest-{group}") for group in GROUPS}
        names |= {"start": say("step-start"), "point": say("step-point", month=month_text(month))}
        caption = say("waterfall-caption", unit=unit_of(figure, say), seed=answer.setting.seed)
        solara.HTML(unsafe_innerHTML=draw_waterfall(steps, names, caption, say))
    found = trials(findings)
    if found:
        solara.HTML(unsafe_innerHTML=limit_html(findings, say))
    top = sorted(effects(findings, causes).items(), key=lambda one: -abs(one[1]))[:3]
    by_key = {cause.key: cause for cause in causes}
    with solara.Row(gap="8px", style={"flex-wrap": "wrap"}):
        for key, _ in top:
            cause = by_key[key]
            words = say("without", cause=cause_words(cause, answer, say))
            solara.Button(words, outlined=True, classes=["tg-without"],
                          on_click=lambda cause=cause: without(cause.removed))  # fmt: skip
    with Fold(say("ledger-title")):
        solara.HTML(unsafe_innerHTML=ledger_html(answer, causes, findings, figure, say))


def cause_words(cause: Cause, answer: Answer, say: Words) -> str:
    """A cause in the reader's language."""
    if cause.kind in ("old_shocks", "old_works", "budget"):
        return say(f"cause-{cause.kind.replace('_', '-')}", count=len(cause.removed))
    when = month_text(cause.month)
    if cause.kind == "works":
        return say("cause-works", year=when[:4])
    mark = next(m for m in answer.records[0].marks if m.cause == cause.key)
    key = f"{'card' if cause.kind == 'shock' else 'sheet'}-{mark.name.replace('_', '-')}"
    name = say(key) if say.has(key) else mark.detail
    if cause.kind == "contract":
        name = f"{name} ({mark.detail})"
    return f"{name}, {when}"


def limit_html(findings: Findings, say: Words) -> str:
    """The limits' tests as sentences: what binds, what widening does, what would bind next."""
    found = trials(findings)
    first = found[0]
    if not any(test.sure for test in found):
        head = say("limit-noise", runs=first.runs)
    elif joint(found):
        head = say("limit-joint", one=limit_words(found[0].limit, say),
                   two=limit_words(found[1].limit, say))  # fmt: skip
    else:
        head = say("limit-first", limit=limit_words(first.limit, say))
    rows = "".join(f"<li>{escape(_test_words(test, say))}</li>" for test in found)
    after = next_limit(findings)
    tail = f"<p>{escape(say('limit-next', limit=limit_words(after, say)))}</p>" if after else ""
    return f'<h3>{escape(head)}</h3><ul class="tg-tests">{rows}</ul>{tail}'


def _test_words(test: Trial, say: Words) -> str:
    low, middle, high = (say.signed(100.0 * v) for v in (test.low, test.middle, test.high))
    words = say("limit-test", limit=limit_words(test.limit, say), gap=middle, low=low, high=high,
                runs=test.runs)  # fmt: skip
    return words if test.sure else f"{words} — {say('unsure')}"


def ledger_html(answer: Answer, causes: list[Cause], findings: Findings, figure: Figure,
                say: Words) -> str:  # fmt: skip
    """What the ledger wrote under the causes with the largest effects."""
    record = answer.records[0]
    known = effects(findings, causes)
    ranked = sorted(causes, key=lambda cause: -abs(known.get(cause.key, 0.0)))
    rows: list[str] = []
    for cause in ranked[:MOST_LEDGER_LINES]:
        moved: dict[str, int] = {}
        for name in cause.removed:
            for unit, amount in record.causes.get(name, {}).items():
                moved[unit] = moved.get(unit, 0) + amount
        said = "; ".join(f"{say.number(amount, 3)} {unit}" for unit, amount in moved.items())
        effect = say.signed(known[cause.key]) if cause.key in known else "…"
        rows.append(f'<tr><th scope="row">{escape(cause_words(cause, answer, say))}</th>'
                    f"<td>{effect}</td><td>{escape(said or '–')}</td>"
                    f"<td><code>{escape(cause.removed[0])}</code></td></tr>")  # fmt: skip
    heads = (say("cause"), f"{name_of(figure.lines[0].outcome, say)}, {unit_of(figure, say)}",
             say("ledger-moved"), say("ledger-name"))  # fmt: skip
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    caption = escape(say("ledger-caption", level=say.number(float(findings.of(NOW)[0]))))
    return (
        f'<div class="tg-scroll" tabindex="0"><table class="tg-table"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
