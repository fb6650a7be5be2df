"""The first screen: choose a scenario, run it, see map, jobs, dependence and throughput."""

from __future__ import annotations

import math
import threading
from collections import Counter, OrderedDict
from typing import Any

import solara

from agents.wording import read_wording, word_clause
from model.railway import Railway
from model.run import Result, run
from model.scenario import list_scenarios
from rulebook.calendar import month_text
from viz.chart import STYLE, html_table, line_chart
from viz.first import FIRST
from viz.map import draw_map, map_table

CORRIDORS = {
    "dostyk": "Dostyk (China, east gate)", "altynkol": "Altynkol (China, south gate)",
    "aktau": "Aktau (Caspian)", "saryagash": "Saryagash (Uzbekistan)",
    "iletsk": "Iletsk (Russia, west)", "petropavlovsk": "Petropavlovsk (Russia, north)",
    "kartaly": "Kartaly (Russia, north-west)", "domestic": "Inside the country",
}  # fmt: skip
LIMITS = {
    "line": "line", "yard": "yard", "accept": "trains the neighbour accepts",
    "admit": "trains taken in", "transship": "transshipment", "diesel": "diesel locomotives",
    "locomotives": "locomotives", "crews": "crews", "wagons": "wagons",
    "demand": "nothing but demand",
}  # fmt: skip


@solara.component
def Page() -> None:
    """One browser's own explorer; nothing here is shared with another browser."""
    scenarios = list_scenarios()
    name, set_name = solara.use_state(FIRST[0])
    seed, set_seed = solara.use_state(FIRST[1])
    wanted, set_wanted = solara.use_state(FIRST)

    def work(cancel: threading.Event) -> Result | None:
        return keep(wanted, cancel, dependence=False)

    # Cancelling from outside would trace every line of the run, ten times slower.
    first = solara.use_thread(work, dependencies=[wanted], intrusive_cancel=False)
    drawn = first.state == solara.ResultState.FINISHED

    def weigh(cancel: threading.Event) -> Result | None:
        # The picture comes first: both at once would only slow each other down.
        return keep(wanted, cancel, dependence=True) if drawn else None

    full = solara.use_thread(weigh, dependencies=[wanted, drawn], intrusive_cancel=False)
    solara.Title("Two Gauges")
    solara.Style(STYLE)
    with solara.Column(gap="10px", style={"max-width": "1240px", "margin": "0 auto",
                                          "padding": "12px"}):  # fmt: skip
        solara.HTML(tag="h1", unsafe_innerHTML="Two Gauges", classes=["tg-head"])
        with solara.Row(gap="12px", style={"flex-wrap": "wrap", "align-items": "center"}):
            titles = {one.title or key: key for key, one in scenarios.items()}
            solara.Select("Scenario", values=list(titles), value=scenarios[name].title or name,
                          on_value=lambda title: set_name(titles[title]))  # fmt: skip
            solara.InputInt("Seed", value=seed, on_value=set_seed)
            solara.Button("Run", color="primary", on_click=lambda: set_wanted((name, seed)))
        solara.HTML(tag="p", unsafe_innerHTML=scenarios[name].about, classes=["tg-find"])
        if first.state == solara.ResultState.ERROR:
            solara.Error(f"This cannot be run: {first.error}")
        result = full.value or first.value
        if result is None:
            solara.ProgressLinear(True)
        else:
            Figures(result, full.value is None)


class Cancelled(Exception):
    """A newer run was asked for."""


_kept: OrderedDict[tuple[str, int, bool], Result] = OrderedDict()
_lock = threading.Lock()
MOST_KEPT = 12  # finished runs kept for all browsers; they are only ever read


def keep(
    wanted: tuple[str, int], cancel: threading.Event, dependence: bool
) -> Result | None:
    """Give a finished run, or run it; nothing if a newer one is asked for meanwhile."""
    key = (*wanted, dependence)
    with _lock:
        if key in _kept:
            return _kept[key]

    def told(_: int) -> None:
        if cancel.is_set():
            raise Cancelled

    try:
        result = run(list_scenarios()[wanted[0]], wanted[1], dependence=dependence, told=told)
    except Cancelled:
        return None
    keep_run(key, result)
    return result


def keep_run(key: tuple[str, int, bool], result: Result) -> None:
    """Keep a finished run for whoever asks next."""
    with _lock:
        _kept[key] = result
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)


@solara.component
def Figures(result: Result, still_weighing: bool) -> None:
    """Map, charts and the table of binding limits of one run."""
    railway = result.railway
    history = result.history
    solara.HTML(tag="p", unsafe_innerHTML=finding(railway), classes=["tg-find"])
    solara.HTML(unsafe_innerHTML=draw_map(railway), classes=["map-frame"])
    with solara.Div(classes=["tg-grid"]):
        for title, unit, series in charts(history):
            Card(title, unit, railway, series, still_weighing and "Dependence" in title)
    with solara.Details("Which limit bound, year by year", expand=True):
        solara.HTML(unsafe_innerHTML=binding_table(railway))
    with solara.Details("The map as a table"):
        head = ["section", "pairs a day", "use", "tracks", "traction", "grade"]
        table = html_table(head, map_table(railway), "Last month, by use of capacity")
        solara.HTML(unsafe_innerHTML=table)
    with solara.Details("Contracts in force and signed on the way"):
        solara.HTML(unsafe_innerHTML=contract_rows(railway))


