"""The map: stations and sections drawn from the tables; no tiles, no borders of states."""

from __future__ import annotations

import math
from html import escape

from model.railway import Railway
from viz.palette import INK, LAND, QUIET, USE, use_colour

WIDTH, HEIGHT = 860, 470
LABELLED = ("dostyk", "altynkol", "aktogay", "mointy", "almaty", "astana", "karaganda", "shu",
            "arys", "saryagash", "kyzylorda", "aktobe", "petropavlovsk", "iletsk", "kartaly",
            "zhezkazgan", "beyneu", "aktau", "bolashak", "ozinki", "semey")  # fmt: skip


def draw_map(railway: Railway) -> str:
    """Draw last month's trains: width is trains a day, colour is use, dashes are single track."""
    network = railway.network
    sections = network.segments.values()
    used = {end for s in sections for end in (s.begin, s.end)}
    stations = {n: s for n, s in network.stations.items() if n in used}
    place = _projection([s.lon for s in stations.values()], [s.lat for s in stations.values()])
    parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" class="map" '
             f'aria-label="Map of the railway: trains a day and use of capacity">'
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{LAND}" rx="6"/>']  # fmt: skip
    binding = set(railway.binding.values())
    for section in sections:
        trains, use = section_load(railway, section.segment)
        (x1, y1), (x2, y2) = (place(stations[e].lon, stations[e].lat)
                              for e in (section.begin, section.end))  # fmt: skip
        wide = 1.2 + min(trains, 80.0) * 0.11
        dash = ' stroke-dasharray="7 3"' if section.tracks < 2 else ""
        words = (f"{section.segment}: {trains:.0f} pairs a day, {use:.0%} of what is usable; "
                 f"{section.traction}, {section.tracks} track, grade {section.grade}")  # fmt: skip
        parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
                     f'stroke="{use_colour(use)}" stroke-width="{wide:.1f}"{dash}>'
                     f"<title>{escape(words)}</title></line>")  # fmt: skip
    for name, station in stations.items():
        x, y = place(station.lon, station.lat)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{INK}"/>')
        if name in LABELLED:
            parts.append(f'<text x="{x + 5:.1f}" y="{y - 5:.1f}" fill="{INK}">'
                         f"{escape(station.name.split(' (')[0])}</text>")  # fmt: skip
    parts += _gates(railway, place, binding)
    return "".join(parts) + _legend() + "</svg>"


def _projection(lons: list[float], lats: list[float]):  # type: ignore[no-untyped-def]
    """Equirectangular about the middle latitude, fitted to the sheet with a margin."""
    shrink = math.cos(math.radians((min(lats) + max(lats)) / 2.0))
    wide, tall = (max(lons) - min(lons)) * shrink, max(lats) - min(lats)
    scale = min((WIDTH - 110) / wide, (HEIGHT - 70) / tall)

    def place(lon: float, lat: float) -> tuple[float, float]:
        return 30 + (lon - min(lons)) * shrink * scale, 28 + (max(lats) - lat) * scale

    return place


def section_load(railway: Railway, section: str) -> tuple[float, float]:
    """Train pairs a day on a section last month, and their share of what is usable."""
    for g, sections in enumerate(railway.plan.groups):
        if section in sections and len(railway.used) > g:
            pairs = float(railway.used[g])
            return pairs, pairs / railway.limits[g] if railway.limits[g] else 1.0
    return 0.0, 0.0


def _gates(railway: Railway, place, binding: set[str]) -> list[str]:  # type: ignore[no-untyped-def]
    """Rings at the borders: as large as the queue, filled where the gate itself binds."""
    parts: list[str] = []
    for gate, station in railway.network.gates.items():
        if gate not in railway.queue:
            continue
        spot = railway.network.stations[station.station]
        x, y = place(spot.lon, spot.lat)
        queue = railway.queue[gate]
        bound = any(name.endswith(f":{gate}") for name in binding)
        words = (f"{spot.name}: {queue:.0f} trains waiting, {railway.gate_hours[gate]:.0f} hours "
                 f"to cross, grade {station.grade}")  # fmt: skip
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{5 + math.sqrt(queue) * 1.6:.1f}" '
                     f'fill="{"#D55E00" if bound else "none"}" fill-opacity="0.35" '
                     f'stroke="{INK}" stroke-width="1.4">'
                     f"<title>{escape(words)}</title></circle>")
        if queue >= 1.0:
            parts.append(f'<text x="{x + 8:.1f}" y="{y + 13:.1f}" fill="#a63d00">'
                         f"{queue:.0f} waiting</text>")  # fmt: skip
    return parts


def _legend() -> str:
    """What colour and mark mean."""
    parts: list[str] = []
    x = 24.0
    for _, colour, words in USE:
        parts.append(f'<line x1="{x}" x2="{x + 22}" y1="{HEIGHT - 14}" y2="{HEIGHT - 14}" '
                     f'stroke="{colour}" stroke-width="5"/><text x="{x + 27}" '
                     f'y="{HEIGHT - 10}" fill="{QUIET}">{words}</text>')  # fmt: skip
        x += 96.0
    parts.append(f'<text x="{x}" y="{HEIGHT - 10}" fill="{QUIET}">width: trains a day; dashed: '
                 f"single track; ring: queue, filled where the gate binds</text>")  # fmt: skip
    return "".join(parts)


def map_table(railway: Railway) -> list[list[str]]:
    """The map's content as rows: section, pairs a day, use, tracks, traction, grade."""
    rows: list[list[str]] = []
    for name, section in railway.network.segments.items():
        pairs, use = section_load(railway, name)
        rows.append([name, f"{pairs:.1f}", f"{use:.0%}", str(section.tracks), section.traction,
                     section.grade])  # fmt: skip
    return sorted(rows, key=lambda row: -float(row[2].rstrip("%")))
