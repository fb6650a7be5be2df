"""Settings, links, undo, presets and texts of the explorer: what is set is what is run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.outcomes import MEANINGS
from model.plan import MOVING_STOCK
from model.railway import Railway
from rulebook.parameters import DATA
from rulebook.term_sheet import load_term_sheets
from rulebook.world import load_world
from viz.figures import FIGURES
from viz.labels import lever_rows, slug
from viz.levers import GROUPS, first_levers, load_levers, value_now
from viz.link import read_link, write_link
from viz.presets import FOLDER, PresetError, load_presets, preset_of, read_preset
from viz.screen import Past, Screen
from viz.setting import Setting, SettingError, broken_scenarios, scenarios
from viz.version import model_version
from viz.wording import LANGUAGES, WordingError, Words, keys_of, words

PLACED = ("line", "yard", "accept", "admit", "transship")


@st.composite
def some_settings(draw):
    table = load_levers()
    names = draw(st.lists(st.sampled_from(sorted(table)), max_size=4, unique=True))
    levers = []
    for name in names:
        one = table[name]
        value = draw(st.floats(one.low, one.high))
        levers.append((name, float(int(value)) if one.whole else value))
    levers = [(n, v) for n, v in levers if table[n].allows(v)]
    without = draw(st.sampled_from([(), ("supply:wabtec:24308",), ("shock:red_sea@24350", "x:1")]))
    return Setting("baseline", draw(st.integers(0, 9999)), draw(st.integers(2027, 2045)),
                   draw(st.integers(1, 200)), tuple(sorted(levers)), without)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(some_settings(), some_settings(), st.sampled_from(LANGUAGES), st.booleans())
def test_a_link_restores_the_exact_screen(a, b, language, two):
    screen = Screen(a, b if two else None, 24400, "jobs", "kzt_per_usd", language)
    assert read_link(write_link(screen)) == (screen, [])


@pytest.mark.parametrize(("query", "key", "held"), [
    ("s=atlantis", "refused", "atlantis"),
    ("x=tariff.factor:99", "refused", "0.4"),
    ("x=tariff.factor:abc", "refused", "abc"),
    ("x=tariff.factor:nan", "refused", "nan"),
    ("x=no.such:1", "refused", "no.such"),
    ("seed=-4", "refused", "-4"),
    ("seed=12e", "refused", "12e"),
    ("runs=100000", "refused", "200"),
    ("at=2031-13", "refused", "2031-13"),
    ("lang=la", "refused", "kk, ru, en"),
    ("zzz=1", "link-unknown", "zzz"),
    ("m=0.0.9-00000000", "link-old", "0.0.9-00000000"),
])  # fmt: skip
def test_a_broken_link_is_complained_of_and_the_rest_is_kept(query, key, held):
    screen, complaints = read_link(query + "&until=2031&x=crews.count:5000" if "x=" not in query
                                   else query + ",crews.count:5000&until=2031")  # fmt: skip
    assert [one.key for one in complaints] == [key]
    assert held in str(complaints[0].gaps)
    assert screen.a.until == 2031 and dict(screen.a.levers) == {"crews.count": 5000.0}
    for language in LANGUAGES:
        text = words(language)(complaints[0].key, **dict(complaints[0].gaps))
        assert held in text or held == "0.4"


def test_levers_reach_the_run():
    setting = Setting(levers=(
        ("build.dispatching", 1.0), ("build.loops", 2.0), ("card.red_sea", 2031.0),
        ("tariff.factor", 1.1), ("tender.tmh", 0.0), ("terms.border_windows.east_gate_trains", 4.0),
        ("terms.locomotive_supply.content_promised", 0.3), ("units.wabtec", 0.0),
    ))  # fmt: skip
    scenario, parameters = setting.to_run()
    base = scenarios()["baseline"]
    assert parameters == {"tariff.factor": 1.1}
    assert scenario.programme == ("dispatching", "loops")
    assert scenario.cards["red_sea"] == (2031 * 12,)
    assert "tmh" in base.tenders and "tmh" not in scenario.tenders
    supply = [one for one in scenario.signed if one["sheet"] == "locomotive_supply"]
    assert len(supply) == len([o for o in base.signed if o["sheet"] == "locomotive_supply"]) - 1
    assert all(one["terms"]["content_promised"] == 0.3 for one in supply)
    windows = [one for one in scenario.signed if one["sheet"] == "border_windows"]
    assert windows[0]["terms"]["east_gate_trains"] == 4.0


def test_every_lever_may_be_set_where_it_stands_and_at_its_ends():
    base = scenarios()["baseline"]
    for name, lever in load_levers().items():
        assert lever.source and lever.unit and lever.grade in "ABCD"
        for value in (value_now(name, base), lever.low, lever.high):
            if lever.allows(value):
                scenario, changes = Setting(levers=((name, value),)).to_run()
                if lever.group in GROUPS:  # contracts are signed when a railway is set up
                    Railway(scenario, changes=changes)
        with pytest.raises(SettingError, match=name.replace(".", r"\.")):
            Setting(levers=((name, lever.high * 2 + 1e6),)).checked()


def test_the_first_levers_are_those_that_weigh_most():
    first, table = first_levers(), load_levers()
    assert len(first) == 10
    for kind in ("policy", "world"):
        mine = [table[name].weight for name in first if table[name].kind == kind]
        others = [o.weight for o in table.values() if o.kind == kind and o.name not in first]
        assert len(mine) == 5 and min(mine) >= max(others) and min(mine) > 0.0


def test_a_lever_put_back_is_no_change():
    moved = Setting().with_lever("tariff.factor", 1.2)
    assert moved != Setting() and moved.with_lever("tariff.factor", 1.0) == Setting()


def test_undo_and_redo():
    past = Past()
    for seed in (2, 3, 4):
        past = past.then(replace(past.now, a=Setting(seed=seed)))
    assert past.back().back().now.a.seed == 2
    assert past.back().back().forth().now.a.seed == 3
    assert past.back().then(replace(past.now, a=Setting(seed=9))).forth().now.a.seed == 9
    assert past.back().back().back().back().now == Screen()
    assert past.instead(replace(past.now, at=24400)).back().now.a.seed == 3


def test_a_scenario_file_with_an_unknown_key_costs_only_itself(tmp_path, monkeypatch):
    (tmp_path / "mine.toml").write_text('base = "baseline"\ntitle = "Mine"\n')
    (tmp_path / "bad.toml").write_text('base = "baseline"\ncolour = "red"\n')
    monkeypatch.setenv("TWOGAUGES_SCENARIOS", str(tmp_path))
    assert {"baseline", "mine"} <= set(scenarios()) and "bad" not in scenarios()
    (message,) = broken_scenarios()
    assert "bad.toml" in message and "colour" in message and "allowed" in message
    assert Setting("mine").to_run()[0].title == "Mine"


CLAIMS = {"shift", "assembly", "absorb", "parts-far", "currency", "neighbours-first", "other-lever",
          "home-first", "sequence", "jobs-value", "talisman", "main-corridors", "short-circuit",
          "heavy-haul", "fast-talks", "targets"}  # fmt: skip


def test_every_claim_has_a_preset_that_runs_and_words_in_every_language():
    presets = load_presets()
    assert {one.claim for one in presets.values()} == CLAIMS
    for name, one in presets.items():
        assert one.a != one.b and preset_of(one.a, replace(one.b, seed=9)) == name
        for side in (one.a, one.b):
            scenario, changes = side.to_run()
            Railway(scenario, changes=changes)
        for language in LANGUAGES:
            slug = name.replace("_", "-")
            assert words(language)(f"preset-{slug}") and words(language)(f"preset-{slug}-about")


@pytest.mark.parametrize(("old", "new"), [("look =", "lok ="), ("[b]", "[c]"),
                                          ("scenario =", "scenery ="), ("baseline", "basement")])
def test_a_broken_preset_is_refused(tmp_path, old, new):
    path = tmp_path / "shift.toml"
    path.write_text((FOLDER / "shift.toml").read_text().replace(old, new, 1))
    with pytest.raises(PresetError, match=r"shift.toml.*allowed"):
        read_preset(path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_lacks_a_text_or_a_gap(language):
    mine, english = keys_of(language), keys_of("en")
    parameters = {f"lever-{slug(name)}" for name in load_world().parameters.table}
    if language != "en":  # the table itself words them in English
        assert parameters - set(mine) == set()
    assert set(mine) - parameters == set(english) - parameters
    assert {key for key, gaps in mine.items() if gaps != english.get(key, gaps)} == set()


def test_a_missing_text_is_a_failure_not_a_blank(tmp_path):
    (tmp_path / "en.ftl").write_text("tongue = English\n")
    say = Words("en", tmp_path)
    with pytest.raises(WordingError, match="no text 'title'"):
        say("title")
    with pytest.raises(WordingError, match="allowed: kk, ru, en"):
        Words("la")
    with pytest.raises(WordingError):
        words("en")("gap-none", name="x")


def test_numbers_and_plurals_are_written_as_the_language_does():
    assert words("en").number(12345.678, 7) == "12,345.68"
    assert words("ru").number(12345.678, 7) == "12\xa0345,68"
    assert words("kk").number(0.5) == "0,5"
    assert words("en").signed(-2.5) == "−2.5" and words("en").signed(0.0) == "0"
    ends = [words("ru")("status-done", runs=n).split()[-1] for n in (1, 2, 5, 21)]
    assert ends == ["прогон.", "прогона.", "прогонов.", "прогон."]


def test_the_version_names_the_code_that_makes_a_run():
    number, _, digest = model_version().partition("-")
    assert number.count(".") == 2 and len(digest) == 8


def test_groups_do_not_clash_with_parameters():
    taken = {one.group for one in load_levers().values()}
    assert set(GROUPS) <= taken
    for group in GROUPS:
        names = [n for n in load_levers() if n.startswith(group + ".")]
        assert names and not set(names) & set(Setting(levers=()).to_run()[1])


def test_everything_that_can_be_named_on_the_screen_has_a_text():
    world, say = load_world(), words("en")
    wanted = [f"outcome-{slug(name)}" for name in MEANINGS]
    wanted += [f"card-{slug(name)}" for name in world.cards]
    wanted += [f"package-{slug(name)}" for name in world.packages]
    wanted += [f"sheet-{slug(name)}" for name in load_term_sheets()]
    wanted += [f"group-{one.group}" for one in load_levers().values()]
    wanted += [f"figure-{slug(one.name)}" for one in FIGURES]
    wanted += [f"unit-{slug(one.name)}" for one in FIGURES]
    wanted += [f"limit-{name.partition(':')[0]}" for name in ("demand", *MOVING_STOCK, *PLACED)]
    wanted += [f"scenario-{slug(path.stem)}" for path in (DATA / "scenarios").glob("*.toml")]
    assert [key for key in wanted if not say.has(key)] == []
    shown = [load_levers()[name] for name in first_levers()]
    for language in LANGUAGES:
        for row in lever_rows("baseline", language):
            assert row["lang"] == language or row["name"] not in [one.name for one in shown]
