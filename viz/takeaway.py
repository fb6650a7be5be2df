"""Take-away: tables, a short report, and a script that gives the screen's figures again."""

from __future__ import annotations

import io
import pprint
from html import escape
from string import Template

import pandas as pd

from model.scenario import FOLDER
from viz.answer import LOSS_RUNS, Answer
from viz.compare import changes_between, verdicts
from viz.figures import DEPENDENCE, FIGURES, HIGH, LOW, MIDDLE, Figure, figure_of, table_of
from viz.link import write_link
from viz.picture import gap_title, label_of, title_of, unit_of
from viz.screen import Screen
from viz.setting import Setting, scenario_files, scenarios
from viz.version import model_version
from viz.wording import Words

SCRIPT = Template('''\
"""Two Gauges $version: gives again what the explorer showed at ?$link

Run it in the project's folder: python3 SCRIPT > figures.csv
"""

import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd

from model.run import run
from model.scenario import find_scenario
from rulebook.calendar import month_text

SIDES = $sides
LINES = $lines
QUANTILES = $quantiles
LOSS_RUNS = $loss_runs


def one_run(side, replicate, dependence=False):
    one = SIDES[side]
    scenario = find_scenario(one["scenario"]).changed(**one["changed"])
    return run(scenario, one["seed"], replicate, one["parameters"], dependence=dependence)


def history(task):
    rows = one_run(*task).history
    names = {outcome for _, outcome, _, _ in LINES}
    return {name: np.array([float(row.get(name, np.nan)) for row in rows]) for name in names}


def losses(task):
    return one_run(*task, dependence=True).dependence


def values(monthly, over, factor):
    if over == "plain":
        return monthly * factor
    found = np.full(len(monthly), np.nan)
    if len(monthly) >= 12:
        windows = np.lib.stride_tricks.sliding_window_view(monthly, 12)
        found[11:] = windows.sum(axis=1)
    return found * factor / (12 if over == "year_mean" else 1)


def rows_of(side, figure, outcome, months, rows):
    low, middle, high = np.quantile(rows, QUANTILES, axis=0)
    return pd.DataFrame({
        "side": side, "figure": figure, "outcome": outcome,
        "month": [month_text(m) for m in months], "runs": len(rows),
        "p10": low, "median": middle, "p90": high, "first_run": rows[0],
    })


def main():
    parts = []
    with ProcessPoolExecutor() as pool:
        for side, one in SIDES.items():
            start = find_scenario(one["scenario"]).start
            found = list(pool.map(history, [(side, i) for i in range(one["runs"])]))
            lost = list(pool.map(losses, [(side, i) for i in range(min(LOSS_RUNS, one["runs"]))]))
            ends = np.arange(2, min(len(run["throughput_mt"]) for run in found), 3)
            for figure, outcome, over, factor in LINES:
                if figure == "dependence":
                    months = sorted(lost[0])
                    for name in lost[0][months[0]] if months else {}:
                        rows = np.array([[factor * r[m][name] for m in months] for r in lost])
                        parts.append(
                            rows_of(side, figure, "dependence_loss_" + name, months, rows))
                else:
                    rows = np.array([values(r[outcome], over, factor) for r in found])[:, ends]
                    parts.append(rows_of(side, figure, outcome, [start + t for t in ends], rows))
    pd.concat(parts, ignore_index=True).to_csv(sys.stdout, index=False)


if __name__ == "__main__":
    main()
''')


def figures_of(screen: Screen) -> list[Figure]:
    """The house's figures, and the reader's own."""
    other = figure_of(screen.other) if screen.other else None
    return [*FIGURES, *([other] if other else [])]


def script_of(screen: Screen) -> str:
    """A script that prints the table of the screen, to the last digit."""
    sides = {"a": screen.a} | ({"b": screen.b} if screen.b else {})
    lines = [(f.name, line.outcome, line.over, line.factor)
             for f in figures_of(screen) for line in f.lines]  # fmt: skip
    return SCRIPT.substitute(
        version=model_version(), link=write_link(screen),
        sides=pprint.pformat({name: _literal(one) for name, one in sides.items()}, width=96,
                             sort_dicts=False),  # fmt: skip
        lines=pprint.pformat(lines, width=96), quantiles=(LOW, MIDDLE, HIGH), loss_runs=LOSS_RUNS,
    )  # fmt: skip


