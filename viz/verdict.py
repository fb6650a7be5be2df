"""Verdict: two settings compared, what differs, what came of it, and which change did it."""

from __future__ import annotations

from html import escape
from typing import Any

import solara

from viz.answer import Answer
from viz.compare import changes_between, verdicts
from viz.contributions import SIDE_A, SIDE_B, question_between, steps_between
from viz.figures import BY_NAME, DEPENDENCE, FIGURES
from viz.follow import use_findings
from viz.inquiry import Question
from viz.labels import lever_label
from viz.picture import label_of, unit_of
from viz.presets import preset_of
from viz.setting import Setting
from viz.waterfall import draw_waterfall
from viz.wording import Words


@solara.component
def Verdict(a: Answer, b: Answer, say: Words) -> None:
    """A against B: the changes in words, the table, and each change alone when asked."""
    asked, set_asked = solara.use_state("")
    with solara.Div(classes=["tg-panel"]):
        solara.HTML(tag="h2", unsafe_innerHTML=escape(say("verdict-title")))
        about = preset_about(a.setting, b.setting, say)
        if about:
            solara.HTML(tag="p", unsafe_innerHTML=escape(about))
        solara.HTML(unsafe_innerHTML=changes_html(a.setting, b.setting, say))
        solara.HTML(unsafe_innerHTML=verdict_html(a, b, say))
        names = [f.name for f in FIGURES if f.name != DEPENDENCE]
        labels = {label_of(BY_NAME[name], say): name for name in names}
        if changes_between(a.setting, b.setting):
            solara.HTML(tag="h3", unsafe_innerHTML=escape(say("alone-title")))
            with solara.Row(gap="6px", style={"flex-wrap": "wrap"}):
                for label, name in labels.items():
                    solara.Button(label, text=asked != name, outlined=asked == name, small=True,
                                  on_click=lambda name=name: set_asked(name))  # fmt: skip
            if asked:
                Alone(a.setting, b.setting, asked, say)


def preset_about(a: Setting, b: Setting, say: Words) -> str:
    """What to look at where the two settings are a claim's arms; empty elsewhere."""
    name = preset_of(a, b)
    return say(f"preset-{name.replace('_', '-')}-about") if name else ""


@solara.component
def Alone(a: Setting, b: Setting, name: str, say: Words) -> None:
    """What each change does alone, and the remainder that they do together."""
    figure = BY_NAME[name]

    def ask() -> Question:
        month = min(one.to_run()[0].end for one in (a, b)) - 1
        return question_between(a, b, figure, month)

    findings = use_findings(solara.use_memo(ask, [a, b, name]))
    if findings is None or not findings.complete:
        done = len(findings.levels) if findings else 0
        wanted = findings.wanted if findings else 0
        solara.HTML(tag="p", unsafe_innerHTML=escape(
            say("why-progress", done=done, wanted=wanted)))  # fmt: skip
        return
    steps = steps_between(findings)
    names = {field: change_words(field, was, now, a, b, say)
             for field, was, now in changes_between(a, b)}  # fmt: skip
    names |= {SIDE_A: say("side-a"), SIDE_B: say("side-b"),
              "together": say("step-together")}
    runs = len(findings.question.parts[0].replicates)
    caption = say("alone-caption", unit=unit_of(figure, say), runs=runs)
    solara.HTML(unsafe_innerHTML=draw_waterfall(steps, names, caption, say))


def change_words(field: str, was: Any, now: Any, a: Setting, b: Setting, say: Words) -> str:
    """A change in words: what, from where, to where."""
    if field in ("scenario", "seed", "until", "runs"):
        name = say(f"field-{field}")
    else:
        name = lever_label(field, say)
    if isinstance(was, bool):
        return say("taken-away" if was else "put-back", name=field)
    shown = [_level(field, value, side) for value, side in ((was, a), (now, b))]
    return f"{name}: {shown[0]} → {shown[1]}"


def _level(field: str, value: Any, side: Setting) -> str:
    from viz.levers import value_now
    from viz.setting import scenarios

    if value is None:
        value = value_now(field, scenarios()[side.scenario])
    return f"{value:g}" if isinstance(value, float) else str(value)


def changes_html(a: Setting, b: Setting, say: Words) -> str:
    """The list of changes, or that there are none yet."""
    changes = changes_between(a, b)
    if not changes:
        return f"<p>{escape(say('no-changes'))}</p>"
    rows = "".join(f"<li>{escape(change_words(field, was, now, a, b, say))}</li>"
                   for field, was, now in changes)  # fmt: skip
    luck = "" if a.seed == b.seed else f"<p>{escape(say('other-luck'))}</p>"
    return f'<ul class="tg-changes">{rows}</ul>{luck}'


def verdict_html(a: Answer, b: Answer, say: Words) -> str:
    """The table: level of each side, difference with its band, in how many pairs B did better."""
    table = verdicts(a, b)
    rows: list[str] = []
    for row in table.to_dict("records"):
        figure = BY_NAME[row["figure"]]
        sure = say("sure") if row["sure"] else say("unsure-runs", runs=row["pairs"])
        better = f"{row['better_pairs']}/{row['pairs']}" if figure.better else "–"
        cells = (
            say.number(row["a"]), say.number(row["b"]),
            f"{say.signed(row['difference'])} ({say.signed(row['low'])} … "
            f"{say.signed(row['high'])})", sure, better,
            f"{say.number(row['worst_a'])} → {say.number(row['worst_b'])}",
        )  # fmt: skip
        name = f"{label_of(figure, say)}, {unit_of(figure, say)}"
        rows.append(f'<tr data-figure="{figure.name}"><th scope="row">{escape(name)}</th>'
                    + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")  # fmt: skip
    if not rows:
        return f"<p>{escape(say('why-waiting'))}</p>"
    heads = [say(key) for key in ("figure", "side-a", "side-b", "difference", "reliable", "better",
                                  "worst")]  # fmt: skip
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    caption = say("verdict-caption", runs=int(table["pairs"].max()),
                  year=str(table["month"].iloc[0])[:4])  # fmt: skip
    return (f'<div class="tg-scroll" tabindex="0"><table class="tg-table tg-verdict"><caption>'
            f"{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table></div>")  # fmt: skip
