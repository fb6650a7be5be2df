"""The commands of the analyst: run, scenarios, parameters, backtest, benchmark."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from experiments.study_commands import register_study
from rulebook.calendar import month_number
from rulebook.parameters import DATA, load_parameters

Commands = Any  # argparse's own type for a set of subcommands is private


def register(commands: Commands) -> None:
    """Add this house's commands to the command line."""
    _add_run(commands)
    _add(commands, "scenarios", list_all_scenarios, "list the scenarios")
    listing = _add(commands, "parameters", list_parameters, "list the parameters")
    listing.add_argument("--search", default="", help="show those whose name or meaning holds this")
    back = _add(commands, "backtest", run_backtest, "2015 to 2025 from data up to 2022")
    back.add_argument("--seed", type=int, default=1)
    back.add_argument("--replicates", type=int, default=40)
    back.add_argument("--out", type=Path)
    cup = _add(commands, "tournament", run_tournament, "all strategies over all term sheets")
    cup.add_argument("--seeds", type=int, default=5, help="runs whose talks are the domains")
    cup.add_argument("--rounds", type=int, default=20)
    cup.add_argument("--sheet", action="append", default=[], help="only this one; repeatable")
    cup.add_argument("--negmas", action="store_true", help="seat negotiators of NegMAS as well")
    cup.add_argument("--out", type=Path)
    paper = _add(commands, "contract", print_contract, "a contract as text, weighed by its parties")
    paper.add_argument("sheet", help="name of a term sheet, or `list`")
    paper.add_argument("--supplier", default="wabtec", help="the maker, where one signs")
    paper.add_argument("--set", action="append", default=[], metavar="ISSUE=VALUE")
    paper.add_argument("--language", choices=("kk", "ru", "en"), default="en")
    paper.add_argument("--scenario", default="baseline")
    paper.add_argument("--seed", type=int, default=1)
    paper.add_argument("--month", default="2030-01", help="month of signing")
    talks = _add(commands, "domains", run_domains, "the talks held, as scenarios of NegMAS")
    talks.add_argument("--seeds", type=int, default=1, help="runs whose talks are written")
    talks.add_argument("--out", type=Path, required=True)
    who = _add(commands, "gains", run_gains, "who gains from what, over paired runs")
    who.add_argument("--pairs", type=int, default=200)
    who.add_argument("--workers", type=int, default=2)
    who.add_argument("--out", type=Path)
    bench = _add(commands, "benchmark", run_benchmark, "ratios measured in one run")
    bench.add_argument("--quick", action="store_true")
    bench.add_argument("--out", type=Path)
    register_study(commands, _add)


def _add(
    commands: Commands, name: str, action: Callable[[argparse.Namespace], int], words: str
) -> argparse.ArgumentParser:
    one: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    one.add_argument("--json", action="store_true", help="print what a program can read")
    one.set_defaults(action=_told(action))
    return one


