"""The library: what pages read that is the same for everyone: words, sheets, seats, the network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from game.cast import load_cast
from game.catalogue import read_catalogue
from game.conduct import EXIT, LANGUAGES, POLL
from game.plan import load_deck, load_plans
from game.table import PREDICTIONS
from rulebook.network import Network
from rulebook.term_sheet import load_term_sheets
from rulebook.world import load_world


@lru_cache(maxsize=1)
def sheets() -> dict[str, Any]:
    """Every sheet with its issues and steps."""
    return {
        name: {"parties": sheet.parties, "issues": [
            {"name": issue.name, "steps": issue.steps, "default": issue.default,
             "unit": issue.unit, "open": issue.open} for issue in sheet.issues]}
        for name, sheet in load_term_sheets().items()
    }  # fmt: skip


@lru_cache(maxsize=1)
def cast() -> dict[str, Any]:
    """Seats with their public goals and levers, talks, cards and plans."""
    one = load_cast()
    return {
        "seats": [{"seat": seat.name, "goals": [[g.name, g.weight] for g in seat.goals],
                   "levers": [{"name": lever.name, "steps": lever.steps, "unit": lever.unit}
                              for lever in seat.levers], "makers": seat.makers}
                  for seat in one.seats.values()],
        "talks": [{"thread": p.name, "sheet": p.sheet.name, "seats": p.seats}
                  for p in one.pairings.values()],
        "cards": {name: list(use.warned) for name, use in load_deck().items()},
        "plans": {name: {"rounds": plan.rounds, "minutes": sum(s.ms for s in plan.steps) // 60_000}
                  for name, plan in load_plans().items()},
        "predictions": PREDICTIONS, "poll": POLL,
        "exit": {question: list(answers) for question, answers in EXIT.items()},
    }  # fmt: skip


@lru_cache(maxsize=1)
def network() -> dict[str, Any]:
    """Stations and sections for the map: names, places, tracks; nothing of any table."""
    net: Network = load_world().network
    used = {end for s in net.segments.values() for end in (s.begin, s.end)}
    gates = {gate.station: name for name, gate in net.gates.items()}
    return {
        "stations": {name: [round(s.lon, 3), round(s.lat, 3)] for name, s in net.stations.items()
                     if name in used},
        "names": {name: {"en": s.name, "kk": s.name_kk, "ru": s.name_ru}
                  for name, s in net.stations.items() if name in used or name in gates},
        "sections": {name: [s.begin, s.end, s.tracks] for name, s in net.segments.items()},
        "gates": {gate: station for station, gate in gates.items()},
    }  # fmt: skip


def _json(make: Callable[[], Any]) -> Callable[[Request], Response]:
    """Answer with something that never changes while the server runs, kept by its hash."""

    def respond(request: Request) -> Response:
        return kept(request, json.dumps(make(), ensure_ascii=False).encode(), "application/json")

    return respond


def kept(request: Request, body: bytes, kind: str) -> Response:
    """A response that the browser may keep as long as its hash is the same."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)


def _words(request: Request) -> Response:
    language = request.path_params["language"]
    if language not in LANGUAGES:
        return Response(status_code=404)
    body = json.dumps(read_catalogue(language), ensure_ascii=False).encode()
    return kept(request, body, "application/json")


def library_routes() -> list[BaseRoute]:
    """Routes for what everyone may read."""
    return [
        Route("/api/words/{language}.json", _words),
        Route("/api/sheets.json", _json(sheets)),
        Route("/api/cast.json", _json(cast)),
        Route("/api/network.json", _json(network)),
    ]
