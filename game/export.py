"""Exports: a class as files, for homework, for a gradebook and for playing it again."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from game.catalogue import say
from game.door import line_of
from game.event import canonical
from game.house import House
from game.line import DESK
from game.live import LiveRoom
from game.reading import Reading
from game.refusal import Refusal
from game.results import digest_now, readings_of, tonnes_change, what_came
from game.room import Player, Room
from game.session import session_of, shown_numbers

RERUN = '''"""Play this class again and compare with what its screens showed.

Put this file and session.json into the project's folder, then: python3 rerun.py
It is the same as: python3 start.py replay session.json --out again
"""

import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
start = next((folder / "start.py" for folder in (here, *here.parents, pathlib.Path.cwd())
              if (folder / "start.py").exists()), None)
if start is None:
    sys.exit("Put this folder into the folder of Two Gauges, where start.py is.")
command = [sys.executable, str(start), "replay", str(here / "session.json"),
           "--out", str(here / "again")]
sys.exit(subprocess.call(command))
'''


def session_text(live: LiveRoom) -> str:
    """The class as a session file."""
    shown = shown_numbers(live.room, readings_of(live))
    return canonical(session_of(live.room.journal, shown)) + "\n"


def _csv(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([[_safe(cell) for cell in row] for row in rows])
    return text.getvalue()


def _safe(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + cell
    return cell


def offers_csv(room: Room) -> str:
    """Every move of every talk, with the terms of offers as issue=value."""
    rows: list[list[Any]] = []
    for table in room.tables:
        for number, made in sorted(table.rounds.items()):
            for thread in made.threads:
                for move in thread.moves:
                    terms = thread.pairing.sheet.package(move.package) if (
                        move.action == "offer") else {}
                    rows.append([table.number, number, thread.name, move.at, move.seat,
                                 move.action, move.version,
                                 ";".join(f"{k}={v:g}" for k, v in terms.items())])  # fmt: skip
    return _csv(["table", "round", "talk", "at_ms", "seat", "action", "version", "terms"], rows)


def signed_csv(room: Room) -> str:
    """Every contract signed, issue by issue."""
    rows = [
        [table.number, number, one.thread, issue, value, one.paper]
        for table in room.tables for number, made in sorted(table.rounds.items())
        for one in made.signed if one.thread in room.cast.pairings
        for issue, value in room.cast.pairings[one.thread].sheet.package(one.package).items()
    ]  # fmt: skip
    return _csv(["table", "round", "talk", "issue", "value", "on_paper"], rows)


def outcomes_csv(readings: dict[int, list[Reading]]) -> str:
    """Public figures and points by table and round."""
    rows: list[list[Any]] = []
    for number, rounds in sorted(readings.items()):
        for one in rounds:
            rows += [[number, one.round - 1, "public", "", name, value]
                     for name, value in one.public.items()]  # fmt: skip
            rows += [[number, one.round - 1, "points", seat, goal, got]
                     for seat, goals in one.points.items() for goal, _, got in goals]  # fmt: skip
    return _csv(["table", "round", "kind", "seat", "name", "value"], rows)


def predictions_csv(room: Room, readings: dict[int, list[Reading]]) -> str:
    """What each seat foretold and what came."""
    rows: list[list[Any]] = []
    for table in room.tables:
        for number, made in sorted(table.rounds.items()):
            if number <= len(readings.get(table.number, ())):
                change = tonnes_change(readings[table.number], number)
                rows += [[table.number, number, seat, word, what_came(change), f"{change:.4f}"]
                         for seat, word in sorted(made.predictions.items())]  # fmt: skip
    return _csv(["table", "round", "seat", "foretold", "came", "change"], rows)


def gradebook_csv(room: Room, readings: dict[int, list[Reading]]) -> str:
    """A line for each person: what it did, and how it came out."""
    rows = [_grade(room, player, readings) for player in room.players.values()]
    head = ["person", "table", "seat", "moves", "messages", "commitments", "predictions",
            "predictions_right", "points_mean", "clearer", "limit", "model"]  # fmt: skip
    return _csv(head, rows)


def _grade(room: Room, player: Player, readings: dict[int, list[Reading]]) -> list[Any]:
    own = [event for event in room.journal if event.who == player.id]
    count = {kind: sum(event.kind == kind for event in own)
             for kind in ("moved", "said", "committed")}  # fmt: skip
    rounds = readings.get(player.table, [])
    foretold = [e.body.get("prediction") for e in own if e.kind == "committed"]
    table = room.table_of(player)
    made = {n: r.predictions.get(player.seat) for n, r in table.rounds.items()} if table else {}
    right = sum(word == what_came(tonnes_change(rounds, n)) for n, word in made.items()
                if word and n <= len(rounds))  # fmt: skip
    totals = [one.total(player.seat) for one in rounds] if player.seat else []
    mean = f"{sum(totals) / len(totals):.1f}" if totals else ""
    answers = [player.answers.get(name, "") for name in ("clearer", "limit", "model")]
    return [
        player.name, player.table or "", player.seat, count["moved"], count["said"],
        count["committed"], sum(bool(word) for word in foretold), right, mean, *answers,
    ]  # fmt: skip


def homework_zip(live: LiveRoom, language: str) -> bytes:
    """Everything for homework: tables as CSV, the session, and a script that runs it again."""
    readings = readings_of(live)
    files = {
        "session.json": session_text(live), "rerun.py": RERUN,
        "offers.csv": offers_csv(live.room), "signed.csv": signed_csv(live.room),
        "outcomes.csv": outcomes_csv(readings),
        "predictions.csv": predictions_csv(live.room, readings),
        "README.txt": say(language, "export.readme", room=live.code, hash=digest_now(live) or "…"),
    }  # fmt: skip
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files.items():
            file.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), text)
    return kept.getvalue()


def export_routes(house: House) -> list[BaseRoute]:
    """Routes for the teacher's files."""

    def guarded(make: Callable[[LiveRoom], bytes | str], kind: str) -> Any:
        async def respond(request: Request) -> Response:
            try:
                live, line = await line_of(house, request, request.path_params["code"])
                if line.role != DESK:
                    raise Refusal("wrong_token")
            except Refusal as refusal:
                return JSONResponse({"refused": refusal.as_json()}, 403)
            return Response(make(live), media_type=kind, headers={"Cache-Control": "no-store"})

        return respond

    def grades(live: LiveRoom) -> str:
        return "\ufeff" + gradebook_csv(live.room, readings_of(live))

    return [
        Route("/api/export/{code}/session.json", guarded(session_text, "application/json")),
        Route("/api/export/{code}/gradebook.csv", guarded(grades, "text/csv; charset=utf-8")),
        Route("/api/export/{code}/homework.zip", guarded(
            lambda live: homework_zip(live, live.room.language), "application/zip")),
    ]  # fmt: skip
