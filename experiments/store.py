"""The folder of a sweep: parts, failures and manifest, each there whole or not at all.

`parts/*.parquet` hold finished runs, one row each, in whatever order they finished; the key of a
run says what it is, so parts need no order and a sweep can be taken up again by what is missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.plan import Plan

FAILURE_COLUMNS = ("key", "policy", "seed", "replicate", "parameters", "error", "traceback")


class BrokenPart(ValueError):
    """A file of the sweep's folder that cannot be trusted; the message names it and says why."""


class Store:
    """A sweep's folder."""

    def __init__(self, folder: Path) -> None:
        """Take a folder; nothing is made before it is opened."""
        self.folder = folder
        self.parts = folder / "parts"
        self.failures = folder / "failures.parquet"
        self.manifest = folder / "manifest.json"

    @contextlib.contextmanager
    def opened(self, plan: Plan) -> Iterator[Store]:
        """Make the folder where it is not there, and keep every other sweep out of it.

        Raises:
            ValueError: another sweep writes here, or what lies here is of another model.
            OSError: it cannot be made.
        """
        self.parts.mkdir(parents=True, exist_ok=True)
        with open(self.folder / ".lock", "a") as file:
            if not _take(file.fileno()):
                raise ValueError(f"--out {self.folder}: another sweep writes here — allowed: a"
                                 " folder that no other uses")  # fmt: skip
            self._check_manifest(plan)
            for left in self.folder.rglob("*.unfinished"):  # of a process that was killed
                left.unlink()
            write_bytes(self.manifest, manifest_of(plan))
            if not self.failures.exists():
                self.write_failures(pd.DataFrame(columns=list(FAILURE_COLUMNS), dtype=str))
            yield self

    def _check_manifest(self, plan: Plan) -> None:
        """Refuse to mix the runs of two models in one folder."""
        if not self.manifest.exists():
            return
        there, here = self.read_manifest(), json.loads(manifest_of(plan))
        for field in ("model", "schema", "outputs"):
            if there.get(field) != here[field]:
                raise ValueError(
                    f"{self.manifest}: field '{field}': the runs that lie here are of another"
                    f" {field} — allowed: go on with that one, or give a new folder with --out"
                )

    def read_manifest(self) -> dict[str, Any]:
        """The manifest.

        Raises:
            ValueError: there is none, or it is not JSON.
        """
        try:
            found: dict[str, Any] = json.loads(self.manifest.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise ValueError(f"{self.folder} holds no sweep: no manifest.json in it") from error
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise BrokenPart(f"{self.manifest}: not JSON ({error}) — remove it and start the sweep"
                             " again: what has run is kept") from error  # fmt: skip
        return found

    def read_parts(self) -> pd.DataFrame:
        """All finished runs, each once, in no order.

        Raises:
            BrokenPart: a part cannot be read whole, or lacks a column of the sweep.
        """
        needed = self.read_manifest()["columns"] if self.manifest.exists() else ["key"]
        tables = [read_part(path, needed) for path in sorted(self.parts.glob("*.parquet"))]
        if not tables:
            return pd.DataFrame(columns=needed)
        return pd.concat(tables, ignore_index=True).drop_duplicates("key", ignore_index=True)

    def read_failures(self) -> pd.DataFrame:
        """All failed runs: key, policy, seed, replicate, parameters, error, traceback."""
        if not self.failures.exists():
            return pd.DataFrame(columns=list(FAILURE_COLUMNS), dtype=str)
        return read_part(self.failures, FAILURE_COLUMNS)

    def write_part(self, rows: pd.DataFrame) -> None:
        """Add finished runs as one part, named by what is in it."""
        name = hashlib.blake2b("".join(rows["key"]).encode(), digest_size=8).hexdigest()
        write_bytes(self.parts / f"{name}.parquet", as_parquet(rows))

    def write_failures(self, rows: pd.DataFrame) -> None:
        """Write all failed runs."""
        write_bytes(self.failures, as_parquet(rows))


def manifest_of(plan: Plan) -> bytes:
    """What is being run, and on which model; the same for the same sweep."""
    from experiments.plan import SCHEMA
    from experiments.version import model_version

    parameters = [{"name": axis.name, "low": axis.low, "high": axis.high,
                   "values": list(axis.values)} for axis in plan.design.axes]  # fmt: skip
    outputs = [{"name": one.name, "content": one.content, "better": one.better}
               for one in plan.outputs]  # fmt: skip
    columns = ["key", "policy", "seed", "replicate", *plan.design.names,
               *(one.name for one in plan.outputs)]  # fmt: skip
    words = {
        "program": "twogauges", "schema": SCHEMA, "model": model_version(), "name": plan.name,
        "title": plan.title, "about": plan.about, "runs": plan.count, "start": plan.start,
        "months": plan.months, "policies": [one.name for one in plan.policies],
        "design": {"kind": plan.design.kind, "size": plan.design.size, "seed": plan.design.seed,
                   "second_order": plan.design.second_order, "listed": plan.design.listed},
        "fails": [{"output": one.output, "below": one.below, "above": one.above}
                  for one in plan.fails],
        "parameters": parameters, "outputs": outputs, "seed": plan.seed, "luck": plan.luck,
        "replicates": plan.replicates, "columns": columns, "file": plan.text,
    }  # fmt: skip
    return (json.dumps(words, indent=1, sort_keys=True) + "\n").encode()


def as_parquet(rows: pd.DataFrame) -> bytes:
    """A table as the bytes of a Parquet file with checksums on its pages."""
    held = io.BytesIO()
    table = pa.Table.from_pandas(rows, preserve_index=False)
    pq.write_table(table, held, compression="zstd", write_page_checksum=True)
    return held.getvalue()


def read_part(path: Path, needed: Any) -> pd.DataFrame:
    """Read one Parquet file and check it.

    Raises:
        BrokenPart: names the file and what is wrong with it.
    """
    advice = "move it away and start the sweep again: only its runs will be run anew"
    try:
        table = pq.read_table(path, page_checksum_verification=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        said = str(error).splitlines()[0]
        raise BrokenPart(f"{path}: cannot be read ({said}) — {advice}") from error
    missing = [name for name in needed if name not in table.column_names]
    if missing:
        raise BrokenPart(f"{path}: field {missing[0]!r} is missing — {advice}")
    if table.column("key").null_count:
        raise BrokenPart(f"{path}: field 'key' is empty in {table.column('key').null_count} rows"
                         f" — {advice}")  # fmt: skip
    return table.to_pandas()


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, even after a power cut."""
    part = path.with_name(path.name + ".unfinished")
    try:
        with open(part, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _take(file: int) -> bool:
    """Try to lock an open file; the system frees it should this process die."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
