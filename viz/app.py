"""The page: map, charts, levers, comparison and reasons; each browser has its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Any

import solara

from model.outcomes import MEANINGS
from viz.answer import Answer
from viz.figures import FIGURES, Figure, figure_of
from viz.finding import finding, finding_of_two, thing_to_try
from viz.fold import Fold
from viz.follow import use_answer
from viz.labels import lever_label, lever_rows, meant_value, shown_value, slug
from viz.levers import load_levers, value_now
from viz.link import Complaint, read_link, write_link
from viz.map import difference_film, film_of, geometry
from viz.outside import Outside
from viz.parts import Bar, Chart, Choice, Levers, Map
from viz.picture import name_of, picture_of, picture_of_two
from viz.presets import load_presets, preset_of
from viz.reasons import Reasons
from viz.screen import Past, Screen
from viz.setting import Setting, SettingError, broken_scenarios, scenarios
from viz.style import STYLE
from viz.tables import binding_table, marks_table
from viz.tour import STEPS, Tour
from viz.verdict import Verdict
from viz.wording import LANGUAGES, Words, words

RUN_COUNTS = (1, 10, 30, 100)
BAR_WORDS = ("title", "subtitle", "preset", "seed", "until", "runs", "undo", "redo", "compare",
             "compare-end", "swap", "share", "copied", "tour", "language")  # fmt: skip
MAP_WORDS = ("map", "show", "place", "legend", "play", "pause", "time", "tap", "table", "bound",
             "unbound", "mode-use", "mode-traction", "mode-queue", "electric", "diesel", "section",
             "pairs", "use", "tracks", "traction", "grade", "source", "length", "capacity",
             "state", "shut", "waiting", "hours", "accepts", "tenth", "nothing", "tkm", "less",
             "same", "more")  # fmt: skip
LEVER_WORDS = ("levers", "levers-about", "search", "search-hint", "found", "reset", "range",
               "grade", "rests", "all", "fewer")  # fmt: skip
CHART_WORDS = ("why", "table", "year")


def said(say: Words, keys: tuple[str, ...]) -> dict[str, str]:
    """Texts for a part in the browser, by its own names."""
    return {key.replace("-", "_"): say(key) for key in keys}


def opened() -> tuple[Screen, tuple[Complaint, ...], bool]:
    """The screen an address asks for, what is wrong with it, whether it names a language."""
    query = solara.use_router().search or ""
    screen, complaints = solara.use_memo(lambda: read_link(query), [])
    return screen, tuple(complaints), "lang=" in query


@solara.component
def Page() -> None:
    """One browser's own explorer; nothing here is shared with another browser."""
    first, complaints, spoken = opened()
    past, set_past = solara.use_state(Past((first,)))
    notes, set_notes = solara.use_state(complaints)
    touring, set_touring = solara.use_state(-1)
    screen = past.now
    say = words(screen.language)
    a, a_fresh = use_answer(screen.a)
    b, b_fresh = use_answer(screen.b)

    def go(change: Callable[[Screen], Screen], step: bool = True) -> None:
        """Change the screen; a change that cannot be run is refused with a message."""

        def changed(old: Past) -> Past:
            new = change(old.now)
            return old.then(new) if step else old.instead(new)

        try:
            for one in (change(past.now).a, change(past.now).b):
                if one is not None:
                    one.checked()
        except SettingError as error:
            set_notes((refusal(error),))
            return
        set_notes(())
        set_past(changed)

    solara.Title("Two Gauges")
    solara.Style(STYLE)
    named = {"lang": screen.language, "data-drawn": drawn(screen, a, b)}
    with solara.Div(classes=["tg-page"], attributes=named):
        Top(screen, past, say, go, set_past, touring, set_touring, status(a, a_fresh, say), spoken)
        Notes(notes, say, lambda: set_notes(()))
        if touring >= 0:
            def do(step: int, new: Screen) -> None:
                go(lambda _: new)
                set_touring(step if step < len(STEPS) else -1)

            Tour(touring, screen, say, do, lambda: set_touring(-1))
        if a is None or not a.all_records:
            Waiting(a, say)
        else:
            shown_b = b if screen.b is not None and b is not None and b.records else None
            fresh = a_fresh and (screen.b is None or b_fresh)
            Figures(a, shown_b, screen, say, go, not fresh)


