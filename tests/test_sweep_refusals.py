"""Sweep files that are wrong: one line with file, field and allowed range, and nothing begun."""

from __future__ import annotations

import pytest

from tests.test_sweep import TINY, obey

BAD = [
    ('low = 0.5', 'low = 0.1', "field 'low': 0.1 — allowed: a number from 0.4 to 1 share"),
    ('low = 0.5', 'low = 0.9', "the range 0.9 to 0.9 is empty — allowed: low below high, within"),
    ('high = 0.9', 'high = "much"', "field 'high': 'much' — allowed: a number from 0.4 to 1"),
    ('border.reliability_china', 'border.reliabilty_china', "did you mean border.reliability"),
    ('high = 0.9', 'hi = 0.9', "unknown key 'hi' — allowed: low, high, values, steps"),
    ('kind = "latin_hypercube"', 'kind = "magic"', "field 'kind': 'magic' — allowed: grid"),
    ('kind = "latin_hypercube"', 'kind = "sobol"', "allowed: a power of 2 for sobol, such as 8"),
    ('size = 5', 'size = 0', "field 'size': 0 — allowed: a whole number from 2"),
    ('size = 5', 'sise = 5', "unknown key 'sise' — allowed: kind, size"),
    ('kind = "latin_hypercube"\nsize = 5', 'kind = "grid"', "field 'steps': None — allowed"),
    ('low = 0.5\nhigh = 0.9', 'values = []', "field 'values' — allowed: low and high"),
    ('replicates = 2', 'replicates = 0', "field 'replicates': 0 — allowed: a whole number from 1"),
    ('seed = 3', 'seed = -1', "field 'seed': -1 — allowed: a whole number from 0"),
    ('"throughput_mt"', '"throughput"', "output 'tonnes': field 'outcome': 'throughput' — allowed"),
    ('how = "sum"', 'how = "total"', "field 'how': 'total' — allowed: sum, mean, first, last"),
    ('how = "sum"', 'from = "2024-01"', "field 'from': 2024-01 — allowed: 2025-01 to 2025-03"),
    ('how = "sum"', 'from = "2025-03"\nto = "2025-02"', "no month lies between 2025-03 and"),
    ('how = "sum"', 'how = "reach"', "field 'level': None — allowed: a number, with how = reach"),
    ('name = "held_by"', 'name = "tonnes"', "output 'tonnes' stands twice"),
    ('name = "held_by"', 'name = "seed"', "output 'seed' stands twice"),
    ('base = "border_first"', 'base = "border"', "no scenario is named 'border'"),
    ('base = "border_first"', 'bass = "border_first"', "policy border: unknown key 'bass'"),
    ('name = "border"', 'name = "signed"', "policy 'signed' stands twice"),
    ('base = "border_first"', 'end = "2025-04"', "fields 'start', 'end' — allowed: one for all"),
    ('base = "border_first"', 'without = ["x"]', "no contract 'x' is signed — allowed: locomot"),
    ('base = "border_first"', 'removed = ["shock:rain"]', "no shock is named 'shock:rain'"),
    ('base = "border_first"', 'silence = { supplier = "x", month = "2025-02" }',
     "field 'silence': 'x' — allowed: wabtec"),
    ('base = "border_first"', 'parameters = { "line.speed_kmh" = 900 }',
     "line.speed_kmh: value 900 — allowed: a number from 25 to 55"),
    ('base = "border_first"', 'script = [{ seat = "king", kind = "war", month = "2025-01" }]',
     "field 'script': king war — allowed: operator capital_plan"),
    ('base = "border_first"',
     'script = [{ seat = "operator", kind = "capital_plan", month = "2025-02" }]',
     "month 2025-02 — allowed: a January"),
    ('base = "border_first"', 'script = [{ seat = "operator", kind = "capital_plan",'
     ' month = "2025-01", values = { yard_dostyk = 9 } }]', "yard_dostyk = 9 — allowed: 0 to 4"),
    ('title = "Tiny"', 'titel = "Tiny"', "unknown key 'titel' — allowed: title"),
    ('title = "Tiny"', 'luck = "bad"', "field 'luck': 'bad' — allowed: shared, own"),
    ('title = "Tiny"', 'title = ', "bad.toml: Invalid value"),
    ('title = "Tiny"', 'fails = [{ output = "tonnes" }]', "'tonnes' — allowed: one number"),
    ('title = "Tiny"', 'fails = [{ output = "held_by", below = 1 }]',
     "'held_by' — allowed: tonnes"),
]


@pytest.mark.parametrize(("old", "new", "said"), BAD)
def test_a_bad_file_is_refused_before_anything_runs(old, new, said, tmp_path, capsys):
    assert old in TINY
    path = tmp_path / "bad.toml"
    path.write_text(TINY.replace(old, new, 1))
    out = tmp_path / "out"
    assert obey("sweep", str(path), "--out", str(out), "--workers", "1") == 2
    told = capsys.readouterr().err
    assert said in told and told.startswith(("bad.toml", "bad, policy", "line.speed_kmh"))
    assert told.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize(("words", "said"), [
    (("sweep", "nothing"), "no sweep is named 'nothing' — allowed: "),
    (("sweep", "smoke", "--workers", "0"), "--workers 0 — allowed: 1 to 1024"),
    (("sweep", "smoke", "--engine", "steam"), "--engine steam — allowed: mesa"),
])  # fmt: skip
def test_a_bad_option_is_refused_before_anything_runs(words, said, tmp_path, capsys):
    assert obey(*words, "--out", str(tmp_path / "out")) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