def _literal(setting: Setting) -> dict[str, object]:
    """A setting as a script writes it: what of the scenario is changed, which parameters."""
    scenario, parameters = setting.to_run()
    base = scenarios()[setting.scenario]
    changed = {name: value for name, value in vars(scenario).items()
               if value != getattr(base, name)}  # fmt: skip
    path = next(p for p in scenario_files() if p.stem == setting.scenario)
    name = setting.scenario if path.parent == FOLDER else str(path)
    return {"scenario": name, "changed": changed, "parameters": parameters,
            "seed": setting.seed, "runs": setting.runs}  # fmt: skip


def whole_table(a: Answer, b: Answer | None, screen: Screen) -> pd.DataFrame:
    """Everything drawn, of both sides."""
    figures = figures_of(screen)
    parts = [table_of(a, figures, "a")] + ([table_of(b, figures, "b")] if b else [])
    return pd.concat(parts, ignore_index=True)


def csv_of(table: pd.DataFrame) -> bytes:
    """A table as CSV, every digit kept."""
    return table.to_csv(index=False).encode()


def parquet_of(table: pd.DataFrame) -> bytes:
    """A table as Parquet."""
    file = io.BytesIO()
    table.to_parquet(file, index=False)
    return file.getvalue()


def report_of(a: Answer, b: Answer | None, screen: Screen, say: Words) -> bytes:
    """A page to print: what was run, what came out, how sure it is."""
    heads = [f"<h1>{escape(say('report-title'))}</h1>", _settings_words(screen, say)]
    if b is not None:
        sentences = [gap_title(a, b, figure, say) for figure in FIGURES]
        heads += [_list(sentences), _verdict_table(verdicts(a, b), say)]
    else:
        heads += [_list([title_of(a, figure, say) for figure in FIGURES])]
    heads += [_years_table(a, say), f"<p>{escape(say('limits-text'))}</p>",
              f"<p>{escape(say('report-link'))} <code>?{escape(write_link(screen))}</code></p>"]
    style = "body{font:15px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}" \
            "table{border-collapse:collapse}td,th{padding:2px 10px;border-bottom:1px solid #ccc;" \
            "text-align:left}code{overflow-wrap:anywhere}"  # fmt: skip
    page = (f'<!doctype html><html lang="{say.language}"><meta charset="utf-8">'
            f"<title>Two Gauges</title><style>{style}</style>{''.join(heads)}</html>")  # fmt: skip
    return page.encode()


def _list(sentences: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in sentences) + "</ul>"


def _settings_words(screen: Screen, say: Words) -> str:
    lines = [f"A: {setting_words(screen.a)}"]
    if screen.b is not None:
        lines.append(f"B: {setting_words(screen.b)}")
        changes = changes_between(screen.a, screen.b)
        lines += [f"{name}: {was} → {now}" for name, was, now in changes]
    lines.append(say("report-version", version=model_version()))
    return _list(lines)


def setting_words(setting: Setting) -> str:
    """A setting on one line."""
    moved = ", ".join(f"{name} = {value:g}" for name, value in setting.levers)
    without = "".join(f", − {name}" for name in setting.without)
    return (f"{setting.scenario}, {setting.until}, seed {setting.seed}, n = {setting.runs}"
            f"{', ' + moved if moved else ''}{without}")  # fmt: skip


def _years_table(answer: Answer, say: Words) -> str:
    """The headline of every figure every five years."""
    table = table_of(answer)
    rows: list[str] = []
    for figure in FIGURES:
        part = table[(table["figure"] == figure.name)
                     & (table["outcome"] == figure.lines[0].outcome)]  # fmt: skip
        part = part[part["month"].str.endswith("-12")].iloc[::5]
        if figure.name != DEPENDENCE:
            cells = "".join(
                f"<td>{row['month'][:4]}: {say.number(row['median'])} "
                f"({say.number(row['p10'])}–{say.number(row['p90'])})</td>"
                for row in part.to_dict("records")
            )
            name = f"{label_of(figure, say)}, {unit_of(figure, say)}"
            rows.append(f"<tr><th>{escape(name)}</th>{cells}</tr>")
    return "<table>" + "".join(rows) + "</table>"


def _verdict_table(table: pd.DataFrame, say: Words) -> str:
    rows: list[str] = []
    for row in table.to_dict("records"):
        figure = figure_of(row["figure"])
        assert figure is not None
        sure = say("sure") if row["sure"] else say("unsure")
        rows.append(
            f"<tr><th>{escape(label_of(figure, say))}</th><td>{say.number(row['a'])}</td>"
            f"<td>{say.number(row['b'])}</td><td>{say.signed(row['difference'])} "
            f"({say.signed(row['low'])} … {say.signed(row['high'])})</td><td>{sure}</td></tr>"
        )
    return "<table>" + "".join(rows) + "</table>"
