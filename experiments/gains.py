"""Who gains from what: pairs of runs on the same luck that differ in one term of the contracts."""

from __future__ import annotations

import json
import math
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from model.railway import Railway
from model.run import run
from model.scenario import Scenario, find_scenario
from rulebook.kernel import prepare_for

WINDOWS = tuple(  # one after the other to the end, the yards paid for once
    {"sheet": "border_windows", "month": f"{year}-06", "terms": {
        "east_gate_trains": 4.0, "south_gate_trains": 2.0, "years": 4.0,
        "co_investment_musd": 80.0 if year == 2025 else 0.0,
    }} for year in range(2025, 2046, 4)
)  # fmt: skip
OUTCOMES = ("throughput_tkm", "china_border_mt", "cost_per_tkm", "public_money_spent", "jobs_total",
            "jobs_engineering", "local_content_delivered", "value_added_domestic_share",
            "ready_share", "promise_index", "debt_tenge")  # fmt: skip
CONFIDENT = 1.96  # half-width of a 95% interval in standard errors
LAST_YEARS = 60  # months at the end over which an outcome is averaged


def with_terms(scenario: Scenario, **terms: float) -> Scenario:
    """The scenario with terms changed in every supply contract signed before the start."""
    signed: list[dict[str, Any]] = []
    for entry in scenario.signed:
        supply = entry["sheet"] == "locomotive_supply"
        signed.append({**entry, "terms": {**entry["terms"], **terms}} if supply else entry)
    return scenario.changed(signed=tuple(signed))


def questions() -> dict[str, tuple[Scenario, Scenario]]:
    """Each question's two arms: without and with what is asked about."""
    base = find_scenario("baseline")
    return {
        "rivals at the tender": (base.changed(tenders=("wabtec", "alstom")), base),
        "engineering handed over": (with_terms(base, engineering_handover=0.0),
                                    with_terms(base, engineering_handover=1.0)),
        "parts stocked in the country": (with_terms(base, parts_stock_months=0.0),
                                         with_terms(base, parts_stock_months=6.0)),
        "windows coordinated": (base, base.changed(signed=(*base.signed, *WINDOWS))),
    }  # fmt: skip


def one_pair(task: tuple[str, int]) -> list[dict[str, float | str]]:
    """Run both arms of a question on one seed; gives the difference of each outcome."""
    question, seed = task
    arms = [run(scenario, seed).history[-LAST_YEARS:] for scenario in questions()[question]]
    rows: list[dict[str, float | str]] = []
    for outcome in OUTCOMES:
        without, with_it = (pd.Series([float(r[outcome]) for r in arm]).mean() for arm in arms)
        rows.append({"question": question, "seed": seed, "outcome": outcome,
                     "without": without, "difference": with_it - without})  # fmt: skip
    return rows


def gains(pairs: int, workers: int = 2, kept: Path | None = None) -> pd.DataFrame:
    """Mean difference of each outcome with its 95% interval, and a verdict.

    The verdict is `more`, `less`, or `open` where the interval holds zero.

    Args:
        pairs: pairs of runs for each question.
        workers: processes.
        kept: file to which each pair's rows are added as it ends; what is there is not run again.

    Raises:
        ValueError: an arm that cannot be run, before anything runs.
    """
    for arms in questions().values():
        for scenario in arms:
            Railway(scenario)
    found = _read_pairs(kept)
    known = {(str(row["question"]), int(row["seed"])) for row in found}
    tasks = [(question, seed) for question in questions() for seed in range(1, pairs + 1)
             if (question, seed) not in known]  # fmt: skip
    runs = 2 * len(tasks)
    with ProcessPoolExecutor(workers, initializer=prepare_for, initargs=(runs,)) as pool:
        waiting = [pool.submit(one_pair, task) for task in tasks]
        for done in tqdm(as_completed(waiting), total=len(tasks), unit="pair"):
            found += done.result()
            _add_pair(kept, done.result())
    place = {question: i for i, question in enumerate(questions())}
    found = [row for row in found if int(row["seed"]) <= pairs]
    found.sort(key=lambda row: (place[str(row["question"])], int(row["seed"])))
    return summarise(pd.DataFrame(found))


def _read_pairs(kept: Path | None) -> list[dict[str, Any]]:
    """Rows of the pairs that were run before; a line cut off by a kill is dropped."""
    if kept is None or not kept.exists():
        return []
    lines = [line for line in kept.read_text().splitlines(keepends=True) if line.endswith("\n")]
    kept.write_text("".join(lines))
    return [row for line in lines for row in json.loads(line)]


def _add_pair(kept: Path | None, rows: list[dict[str, Any]]) -> None:
    """Add a pair's rows as one line, so that a pair is there whole or not at all."""
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with kept.open("a") as file:
            file.write(json.dumps(rows) + "\n")


def summarise(table: pd.DataFrame) -> pd.DataFrame:
    """Means, intervals and verdicts by question and outcome."""
    rows: list[dict[str, float | int | str]] = []
    for (question, outcome), part in table.groupby(["question", "outcome"], sort=False):
        mean = float(part["difference"].mean())
        error = float(part["difference"].std(ddof=1)) / math.sqrt(len(part))
        low, high = mean - CONFIDENT * error, mean + CONFIDENT * error
        verdict = "more" if low > 0.0 else "less" if high < 0.0 else "open"
        base = float(part["without"].mean())
        rows.append({"question": str(question), "outcome": str(outcome), "without": base,
                     "difference": mean, "low": low, "high": high,
                     "relative": mean / base if base else math.nan, "pairs": len(part),
                     "verdict": verdict})  # fmt: skip
    return pd.DataFrame(rows)
