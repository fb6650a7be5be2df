"""Links: the whole screen as the query of an address, and back again, with a message if broken."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from urllib.parse import parse_qsl, quote

from rulebook.calendar import month_number, month_text
from viz.screen import Screen
from viz.setting import Setting, SettingError, scenarios
from viz.version import model_version
from viz.wording import LANGUAGES

WHOLE = {"seed": "seed", "until": "until", "runs": "runs"}
KEYS = ("s", "seed", "until", "runs", "x", "no")
VIEW_KEYS = ("at", "why", "other", "lang", "m", "vs")


@dataclass(frozen=True)
class Complaint:
    """What a link says that cannot be followed: the key of a text, and its gaps."""

    key: str
    gaps: tuple[tuple[str, str], ...] = ()


def write_link(screen: Screen) -> str:
    """Write a screen as a query; what stands at its default is left out."""
    pairs = _setting_pairs(screen.a, "")
    if screen.b is not None:
        pairs += [("vs", "1"), *_setting_pairs(screen.b, "b.")]
    if screen.at:
        pairs.append(("at", month_text(screen.at)))
    pairs += [(k, v) for k, v in (("why", screen.why), ("other", screen.other)) if v]
    pairs += [("lang", screen.language), ("m", model_version())]
    return "&".join(f"{key}={quote(value, safe=':,.@')}" for key, value in pairs)


def _setting_pairs(setting: Setting, mark: str) -> list[tuple[str, str]]:
    plain = Setting()
    pairs = [(mark + "s", setting.scenario)]
    for key, name in WHOLE.items():
        if getattr(setting, name) != getattr(plain, name):
            pairs.append((mark + key, str(getattr(setting, name))))
    if setting.levers:
        pairs.append((mark + "x", ",".join(f"{n}:{v!r}" for n, v in setting.levers)))
    if setting.without:
        pairs.append((mark + "no", ",".join(setting.without)))
    return pairs


def read_link(query: str, language: str = "en") -> tuple[Screen, list[Complaint]]:
    """Read a query; whatever cannot be followed is left at its default and complained of."""
    given: dict[str, str] = {}
    complaints: list[Complaint] = []
    for key, value in parse_qsl(query.lstrip("?"), keep_blank_values=True):
        if key in (*KEYS, *VIEW_KEYS) or (key[:2] == "b." and key[2:] in KEYS):
            given[key] = value
        else:
            complaints.append(Complaint("link-unknown", (("key", key[:60]),)))
    a = _read_setting(given, "", complaints)
    b = _read_setting(given, "b.", complaints) if "vs" in given else None
    screen = _read_view(Screen(a, b, language=language), given, complaints)
    made = given.get("m")
    if made and made != model_version():
        complaints.append(Complaint("link-old", (("made", made[:40]), ("now", model_version()))))
    return screen, complaints


def _refused(field: str, value: str, allowed: str) -> Complaint:
    gaps = (("field", field[:80]), ("value", value[:80]), ("allowed", allowed))
    return Complaint("refused", gaps)


def _read_setting(given: dict[str, str], mark: str, complaints: list[Complaint]) -> Setting:
    """Read one side, field by field, so that one bad field does not cost the others."""
    setting = _try(Setting(), {"scenario": given.get(mark + "s", "baseline")}, complaints)
    for key, name in WHOLE.items():
        if mark + key in given:
            text = given[mark + key]
            try:
                setting = _try(setting, {name: int(text)}, complaints)
            except ValueError:
                complaints.append(_refused(name, text, "a whole number"))
    for part in filter(None, given.get(mark + "x", "").split(",")):
        name, _, text = part.partition(":")
        try:
            levers = tuple(sorted({**dict(setting.levers), name: float(text)}.items()))
            setting = _try(setting, {"levers": levers}, complaints)
        except ValueError:
            complaints.append(_refused(name, text, "a number"))
    without = tuple(filter(None, given.get(mark + "no", "").split(",")))
    return replace(setting, without=without)


def _try(setting: Setting, changes: dict[str, object], complaints: list[Complaint]) -> Setting:
    """Change a setting if the change is allowed; complain otherwise."""
    assert all(key in {f.name for f in fields(Setting)} for key in changes)
    changed = replace(setting, **changes)  # type: ignore[arg-type]
    try:
        if "scenario" in changes and changed.scenario in scenarios():
            last = (scenarios()[changed.scenario].end - 1) // 12
            changed = replace(changed, until=min(Setting().until, last))
        return changed.checked()
    except SettingError as error:
        complaints.append(_refused(error.field, str(error.value), error.allowed))
        return setting


def _read_view(screen: Screen, given: dict[str, str], complaints: list[Complaint]) -> Screen:
    if "at" in given:
        try:
            screen = replace(screen, at=month_number(given["at"]))
        except ValueError:
            complaints.append(_refused("at", given["at"], "YYYY-MM"))
    if "lang" in given:
        if given["lang"] in LANGUAGES:
            screen = replace(screen, language=given["lang"])
        else:
            complaints.append(_refused("lang", given["lang"], ", ".join(LANGUAGES)))
    return replace(screen, why=given.get("why", ""), other=given.get("other", ""))
