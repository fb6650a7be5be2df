"""What a run leaves in its folder: outcomes, units, contracts, talks, ledger and manifest."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.scores import talk_scores
from model.leavings import write_tables, write_whole
from model.run import Result
from rulebook.calendar import month_text

VERSION = "0.1.0"
SUMMED = ("throughput_mt", "throughput_tkm", "transit_teu", "transit_mt", "china_border_mt",
          "caspian_route_mt", "refused_trains")  # fmt: skip


def hash_of_data(folder: Path) -> str:
    """Hash of every table and scenario, so that a figure names the data it rests on.

    What calibrations leave is not among them: no run reads it by itself.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".csv", ".toml") and path.parent.name != "posterior":
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


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
        "program": "twogauges", "version": VERSION, "scenario": scenario.name, "seed": seed,
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