@solara.component
def Card(
    title: str, unit: str, railway: Railway, series: dict[str, list[float]], waiting: bool
) -> None:
    """One chart with its title and unit."""
    with solara.Div():
        solara.HTML(tag="h2", unsafe_innerHTML=title, classes=["card-title"])
        shown = unit + (" — being measured by taking each supplier away" if waiting else "")
        solara.HTML(tag="p", unsafe_innerHTML=shown, classes=["card-unit"])
        years = [(railway.setting.start + t) / 12 for t in range(len(railway.history))]
        marks = [(c.signed / 12, c.id) for c in railway.contracts
                 if c.signed >= railway.setting.start]  # fmt: skip
        solara.HTML(unsafe_innerHTML=line_chart(title, unit, years, series, marks))


def _rolling(history: list[dict[str, Any]], name: str, factor: float = 1.0) -> list[float]:
    """Sum of the last twelve months; a gap before the first year is full."""
    values = [float(row[name]) * factor for row in history]
    return [sum(values[t - 11 : t + 1]) if t >= 11 else math.nan for t in range(len(values))]


def _plain(history: list[dict[str, Any]], name: str) -> list[float]:
    return [float(row.get(name, math.nan)) for row in history]


def charts(history: list[dict[str, Any]]) -> list[tuple[str, str, dict[str, list[float]]]]:
    """Title, unit and lines of each chart, in the order they stand."""
    losses = sorted({key for row in history for key in row if key.startswith("dependence_loss_")})
    return [
        ("Throughput", "Mt over the last twelve months", {
            "all cargo": _rolling(history, "throughput_mt"),
            "transit": _rolling(history, "transit_mt"),
            "China border": _rolling(history, "china_border_mt"),
        }),
        ("Jobs", "people", {
            "maintenance": _plain(history, "jobs_maintenance"),
            "home suppliers": _plain(history, "jobs_suppliers"),
            "assembly": _plain(history, "jobs_assembly"),
            "engineering": _plain(history, "jobs_engineering"),
            "jobs abroad": _plain(history, "jobs_abroad"),
        }),
        ("Dependence", "share of throughput lost in the 24 months after a supplier falls silent", {
            name.removeprefix("dependence_loss_"): _plain(history, name) for name in losses
        } or {"": [math.nan] * len(history)}),
        ("Local content", "share of a locomotive's value", {
            "delivered": _plain(history, "local_content_delivered"),
            "promised": _plain(history, "local_content_promised"),
            "engineering": _plain(history, "engineering_level"),
        }),
        ("Trains waiting at borders", "trains", {
            "mean of a year": [v / 12 for v in _rolling(history, "border_queue_trains")],
        }),
        ("Cost", "KZT of the start a tonne-km", {"cost": _plain(history, "cost_per_tkm")}),
    ]  # fmt: skip


def limit_words(limit: str) -> str:
    """A limit's name in words."""
    kind, _, place = limit.partition(":")
    return f"{LIMITS[kind]}{f' {place}' if place else ''}"


def finding(railway: Railway) -> str:
    """One sentence: what was carried at the end, and what held the Chinese gates back most."""
    last = railway.history[-12:]
    tonnes = sum(float(row["throughput_mt"]) for row in last)
    bound = Counter(str(row["binding_dostyk"]) for row in railway.history)
    limit, months = bound.most_common(1)[0]
    year = month_text(railway.month - 1)[:4]
    return (f"{year}: {tonnes:.0f} Mt a year. What held Dostyk back most often was "
            f"<b>{limit_words(limit)}</b>, in {months} of {len(railway.history)} months.")


def binding_table(railway: Railway) -> str:
    """The limit that bound most months of each year, by corridor."""
    start = railway.setting.start
    years = sorted({(start + t) // 12 for t in range(len(railway.history))})[::2]
    shown = [c for c in CORRIDORS if f"binding_{c}" in railway.history[0]]
    rows: list[list[str]] = []
    for corridor in shown:
        row = [CORRIDORS[corridor]]
        for year in years:
            months = [r for t, r in enumerate(railway.history) if (start + t) // 12 == year]
            bound = Counter(str(r.get(f"binding_{corridor}", "demand")) for r in months)
            row.append(limit_words(bound.most_common(1)[0][0]))
        rows.append(row)
    return html_table(["corridor", *map(str, years)], rows, "What held each corridor back most")


def contract_rows(railway: Railway) -> str:
    """Contracts with what was promised, done and late."""
    rows: list[list[str]] = []
    wording = read_wording("en")
    for contract in railway.contracts:
        for clause in contract.clauses:
            state = railway.standing[clause.id]
            rows.append([clause.id, month_text(contract.signed), word_clause(clause, wording),
                         str(state.done), f"{state.late:.2g}"])  # fmt: skip
    head = ["clause", "signed", "what it says", "done", "late"]
    return html_table(head, rows, "Every clause the ledger may name")

