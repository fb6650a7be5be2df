"""The map: stations and sections drawn from the tables; no tiles, no borders of states."""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from rulebook.network import Station
from rulebook.world import load_world
from viz.answer import Answer
from viz.palette import USE
from viz.record import FILM_EVERY, Film, Record
from viz.wording import Words, words

WIDTH, HEIGHT = 860, 480
LABELLED = {"dostyk": "n", "altynkol": "s", "aktogay": "n", "mointy": "w", "almaty": "s",
            "astana": "e", "karaganda": "e", "shu": "n", "arys": "w", "saryagash": "s",
            "kyzylorda": "s", "aktobe": "e", "petropavlovsk": "e", "iletsk": "n", "kartaly": "w",
            "zhezkazgan": "n", "beyneu": "n", "aktau": "s", "bolashak": "e", "ozinki": "n",
            "semey": "e", "saksaulsk": "s", "kostanay": "n", "bakhty": "e"}  # fmt: skip
MAJOR = ("dostyk", "altynkol", "mointy", "astana", "aktau", "saryagash", "aktobe",
         "petropavlovsk")  # labelled on a phone as well
MARGIN = 40
ASIDE = {"e": (9, 4, "start"), "w": (-9, 4, "end"), "n": (0, -10, "middle"), "s": (0, 22, "middle")}
SHOWN_LIMITS = 5
MARKED_ABOVE = 0.25  # a limit is marked on the map where it bound in this share of runs
MOVED_BY = 0.1  # a limit's card says what a tenth more would move


def station_name(station: Station, language: str) -> str:
    """A station's name as a language writes it."""
    name = {"kk": station.name_kk, "ru": station.name_ru}.get(language) or station.name
    return name.split(" (")[0]


def limit_words(limit: str, say: Words) -> str:
    """A limit's name in words, with its place."""
    return _limit_words(limit, say.language)


@lru_cache(maxsize=1024)
def _limit_words(limit: str, language: str) -> str:
    say = words(language)
    kind, _, place = limit.partition(":")
    if kind == "line":
        return say("limit-line", place=section_name(place, say.language))
    if not place:
        return say(f"limit-{kind}")
    return say(f"limit-{kind}", place=place_name(place, say.language))


def place_name(place: str, language: str) -> str:
    """Name of a gate's or a yard's station."""
    network = load_world().network
    gate, yard = network.gates.get(place), network.yards.get(place)
    station = gate.station if gate else yard.station if yard else place
    found = network.stations.get(station)
    return station_name(found, language) if found else place


def section_name(section: str, language: str) -> str:
    """A section's name by its ends."""
    network = load_world().network
    one = network.segments.get(section)
    if one is None:
        return section
    return " – ".join(station_name(network.stations[e], language) for e in (one.begin, one.end))


@lru_cache(maxsize=4)
def geometry(language: str) -> dict[str, Any]:
    """What does not move: places on the sheet, names, sources and grades."""
    network, say = load_world().network, words(language)
    used = {end for s in network.segments.values() for end in (s.begin, s.end)}
    spots = _places({n: s for n, s in network.stations.items() if n in used})
    stations = []
    for name, (x, y) in spots.items():
        shown = station_name(network.stations[name], language) if name in LABELLED else ""
        dx, dy, anchor = ASIDE[LABELLED.get(name, "e")]
        stations.append({"id": name, "x": x, "y": y, "name": shown, "tx": x + dx, "ty": y + dy,
                         "anchor": anchor, "minor": name not in MAJOR})  # fmt: skip
    sections = [{
        "id": one.segment, "group": one.segment, "name": section_name(one.segment, language),
        "x1": spots[one.begin][0], "y1": spots[one.begin][1],
        "x2": spots[one.end][0], "y2": spots[one.end][1],
        "km": one.length_km, "low": one.capacity_low, "high": one.capacity_high,
        "grade": one.grade, "gradeWords": say(f"grade-{one.grade}"), "source": one.source,
    } for one in network.segments.values()]  # fmt: skip
    gates = [{
        "id": one.gate, "station": one.station, "name": place_name(one.gate, language),
        "x": spots[one.station][0], "y": spots[one.station][1], "out": one.acceptance_out,
        "in": one.acceptance_in, "grade": one.grade, "gradeWords": say(f"grade-{one.grade}"),
        "source": one.source,
    } for one in network.gates.values()]  # fmt: skip
    uses = [[limit, colour, say(key)] for limit, colour, key in USE]
    return {"width": WIDTH, "height": HEIGHT, "language": say.numeric, "stations": stations,
            "sections": sections, "gates": gates, "uses": uses}  # fmt: skip


