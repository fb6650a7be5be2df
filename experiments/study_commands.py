"""The commands of a study: sweep; what each prints, leaves, and answers to bad input."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAIRS = 8
Add = Callable[..., argparse.ArgumentParser]


def register_study(commands: Any, add: Add) -> None:
    """Add the study's commands; `add` makes one with --json and one-line refusals."""
    one = add(commands, "sweep", run_sweep, "a designed experiment, taken up where it was left")
    one.add_argument("file", metavar="FILE", help="a .toml file, or a name in experiments/designs")
    one.add_argument("--out", type=Path, required=True, metavar="DIR")
    _add_workers(one)
    one.add_argument("--retry", action="store_true", help="run anew what failed before")
    one.add_argument("--check", action="store_true", help="check the file, run nothing")
    read = add(commands, "analyse", run_analyse, "indices, scenario discovery, regret, plots")
    read.add_argument("folder", type=Path, metavar="DIR", help="the folder of a sweep")
    read.add_argument("--out", type=Path, metavar="DIR", help="DIR/report unless said")
    court = add(commands, "claims", run_claims, "the argument's claims put to the test")
    court.add_argument("names", nargs="*", metavar="NAME", help="all of them unless said")
    court.add_argument("--pairs", type=int, default=PAIRS, metavar="N",
                       help=f"pairs at what is believed, and as many over the ranges: {PAIRS}"
                       " unless said, 500 for the registered run")  # fmt: skip
    court.add_argument("--out", type=Path, default=Path("out") / "claims", metavar="DIR")
    court.add_argument("--check", action="store_true", help="check the files, run nothing")
    _add_workers(court)
    fit = add(commands, "calibrate", run_calibrate, "what 2015-2022 says of the parameters")
    fit.add_argument("--points", type=int, default=256, metavar="N")
    fit.add_argument("--replicates", type=int, default=4, metavar="R")
    fit.add_argument("--out", type=Path, default=Path("out") / "calibration", metavar="DIR")
    fit.add_argument("--keep", action="store_true", help="let `backtest` draw from what is found")
    _add_workers(fit)


def _add_workers(one: argparse.ArgumentParser) -> None:
    """Where the runs are done, and by which engine."""
    where = one.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N",
                       help="processes on this machine")  # fmt: skip
    where.add_argument("--scheduler", default="", metavar="ADDRESS",
                       help="a Dask scheduler, such as tcp://10.0.0.5:8786")  # fmt: skip
    one.add_argument("--engine", default="mesa", help="what runs the model: mesa")


def check_workers(args: argparse.Namespace) -> None:
    """Refuse a number of workers or an engine that cannot be.

    Raises:
        ValueError: names the option and what is allowed.
    """
    from experiments.engine import find_engine

    if not 1 <= args.workers <= 1024:
        raise ValueError(f"--workers {args.workers} — allowed: 1 to 1024")
    find_engine(args.engine)


def run_sweep(args: argparse.Namespace) -> int:
    """Run what is missing of a sweep; exit status 1 where runs failed."""
    from experiments.plan import find_plan
    from experiments.sweep import sweep

    check_workers(args)
    plan = find_plan(args.file)
    size = f"{plan.count:,} runs of {plan.months} months: {len(plan.policies)} policies at" \
           f" {plan.design.count:,} points, {plan.replicates} replicates"  # fmt: skip
    if not args.json:
        print(f"{plan.title}: {size}")
    if args.check:
        return 0
    try:
        ended = sweep(plan, args.out, args.engine, args.workers, args.scheduler, args.retry,
                      quiet=args.json)  # fmt: skip
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print(f"There is no disk space left in {args.out}: {_kept(args.out):,} of {plan.count:,}"
              " runs are kept; free some and start the same sweep again.", file=sys.stderr)
        return 1
    _tell(ended, args)
    return 1 if ended.failed else 0


def run_analyse(args: argparse.Namespace) -> int:
    """Leave the report of a sweep and the tables behind it; print the means and the boxes."""
    from experiments.analyse import analyse
    from experiments.results import Results

    out = args.out or args.folder / "report"
    tables = analyse(Results(args.folder), out)
    if args.json:
        print(json.dumps({name: json.loads(rows.to_json(orient="records"))
                          for name, rows in tables.items()}))  # fmt: skip
        return 0
    for name in ("summary", "boxes", "regret"):
        if not tables[name].empty:
            print(f"{name}\n{tables[name].round(4).to_string(index=False)}\n")
    print(f"report and tables in {out}")
    return 0


def run_claims(args: argparse.Namespace) -> int:
    """Run and judge claims; leave verdicts and report."""
    from experiments.claim import find_claim, list_claims
    from experiments.court import try_claims
    from experiments.verdict import as_table

    check_workers(args)
    if not 2 <= args.pairs <= 100_000:
        raise ValueError(f"--pairs {args.pairs} — allowed: 2 to 100000")
    claims = [find_claim(name) for name in args.names or list_claims()]
    runs = sum(claim.plan(args.pairs).count for claim in claims)
    if not args.json:
        print(f"{len(claims)} claims, {args.pairs} pairs and as many over the ranges:"
              f" {runs:,} runs")  # fmt: skip
    if args.check:
        return 0
    verdicts = try_claims(claims, args.out, args.pairs, args.engine, args.workers, args.scheduler,
                          quiet=args.json)  # fmt: skip
    if args.json:
        print(json.dumps([one.words for one in verdicts]))
        return 0
    print(as_table(verdicts).round(4).to_string(index=False))
    print(f"\nverdicts and report in {args.out}")
    return 0


def run_calibrate(args: argparse.Namespace) -> int:
    """Weigh history runs by the record; leave posterior, bands, skill and labels."""
    from experiments.calibrate import calibrate, plan_calibration

    check_workers(args)
    for name, least in (("points", 2), ("replicates", 1)):
        if not least <= getattr(args, name) <= 100_000:
            raise ValueError(f"--{name} {getattr(args, name)} — allowed: {least} to 100000")
    plan = plan_calibration(args.points, args.replicates)
    tables = calibrate(args.out, plan, args.engine, args.workers, args.scheduler, quiet=args.json,
                       kept=args.keep)  # fmt: skip
    if args.json:
        print(json.dumps({name: json.loads(rows.to_json(orient="records"))
                          for name, rows in tables.items()}))  # fmt: skip
        return 0
    for name in ("choice", "posterior", "coverage", "skill", "selfcheck"):
        print(f"{name}\n{tables[name].round(3).to_string(index=False)}\n")
    print(tables["labels"]["label"].value_counts().to_string())
    print(f"\nlabels of every parameter, tables and report in {args.out}")
    return 0


def _kept(out: Path) -> int:
    from experiments.store import Store

    return len(Store(out).read_parts())


def _tell(ended: Any, args: argparse.Namespace) -> None:
    if args.json:
        print(json.dumps({**vars(ended), "out": str(args.out)}))
        return
    print(f"{ended.fresh:,} runs done now, {ended.found:,} from before, in {args.out}")
    if ended.failed:
        print(f"{ended.failed:,} runs failed: see {args.out / 'failures.parquet'}", file=sys.stderr)
