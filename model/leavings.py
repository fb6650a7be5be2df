"""Leavings: the tables that runs leave in a folder, whoever ran them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from model.run import (
    Result,
    contract_table,
    ledger_table,
    outcome_table,
    promise_table,
    unit_table,
)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)


def write_tables(out: Path, results: list[Result]) -> str:
    """Write outcomes, units, contracts, promises and ledger; gives the hash of the outcomes.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    out.mkdir(parents=True, exist_ok=True)
    outcomes: Any = outcome_table(results)
    ledger: Any = ledger_table(results)
    tables: dict[str, Any] = {
        "outcomes": outcomes, "outcomes_units": unit_table(list(outcomes["outcome"].unique())),
        "contracts": contract_table(results), "promises": promise_table(results),
    }  # fmt: skip
    for name, table in tables.items():
        write_whole(out / f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
    part = out / "ledger.parquet.part"
    ledger.to_parquet(part, index=False)
    part.replace(out / "ledger.parquet")
    return hashlib.sha256((out / "outcomes.csv").read_bytes()).hexdigest()
