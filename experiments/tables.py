"""What a run leaves in its folder: outcomes, units, contracts, talks, ledger and manifest."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.scores import talk_scores
from model.leavings import write_tables, write_whole
from model.run import Result
from model.version import hash_of_data, project_version
from rulebook.calendar import month_text

SUMMED = ("throughput_mt", "throughput_tkm", "transit_teu", "transit_mt", "china_border_mt",
          "caspian_route_mt", "refused_trains")  # fmt: skip


def write_run(
    out: Path, results: list[Result], seed: int, changes: Mapping[str, float], data: Path
) -> None:
    """Write all that a run leaves.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    outcomes_hash = write_tables(out, results)
    talks = [talk_scores(one.railway).assign(replicate=i) for i, one in enumerate(results)]
    table = pd.concat(talks).set_index("replicate")
    write_whole(out / "talks.csv", table.to_csv(lineterminator="\n"))
    scenario = results[0].railway.setting
    manifest: dict[str, Any] = {
        "program": "twogauges", "version": project_version(), "scenario": scenario.name,
        "seed": seed,
        "replicates": len(results), "start": month_text(scenario.start),
        "end": month_text(scenario.end - 1), "parameters_set": dict(sorted(changes.items())),
        "parameters": dict(sorted(results[0].railway.p.items())),
        "data_sha256": hash_of_data(data),
        "outcomes_sha256": outcomes_hash,
        "decisions": [one.railway.decisions for one in results],
    }  # fmt: skip
    write_whole(out / "manifest.json", json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    about = {"python": platform.python_version(), "system": platform.system()}
    write_whole(out / "machine.json", json.dumps(about, indent=1) + "\n")


def summary(results: list[Result]) -> pd.DataFrame:
    """First and last year of each outcome: sums of flows, means of the rest, over replicates."""
    tables = [pd.DataFrame(one.history) for one in results]
    rows: list[dict[str, Any]] = []
    for name in tables[0].columns:
        if name.startswith(("binding_", "marginal_")):
            continue
        values = [pd.to_numeric(table[name]) for table in tables]
        if name.startswith("dependence"):
            first = last = float(pd.concat(values).mean())
        else:
            add = (lambda v: v.sum()) if name in SUMMED else (lambda v: v.mean())
            first = sum(add(v.iloc[:12]) for v in values) / len(values)
            last = sum(add(v.iloc[-12:]) for v in values) / len(values)
        rows.append({"outcome": name, "first_year": first, "last_year": last})
    return pd.DataFrame(rows)