def drawn(screen: Screen, a: Answer | None, b: Answer | None) -> str:
    """How far the runs of this very screen are: its link once all are in, else how many are."""
    sides = [(screen.a, a)] + ([(screen.b, b)] if screen.b else [])
    there = [one for setting, one in sides if one is not None and one.setting == setting]
    if len(there) == len(sides) and all(one.complete for one in there):
        return write_link(screen)
    counts = [len(one.records) for one in there] + [0] * (len(sides) - len(there))
    return f"{min(counts)} of {min(setting.runs for setting, _ in sides)}"


def refusal(error: SettingError) -> Complaint:
    """A refused setting as a message."""
    return Complaint("refused", (("field", error.field), ("value", str(error.value)),
                                 ("allowed", error.allowed)))  # fmt: skip


def status(answer: Answer | None, fresh: bool, say: Words) -> str:
    """What a screen reader hears of the runs."""
    if answer is None or not fresh:
        return say("status-running", runs=0)
    done, wanted = len(answer.records), answer.setting.runs
    return say("status-done" if done >= wanted else "status-running", runs=done)


@solara.component
def Waiting(answer: Answer | None, say: Words) -> None:
    """Before the first line: a bar, or what went wrong."""
    if answer is not None and answer.error:
        solara.Error(say("run-error", error=answer.error))
        return
    doing = say("status-running", runs=0)
    solara.HTML(tag="p", unsafe_innerHTML=escape(doing))
    solara.v.ProgressLinear(indeterminate=True, attributes={"aria-label": doing})


@solara.component
def Notes(notes: tuple[Complaint, ...], say: Words, clear: Callable[[], None]) -> None:
    """Messages: what was refused, which files cannot be read."""
    lines = [say(one.key, **dict(one.gaps)) for one in notes]
    lines += [say("scenario-broken", error=error) for error in broken_scenarios()]
    if lines:
        text = "".join(f"<div>{escape(line)}</div>" for line in lines)
        with solara.Div(classes=["tg-note"], attributes={"role": "alert"}):
            solara.HTML(unsafe_innerHTML=text)
            if notes:
                solara.Button(say("close"), text=True, small=True, on_click=clear)


