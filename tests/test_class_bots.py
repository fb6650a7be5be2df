"""Bots play a class through the public interface and leave how long its screens took."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from game.bots import latencies, quantiles
from tests.class_room import PASSWORD, open_class, serving

ROOT = Path(__file__).resolve().parent.parent


def bots(*words):
    code = "import sys, start; sys.exit(start.main(sys.argv[1:]))"
    return subprocess.run([sys.executable, "-c", code, "bots", *words], cwd=ROOT,
                          capture_output=True, text=True, timeout=300)  # fmt: skip


@pytest.mark.slow
def test_bots_play_a_class_and_leave_its_latencies(tmp_path):
    with serving(tmp_path / "class") as client:
        done = bots("--url", client.url, "--seats", "3", "--seed", "1", "--rounds", "1",
                    "--tables", "2", "--password", PASSWORD, "--out", str(tmp_path),
                    "--json")  # fmt: skip
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        live = client.app.state.house.rooms[said["room"]]
        assert live.room.phase == "debrief" and len(live.room.tables) == 2
        assert said["commitments"] == 3 and said["seats"] == 3
    rows = list(csv.DictReader((tmp_path / "latency.csv").open()))
    assert list(rows[0]) == ["event", "bot", "own_screen_ms", "all_screens_ms"]
    assert {row["bot"] for row in rows} == {"Bot 1", "Bot 2", "Bot 3"}
    for row in rows:
        assert 0 < float(row["own_screen_ms"]) <= float(row["all_screens_ms"])
    median, p95 = quantiles([float(row["all_screens_ms"]) for row in rows])
    assert abs(median - said["all_screens_ms"]["median"]) < 1
    assert median <= p95


def test_bots_say_why_they_cannot_play(tmp_path):
    with serving(tmp_path) as client:
        wrong = bots("--url", client.url, "--seats", "1", "--password", "WRONG")
        assert wrong.returncode == 1 and "wrong_password" in wrong.stderr
        nowhere = bots("--url", client.url, "--seats", "1", "--room", "QQQQQQ")
        assert nowhere.returncode == 1 and "no_room" in nowhere.stderr
        room, _ = open_class(client, places=1)
        full = bots("--url", client.url, "--seats", "2", "--room", room)
        assert full.returncode == 1 and "room_full" in full.stderr
    assert bots("--url", "http://127.0.0.1:1", "--seats", "900").returncode == 2


def test_bots_need_no_package_that_a_class_lacks():
    """`bots` runs in the plain environment: nothing of the tests' layer may be imported."""
    locked = {line.split("==")[0] for line in (ROOT / "requirements/run.txt").read_text().split()
              if "==" in line}  # fmt: skip
    code = "import game.bots, game.server, sys; print(*{m.split('.')[0] for m in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    found = set(done.stdout.split())
    assert "websockets" in found and "websockets" in locked
    assert not found & {"httpx", "pytest", "playwright", "numba"}


def test_a_class_nobody_saw_has_no_latencies():
    assert latencies(type("Empty", (), {"bots": []})()) == []
    assert quantiles([]) == (0.0, 0.0) and quantiles([4.0]) == (4.0, 4.0)