def _places(stations: dict[str, Station]) -> dict[str, tuple[float, float]]:
    """Equirectangular about the middle latitude, fitted to the sheet with a margin."""
    lats = [s.lat for s in stations.values()]
    lons = [s.lon for s in stations.values()]
    shrink = math.cos(math.radians((min(lats) + max(lats)) / 2.0))
    wide, tall = (max(lons) - min(lons)) * shrink, max(lats) - min(lats)
    scale = min((WIDTH - 2 * MARGIN - 60) / wide, (HEIGHT - 2 * MARGIN) / tall)
    across = (WIDTH - wide * scale) / 2.0
    down = (HEIGHT - tall * scale) / 2.0
    return {
        name: (round(across + (s.lon - min(lons)) * shrink * scale, 1),
               round(down + (max(lats) - s.lat) * scale, 1))
        for name, s in stations.items()
    }  # fmt: skip


def film_of(answer: Answer, say: Words) -> dict[str, Any]:
    """The moving part: for each quarter the mean over runs, and how often each limit bound."""
    records = [one for one in answer.all_records if one.film is not None]
    if not records:
        return {"months": [], "frames": []}
    count = min(len(one.film.pairs) for one in records if one.film)
    months = [records[0].start + FILM_EVERY * (i + 1) - 1 for i in range(count)]
    means = _means(records, count)
    return {"months": months, "frames": [_frame(records, means, i, say) for i in range(count)]}


def difference_film(a: Answer, b: Answer, say: Words) -> dict[str, Any]:
    """B less A, quarter by quarter, over the runs that both have."""
    both = sorted(set(a.records) & set(b.records))
    pair = [[one.records[i] for i in both] for one in (a, b)]
    films = [[r for r in side if r.film is not None] for side in pair]
    if not films[0] or not films[1]:
        return {"months": [], "frames": [], "difference": True}
    count = min(len(one.film.pairs) for side in films for one in side if one.film)
    months = [films[0][0].start + FILM_EVERY * (i + 1) - 1 for i in range(count)]
    left, right = _means(films[0], count), _means(films[1], count)
    means = {name: right[name] - left[name] for name in left}
    frames = [_frame(films[1], means, i, say) for i in range(count)]
    return {"months": months, "frames": frames, "difference": True}


def _means(records: list[Record], count: int) -> dict[str, np.ndarray]:
    """Mean over runs of each array of the film; NaN where a place is open in none."""
    found: dict[str, np.ndarray] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        for name in ("pairs", "use", "queue", "hours"):
            stack = np.array([getattr(one.film, name)[:count] for one in records])
            found[name] = np.nanmean(stack, axis=0)
    return found


def _frame(
    records: list[Record], means: dict[str, np.ndarray], i: int, say: Words
) -> dict[str, Any]:
    first = records[0].film
    assert first is not None
    return {
        "pairs": _row(means["pairs"][i]), "use": _row(means["use"][i], 3),
        "queue": _row(means["queue"][i]), "hours": _row(means["hours"][i]),
        "tracks": [int(c) for c in first.tracks[i]],
        "electric": [c == "1" for c in first.electric[i]],
        "bound": _bound(records, i, say), "worth": _worth([r.film for r in records if r.film], i),
    }  # fmt: skip


def _row(values: np.ndarray, places: int = 1) -> list[float | None]:
    return [None if math.isnan(v) else round(float(v), places) for v in values]


def bound_share(records: list[Record], t: int) -> list[tuple[str, float]]:
    """Limits that held a corridor back in a month, with the share of runs, most often first."""
    count: Counter[str] = Counter()
    for one in records:
        count.update({names[t] for names in one.bound.values() if names[t]} - {"demand"})
    return [(name, count[name] / len(records)) for name in ranked(count)]


def ranked(count: Mapping[str, float]) -> list[str]:
    """Names by their count, the largest first; equals by name, so that no run decides."""
    return sorted(count, key=lambda name: (-count[name], name))


def _bound(records: list[Record], i: int, say: Words) -> list[list[Any]]:
    shares = bound_share(records, FILM_EVERY * (i + 1) - 1)[:SHOWN_LIMITS]
    return [[name, limit_words(name, say), share >= MARKED_ABOVE, round(share, 3)]
            for name, share in shares]  # fmt: skip


def _worth(films: list[Film], i: int) -> dict[str, float]:
    """Million tonne-km a day that a tenth more of each limit would have moved, mean over runs."""
    total: dict[str, float] = {}
    for film in films:
        for name, worth in film.worth[i].items():
            moved = worth * film.sizes[i][name] * MOVED_BY / 1e6
            total[name] = total.get(name, 0.0) + moved / len(films)
    return {name: float(f"{value:.3g}") for name, value in total.items()}
