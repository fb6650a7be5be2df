"""Analysis: a sweep's report and the tables behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from experiments.discovery import discover
from experiments.drawing import bars, distributions, futures
from experiments.failing import is_failed, rules_of, words_of
from experiments.page import figure, heading, page, paragraph, table, write_table
from experiments.regret import regrets, satisfied
from experiments.results import Results
from experiments.sensitivity import indices
from model.leavings import write_whole
from rulebook.parameters import load_parameters

ABOUT_INDICES = {
    "S1": "Sobol's first-order index: the share of an output's variance that a parameter explains"
          " alone",
    "ST": "Sobol's total index: the share that it explains with all its interactions",
    "mu_star": "Morris: mean absolute effect of a step of the parameter, in the output's unit",
    "sigma": "Morris: spread of that effect, large where the parameter interacts",
    "rank": "Spearman's rank correlation of parameter and output",
}  # fmt: skip
SHOWN = ("ST", "mu_star", "rank")


def analyse(results: Results, out: Path) -> dict[str, pd.DataFrame]:
    """Leave `report.html` and the tables behind it; gives the tables by name.

    Raises:
        ValueError: the sweep has no finished run, or a part is broken.
        OSError: the folder cannot be written.
    """
    if results.table.empty:
        raise ValueError(f"{results.store.folder}: no run has finished — allowed: a sweep with one")
    boxes, leaves = discover(results)
    tables = {
        "summary": results.summary(), "indices": indices(results), "boxes": boxes,
        "rules": leaves, "regret": regrets(results), "satisfied": satisfied(results),
        "failed_runs": results.failures().drop(columns="traceback"),
    }  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write_table(out, name, rows)
    told = results.manifest
    write_whole(out / "report.html", page(told["title"] or told["name"], _parts(results, tables)))
    return tables


def _parts(results: Results, tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    yield paragraph(results.manifest["about"])
    told = pd.DataFrame([{"what": k, "value": str(v)} for k, v in results.describe().items()])
    yield table(told, "What was run")
    missing = results.failed_share()
    if missing > 0.0:
        yield paragraph(f"{missing:.1%} of the runs wanted failed or have not run; what follows"
                        " rests on the others.")  # fmt: skip
    yield heading("What came of it")
    yield table(tables["summary"], "Outputs by policy; low and high bound the mean at 95%")
    for output in results.outputs:
        yield figure(distributions(results.table, output, results.policies), output)
    yield from _sensitivity(results, tables["indices"])
    yield from _failing(results, tables)
    yield from _robustness(results, tables)
    yield table(tables["failed_runs"], "Runs that raised an error", "none.")


def _sensitivity(results: Results, found: pd.DataFrame) -> Iterator[str]:
    if found.empty:
        return
    yield heading("Which parameters matter")
    for index in found["index"].unique():
        yield paragraph(f"{index}: {ABOUT_INDICES[index]}.")
    for (policy, output), rows in found.groupby(["policy", "output"], sort=False):
        shown = rows[rows["index"].isin(SHOWN)]
        kind = str(shown["index"].iloc[0])
        yield figure(bars(shown, "parameter", f"{kind} of {output}"),
                     f"{policy}: {kind} of each parameter on {output}, 95% intervals")  # fmt: skip
    yield table(found, "All indices; low and high bound them at 95%")
    known = load_parameters().table
    names = pd.DataFrame([{"parameter": name, "meaning": known[name].meaning}
                          for name in results.parameters])  # fmt: skip
    yield table(names, "Parameters")


def _failing(results: Results, tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    if not results.parameters:
        return
    yield heading("Under which futures does a policy fail?")
    said = "" if results.fails else " The sweep names no failure: its worst quarter is taken."
    yield paragraph("Boxes of parameters in which failures are dense (PRIM). Coverage is the share"
                    " of all failures inside, density the share of failures among the runs inside,"
                    " mass the share of all runs inside." + said)  # fmt: skip
    yield table(tables["boxes"], "Boxes")
    for policy in results.policies:
        mine = results.table[results.table["policy"] == policy]
        for rule in rules_of(results):
            rows = tables["boxes"]
            rows = rows[(rows["policy"] == policy) & (rows["fails"] == words_of(rule))]
            named = [name for name in results.parameters
                     if rows["box"].fillna("").str.contains(name, regex=False).any()]  # fmt: skip
            if named:
                title = f"{policy}: {words_of(rule)}"
                drawn = futures(mine[results.parameters], is_failed(rule, mine), named, title)
                yield figure(drawn, title)
    yield table(tables["rules"], "Leaves of a classification tree (CART)")


def _robustness(results: Results, tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    yield heading("Robustness")
    if len(results.policies) > 1:
        yield paragraph("Regret is what the best policy of the same future has more; a policy is"
                        " best where its regret is nothing.")  # fmt: skip
        yield table(tables["regret"], "Regret, in the output's unit")
    yield table(tables["satisfied"], "Share of futures in which a policy does not fail")
