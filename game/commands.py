"""The commands of the classroom."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any


def register(commands: Any) -> None:
    """Add this house's commands to the command line."""
    _register_bots(commands)
    _register_replay(commands)
    one = commands.add_parser("class-screenshots", help="a class's screens, desk and phones")
    one.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    one.add_argument("--json", action="store_true", help="print what a program can read")
    one.set_defaults(action=take_screenshots)


def _register_bots(commands: Any) -> None:
    one = commands.add_parser("bots", help="a whole class of bots through the public interface")
    one.add_argument("--url", required=True, help="such as http://127.0.0.1:8765")
    one.add_argument("--seats", type=int, default=40, help="how many bots; 40 unless said")
    one.add_argument("--seed", type=int, default=1, help="their luck, and their class's")
    one.add_argument("--room", default="", help="code of a class that is there; else they open one")
    one.add_argument("--password", default="", help="the teacher's, to open it as a teacher")
    one.add_argument("--tables", type=int, default=0, help="tables; as many as needed unless said")
    one.add_argument("--rounds", type=int, default=0, help="rounds; the plan's unless said")
    one.add_argument("--out", type=Path, default=Path("out/bots"), metavar="DIR")
    one.add_argument("--json", action="store_true", help="print what a program can read")
    one.set_defaults(action=run_bots)


def _register_replay(commands: Any) -> None:
    one = commands.add_parser("replay", help="play a class log again and print its hash")
    one.add_argument("log", metavar="LOG", help="what --data names, or a session file")
    one.add_argument("--room", default="", help="which class; the latest unless said")
    one.add_argument("--out", type=Path, metavar="DIR", help="leave what `run` leaves")
    one.add_argument("--json", action="store_true", help="print what a program can read")
    one.set_defaults(action=run_replay)


def run_bots(args: argparse.Namespace) -> int:
    """Let bots play a class; print how long screens took, leave latency.csv."""
    if not 1 <= args.seats <= 64:
        print(f"--seats {args.seats} — allowed: 1 to 64", file=sys.stderr)
        return 2
    from game.refusal import Refusal

    try:
        return asyncio.run(_bots(args))
    except Refusal as refusal:
        words = ", ".join(f"{name}: {value}" for name, value in refusal.words.items())
        print(f"The server refuses: {refusal.code} ({words})", file=sys.stderr)
        return 1


async def _bots(args: argparse.Namespace) -> int:
    import json

    from game.bots import gather_class, latencies, play_class, quantiles, write_latencies

    def told(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    url = args.url.rstrip("/")
    one = await gather_class(url, args.seats, args.seed, args.room, args.password, args.tables,
                             rounds=args.rounds)  # fmt: skip
    told(f"{args.seats} bots in class {one.room}")
    await play_class(one, told)
    rows = latencies(one)
    path = write_latencies(rows, args.out)
    own, everyone = quantiles([r[2] for r in rows]), quantiles([r[3] for r in rows])
    found = {"room": one.room, "seats": args.seats, "commitments": len(rows),
             "own_screen_ms": {"median": own[0], "p95": own[1]},
             "all_screens_ms": {"median": everyone[0], "p95": everyone[1]},
             "latency": str(path)}  # fmt: skip
    if args.json:
        print(json.dumps(found))
    else:
        print(f"class {one.room}: {len(rows)} commitments in bursts of {args.seats}; submit to own"
              f" screen median {own[0]:.0f} ms, p95 {own[1]:.0f} ms; to everyone's screen median"
              f" {everyone[0]:.0f} ms, p95 {everyone[1]:.0f} ms; {path}")  # fmt: skip
    await asyncio.gather(*(bot.phone.stop() for bot in one.bots))
    return 0


def take_screenshots(args: argparse.Namespace) -> int:
    """Play a class in real browsers and keep what its screens show."""
    import json

    from game.photographs import take

    paths = take(args.out)
    print(json.dumps(paths) if args.json else "\n".join(paths))
    return 0


def run_replay(args: argparse.Namespace) -> int:
    """Play a class again from its log."""
    from game.replay import replay_command

    return replay_command(args)