def _told(action: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Turn bad input into one clear message and exit status 2."""

    def told(args: argparse.Namespace) -> int:
        try:
            return action(args)
        except (ValueError, KeyError, ModuleNotFoundError) as error:
            print(str(error.args[0] if error.args else error), file=sys.stderr)
            return 2

    return told


def _add_run(commands: Commands) -> None:
    one = _add(commands, "run", run_scenario, "run one policy, some replicates")
    one.add_argument("--scenario", default="baseline", help="a name or a .toml file")
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--replicates", type=int, default=1)
    one.add_argument("--start", help="first year or month, 2025 or 2025-01")
    one.add_argument("--end", help="last year or month, 2045 or 2045-12")
    one.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    one.add_argument("--out", type=Path)
    one.add_argument("--no-dependence", action="store_true",
                     help="do not measure dependence (quicker)")  # fmt: skip


def read_changes(words: list[str]) -> dict[str, float]:
    """Read `name=value` words.

    Raises:
        ValueError: a word is not name=number.
    """
    changes: dict[str, float] = {}
    for word in words:
        name, sign, value = word.partition("=")
        try:
            changes[name.strip()] = float(value)
        except ValueError:
            sign = ""
        if not sign:
            raise ValueError(f"--set {word!r} — allowed: name=number, such as line.speed_kmh=45")
    return changes


def _month(text: str | None, month: str, default: int) -> int:
    return default if text is None else month_number(text if "-" in text else f"{text}-{month}")


def run_scenario(args: argparse.Namespace) -> int:
    """Run a scenario, print the outcome table, write the files."""
    from tqdm import tqdm

    from experiments.tables import summary, write_run
    from model.run import run
    from model.scenario import find_scenario
    from rulebook.kernel import prepare_for

    scenario = find_scenario(args.scenario)
    start = _month(args.start, "01", scenario.start)
    end = _month(args.end, "12", scenario.end - 1) + 1
    if end <= start:
        raise ValueError(f"--end {args.end} — allowed: a month after the start")
    if args.replicates < 1:
        raise ValueError(f"--replicates {args.replicates} — allowed: 1 or more")
    scenario = scenario.changed(start=start, end=end)
    changes = read_changes(args.set)
    load_parameters().changed({**scenario.parameters, **changes})
    prepare_for(args.replicates)
    with tqdm(total=args.replicates * scenario.months, unit="month", disable=args.json) as bar:
        results = [
            run(scenario, args.seed, i, changes, dependence=not args.no_dependence,
                told=lambda _: bar.update())
            for i in range(args.replicates)
        ]  # fmt: skip
    table = summary(results)
    if args.out is not None:
        write_run(args.out, results, args.seed, changes, DATA)
    if args.json:
        print(table.to_json(orient="records"))
    else:
        print(table.to_string(index=False, float_format=lambda v: f"{v:,.4g}"))
    return 0


def list_all_scenarios(args: argparse.Namespace) -> int:
    """List the scenarios."""
    from model.scenario import list_scenarios

    found = list_scenarios()
    if args.json:
        print(json.dumps({name: {"title": s.title, "about": s.about} for name, s in found.items()}))
    else:
        for name, one in found.items():
            print(f"{name:16} {one.title}\n{'':16} {one.about}")
    return 0


def list_parameters(args: argparse.Namespace) -> int:
    """List the parameters: unit, range, default, source, grade."""
    word = args.search.lower()
    rows = [row for row in load_parameters().table.values()
            if word in row.name.lower() or word in row.meaning.lower()]  # fmt: skip
    if args.json:
        print(json.dumps([vars(row) for row in rows]))
        return 0
    for row in rows:
        span = f"{row.low:g} to {row.high:g}"
        print(f"{row.name:32} {row.value:>10g} {row.unit:18} [{span}] {row.grade}  {row.meaning}")
        print(f"{'':32} source: {row.source}")
    return 0 if rows else 1


def run_backtest(args: argparse.Namespace) -> int:
    """Run the back-test, print the errors, write `series.csv`."""
    from experiments.backtest import backtest, errors
    from model.leavings import write_whole

    table = backtest(args.seed, args.replicates)
    found = errors(table)
    if args.out is not None:
        args.out.mkdir(parents=True, exist_ok=True)
        write_whole(args.out / "series.csv", table.to_csv(index=False, lineterminator="\n"))
        write_whole(args.out / "errors.csv", found.to_csv(index=False, lineterminator="\n"))
    if args.json:
        print(found.to_json(orient="records"))
    else:
        print(table.round(2).to_string(index=False))
        print("\nmean absolute error, as a share of the record")
        print(found.round(3).to_string(index=False))
    return 0


def run_gains(args: argparse.Namespace) -> int:
    """Run the pairs, print differences with intervals, write `gains.csv`."""
    from experiments.gains import gains
    from experiments.version import model_version
    from model.leavings import write_whole

    if args.pairs < 2:
        raise ValueError(f"--pairs {args.pairs} — allowed: 2 or more")
    mark = model_version()[-8:]  # pairs of another model are not these pairs
    kept = args.out / f"pairs-{mark}.jsonl" if args.out is not None else None
    found = gains(args.pairs, args.workers, kept)
    if args.out is not None:
        args.out.mkdir(parents=True, exist_ok=True)
        write_whole(args.out / "gains.csv", found.to_csv(index=False, lineterminator="\n"))
    print(found.to_json(orient="records") if args.json else found.round(4).to_string(index=False))
    return 0


def run_tournament(args: argparse.Namespace) -> int:
    """Play the tournament, print the standings, write `tournament.csv`."""
    from experiments.guests import guests
    from experiments.tournament import standings, tournament
    from model.leavings import write_whole

    for name in ("seeds", "rounds"):
        if getattr(args, name) < 1:
            raise ValueError(f"--{name} {getattr(args, name)} — allowed: 1 or more")
    table = tournament(args.seeds, args.rounds, guests() if args.negmas else {}, args.sheet)
    found = standings(table)
    if args.out is not None:
        args.out.mkdir(parents=True, exist_ok=True)
        text = table.to_csv(index=False, lineterminator="\n")
        write_whole(args.out / "tournament.csv", text)
    print(found.to_json(orient="records") if args.json else found.round(3).to_string(index=False))
    return 0


def print_contract(args: argparse.Namespace) -> int:
    """Print a contract in one language with its worth to each party, or list the sheets."""
    from agents.wording import word_contract
    from experiments.contract_sheet import draw_up, find_sheet
    from model.scenario import find_scenario
    from rulebook.term_sheet import load_term_sheets

    if args.sheet == "list":
        for sheet in load_term_sheets().values():
            print(f"{sheet.name:20} {' and '.join(sheet.parties)}: {sheet.meaning}")
            for issue in sheet.issues:
                steps = ", ".join(f"{step:g}" for step in issue.steps)
                print(f"    {issue.name:22} {steps} {issue.unit} (default {issue.default:g})")
        return 0
    contract, table = draw_up(
        find_scenario(args.scenario), args.seed, month_number(args.month), find_sheet(args.sheet),
        args.supplier, read_changes(args.set),
    )  # fmt: skip
    if args.json:
        words = {"contract": word_contract(contract, args.language).splitlines()}
        print(json.dumps({**words, "worth_musd": table.to_dict(orient="records")}))
        return 0
    print(word_contract(contract, args.language))
    print("\nWorth in MUSD of the month, to each party by its own forecast:")
    print(table.to_string(index=False, float_format=lambda v: f"{v:,.2f}"))
    return 0


def run_domains(args: argparse.Namespace) -> int:
    """Write the talks held in the baseline as scenarios that NegMAS loads."""
    from experiments.guests import write_domains

    if args.seeds < 1:
        raise ValueError(f"--seeds {args.seeds} — allowed: 1 or more")
    count = write_domains(args.out, args.seeds)
    print(json.dumps({"scenarios": count}) if args.json else f"{count} scenarios in {args.out}")
    return 0


def run_benchmark(args: argparse.Namespace) -> int:
    """Measure the model on this machine and print ratios."""
    from experiments.benchmark import benchmark
    from model.leavings import write_whole

    found = benchmark(quick=args.quick)
    if args.out is not None:
        args.out.mkdir(parents=True, exist_ok=True)
        write_whole(args.out / "benchmark.json", json.dumps(found, indent=1) + "\n")
    if args.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:34} {value:,.3f}")
    return 0