@solara.component
def Top(screen: Screen, past: Past, say: Words, go: Any, set_past: Any, touring: int,
        set_touring: Any, status: str, spoken: bool) -> None:  # fmt: skip
    """The bar, and what each of its controls does."""
    edited = screen.edited

    def preset(key: str) -> None:
        go(lambda old: chosen(old, key))

    def field(data: dict[str, Any]) -> None:
        try:
            value = int(data["value"])
        except ValueError:
            go(lambda old: old.with_edited(replace(old.edited, **{data["name"]: data["value"]})))
            return
        go(lambda old: both_sides(old, data["name"], value))

    def move(what: str) -> None:
        if what in ("back", "forth"):
            set_past(lambda old: old.back() if what == "back" else old.forth())
        elif what == "compare":
            go(lambda old: replace(old, b=None if old.b else old.a, why=""))
        elif what == "swap":
            go(lambda old: replace(old, a=old.b or old.a, b=old.a))
        elif what == "tour":
            set_touring(-1 if touring >= 0 else 0)

    years = scenarios()[edited.scenario]
    state = {
        "link": write_link(screen), "seed": edited.seed, "until": edited.until,
        "runs": edited.runs, "preset": preset_now(screen), "presets": preset_list(say, screen),
        "years": list(range(years.start // 12 + 2, (years.end - 1) // 12 + 1)),
        "counts": sorted({*RUN_COUNTS, edited.runs}), "back": past.at > 0,
        "forth": past.at + 1 < len(past.steps), "comparing": screen.b is not None,
        "tour": touring >= 0, "language": screen.language, "status": status, "spoken": spoken,
        "languages": [{"key": one, "words": words(one)("tongue")} for one in LANGUAGES],
    }  # fmt: skip
    Bar(state=state, words=said(say, BAR_WORDS), event_preset=preset, event_field=field,
        event_move=move,
        event_speak=lambda key: go(lambda old: replace(old, language=key), step=False))  # fmt: skip


def both_sides(screen: Screen, name: str, value: int) -> Screen:
    """Set seed, horizon or number of runs on both sides, so that they share their luck."""
    a = replace(screen.a, **{name: value})  # type: ignore[arg-type]
    b = replace(screen.b, **{name: value}) if screen.b else None  # type: ignore[arg-type]
    return replace(screen, a=a, b=b)


def preset_list(say: Words, screen: Screen) -> list[dict[str, str]]:
    """Scenarios, then the claims."""
    found = [{"key": f"scenario:{name}", "words": scenario_title(name, say)}
             for name in scenarios()]  # fmt: skip
    found += [{"key": f"claim:{name}", "words": say("claim", words=say(f"preset-{slug(name)}"))}
              for name in load_presets()]  # fmt: skip
    return found


def scenario_title(name: str, say: Words) -> str:
    """A scenario's title in the reader's language; one's own scenarios keep theirs."""
    key = f"scenario-{slug(name)}"
    return say(key) if say.has(key) else scenarios()[name].title or name


def preset_now(screen: Screen) -> str:
    """Which entry of the list the screen shows."""
    name = preset_of(screen.a, screen.b)
    if name:
        return f"claim:{name}"
    return f"scenario:{screen.edited.scenario}"


def chosen(screen: Screen, key: str) -> Screen:
    """The screen after a preset was chosen: a scenario for the edited side, or a claim's arms."""
    kind, _, name = key.partition(":")
    edited = screen.edited
    if kind == "claim":
        one = load_presets()[name]
        sides = [replace(side, seed=edited.seed, runs=edited.runs, until=min(
            side.until, edited.until)) for side in (one.a, one.b)]  # fmt: skip
        return replace(screen, a=sides[0], b=sides[1], why="")
    last = (scenarios()[name].end - 1) // 12
    plain = Setting(name, edited.seed, min(max(edited.until, Setting().until), last), edited.runs)
    return replace(screen.with_edited(plain), why="", at=0)


@solara.component
def Figures(a: Answer, b: Answer | None, screen: Screen, say: Words, go: Any, busy: bool) -> None:
    """All that the runs say."""
    def look_at(month: int) -> None:
        go(lambda old: replace(old, at=int(month)), step=False)

    def why(data: dict[str, Any]) -> None:
        go(lambda old: replace(old, why=data["figure"], at=int(data["month"])), step=False)

    error = a.error or (b.error if b else "")
    if error:
        solara.Error(say("run-error", error=error))
    with solara.Div(classes=["tg-main"]):
        with solara.Div(classes=["tg-above"]):
            def film() -> dict[str, Any]:
                return difference_film(a, b, say) if b else film_of(a, say)

            Map(net=geometry(screen.language), film=solara.use_memo(film, [a, b, say.language]),
                at=screen.at, busy=busy, words=said(say, MAP_WORDS),
                event_look_at=look_at)  # fmt: skip
        with solara.Div(classes=["tg-beside"]):
            Beside(a, b, screen, say, go)
        with solara.Div(classes=["tg-rest"]):
            if b is not None:
                Verdict(a, b, say)
            figure = figure_of(screen.why) if screen.why else None
            if figure is not None and not busy:
                Reasons(a, figure, screen.at, say,
                        lambda: go(lambda old: replace(old, why=""), step=False),
                        lambda removed: go(lambda old: taken_away(old, removed)))  # fmt: skip
            with solara.Div(classes=["tg-grid"]):
                for one in FIGURES:
                    Drawn(a, b, one, screen, say, busy, look_at, why)
                Other(a, b, screen, say, busy, look_at, why, go)
            Below(a, b, screen, say)


def taken_away(screen: Screen, removed: tuple[str, ...]) -> Screen:
    """Compare with the same setting less some causes."""
    without = tuple(sorted({*screen.a.without, *removed}))
    return replace(screen, b=replace(screen.a, without=without), why="")


@solara.component
def Beside(a: Answer, b: Answer | None, screen: Screen, say: Words, go: Any) -> None:
    """The finding, the thing to try, and the levers."""
    found = finding_of_two(a, b, say) if b is not None else finding(a, say)
    solara.HTML(unsafe_innerHTML=found, classes=["tg-find"])
    better = thing_to_try(screen.a) if screen.b is None else None
    if better is not None:
        name, value = next(one for one in better.levers if one not in screen.a.levers)
        label = say("try", lever=lever_label(name, say), value=say.number(value))
        solara.Button(label, outlined=True, classes=["tg-try"],
                      on_click=lambda: go(lambda old: replace(old, b=better)))  # fmt: skip
    edited = screen.edited
    levers = load_levers()

    def set_lever(data: dict[str, Any]) -> None:
        go(lambda old: old.with_edited(moved(old.edited, data["name"], data["value"])))

    values = {name: shown_value(levers[name], value) for name, value in edited.levers}
    Levers(levers=lever_rows(edited.scenario, screen.language), values=values,
           language=say.numeric, side=say("side-b") if screen.b else "",
           words=said(say, LEVER_WORDS), event_set=set_lever)  # fmt: skip


def moved(setting: Setting, name: str, given: Any) -> Setting:
    """A setting with one lever where the reader put it.

    Raises:
        SettingError: no number, no such lever, or out of range.
    """
    lever = load_levers().get(name)
    try:
        shown = float(given)
    except (TypeError, ValueError):
        shown = float("nan")
    if lever is None or not lever.allows(meant_value(lever, shown)):
        allowed = f"{lever.low:g} – {lever.high:g} {lever.unit}" if lever else ""
        raise SettingError(name, given, allowed)
    value = meant_value(lever, shown)
    base = value_now(name, scenarios()[setting.scenario])
    close = abs(value - base) <= 1e-9 * max(abs(base), 1.0)
    return setting.with_lever(name, base if close else value)


@solara.component
def Drawn(a: Answer, b: Answer | None, figure: Figure, screen: Screen, say: Words, busy: bool,
          look_at: Any, why: Any) -> None:  # fmt: skip
    """One chart."""
    def draw() -> dict[str, Any]:
        if b is not None:
            return picture_of_two(a, b, figure, say)
        return picture_of(a, figure, say)

    picture = solara.use_memo(draw, [a, b, figure, say.language])
    Chart(figure=picture, at=screen.at, busy=busy, words=said(say, CHART_WORDS),
          event_look_at=look_at, event_why=why)  # fmt: skip


@solara.component
def Other(a: Answer, b: Answer | None, screen: Screen, say: Words, busy: bool, look_at: Any,
          why: Any, go: Any) -> None:  # fmt: skip
    """A chart of any outcome of the model."""
    with solara.Div(classes=["tg-other"]):
        options = [{"key": name, "words": name_of(name, say)} for name in MEANINGS]
        Choice(label=say("other"), value=screen.other, options=options,
               event_choose=lambda name: go(lambda old: replace(old, other=name), step=False))
        figure = figure_of(screen.other) if screen.other else None
        if figure is not None:
            Drawn(a, b, figure, screen, say, busy, look_at, why)


@solara.component
def Below(a: Answer, b: Answer | None, screen: Screen, say: Words) -> None:
    """Tables, what to take away, and what this model does not know."""
    with Fold(say("binding-title")):
        solara.HTML(unsafe_innerHTML=binding_table(b or a, say))
    with Fold(say("marks-title")):
        solara.HTML(unsafe_innerHTML=marks_table(b or a, say))
    Outside(a, b, screen, say)
    with Fold(say("limits-title")):
        solara.HTML(tag="p", unsafe_innerHTML=escape(say("limits-text")))
