"""The commands of the explorer: pictures of every view, what each lever weighs, how fast it is."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def register(commands: Any) -> None:
    """Add this house's commands to the command line."""
    one = commands.add_parser("screenshots", help="every view at 1280 and 390 pixels")
    one.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    one.add_argument("--json", action="store_true", help="print what a program can read")
    one.set_defaults(action=take_screenshots)
    two = commands.add_parser("levers", help="measure how much each lever matters")
    two.add_argument("--out", type=Path, default=Path("data/levers/weights.csv"))
    two.add_argument("--runs", type=int, default=2, help="runs at each end, on the same luck")
    two.add_argument("--until", type=int, default=2040, help="last year of each run")
    two.add_argument("--workers", type=int, default=2)
    two.set_defaults(action=weigh_levers)
    three = commands.add_parser("explorer-speed", help="time the explorer in a real browser")
    three.add_argument("--moves", type=int, default=9, help="moves of a slider to be timed")
    three.add_argument("--json", action="store_true", help="print what a program can read")
    three.set_defaults(action=time_explorer)


def take_screenshots(args: argparse.Namespace) -> int:
    """Serve the explorer, open each view at each width and keep what it shows."""
    from viz.photographs import take

    paths = take(args.out)
    print(json.dumps(paths) if args.json else "\n".join(paths))
    return 0


def weigh_levers(args: argparse.Namespace) -> int:
    """Move every lever from end to end and keep the weights."""
    from viz.sensitivity import measure
    from viz.setting import Setting

    table = measure(Setting(until=args.until, runs=args.runs), args.workers)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(args.out, index=False)
    print(table.head(20).to_string(index=False))
    return 0


def time_explorer(args: argparse.Namespace) -> int:
    """Measure from slider to line and from slider to band, and print medians."""
    from viz.stopwatch import measure

    figures = measure(args.moves)
    print(json.dumps(figures) if args.json else "\n".join(
        f"{name}: {value:.0f}" for name, value in figures.items()))  # fmt: skip
    return 0
