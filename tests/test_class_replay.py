"""A class plays again from its log: the same numbers as on its screens, on every Python.

After a change that is meant to change results: `python -m tests.test_class_replay`, and say in
CHANGELOG.md what moved.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from game.cast import load_cast
from game.event import HOST, HOUSE, Event
from game.replay import play_again, read_class
from game.results import tonnes_change, what_came
from game.room import fold
from game.session import SessionError, read_session, write_session
from tests.class_room import ClassInPlay, serving

KNOWN = Path(__file__).with_name("known_class.json")
START = Path(__file__).resolve().parent.parent / "start.py"
SUPPLY, WORKS = "locomotive_supply:west", "works_budget:government"


def high(thread, *issues):
    """Some issues of a talk's sheet at their last step."""
    sheet = load_cast().pairings[thread].sheet
    return {issue.name: issue.steps[-1] for issue in sheet.issues if issue.name in issues}


# -- a class known to the last bit --------------------------------------------------------------
class Script:
    """Events of a class, written by hand: two tables, two rounds, one second for each event."""

    def __init__(self):
        self.events = []

    def add(self, kind, who=HOUSE, **body):
        number = len(self.events) + 1
        self.events.append(Event("KNOWNX", number, 1000 * number, kind, who, "", body))

    def phase(self, name, round_=0):
        self.add("phase", HOST, place=fold(self.events).plan.place(name, round_))


def known_events():
    cast, script = load_cast(), Script()
    script.add("opened", HOST, plan="lesson_50", seed=11, language="kk", places=64, deck="off",
               timed=False, host="")  # fmt: skip
    for number in (1, 2):
        script.add("joined", player=f"p{number}", name=f"#{number}", language="kk", token="")
    script.add("tables", HOST, seating=[{"operator": ["p1"]}, {"operator": ["p2"]}])
    script.phase("briefing")
    for round_ in (1, 2):
        script.phase("news", round_)
        script.phase("negotiate", round_)
        for table in (1, 2) if round_ == 1 else (2,):
            sheet = cast.pairings[SUPPLY].sheet
            package = sheet.number(sheet.terms(high(SUPPLY, "units", "content_promised")))
            move = {"table": table, "thread": SUPPLY}
            script.add("moved", seat="west", action="offer", package=package, **move)
            script.add("moved", seat="operator", action="accept", version=1, **move)
        script.add("card", HOST, card="storm_east_gate", round=round_)
        script.phase("commit", round_)
        script.add("committed", "p2", table=2, seat="government", levers={"works_money": 300.0},
                   prediction="more")  # fmt: skip
        script.phase("reveal", round_)
    script.phase("debrief")
    return script.events


def fingerprint():
    room = fold(known_events())
    return {f"table {one.table.number}": one.digest for one in play_again(room)}


def test_the_known_class_is_the_same_here():
    found = fingerprint()
    assert found == json.loads(KNOWN.read_text())
    assert len(set(found.values())) == 2, "the second table signed more: another railway"


# -- a class that was played --------------------------------------------------------------------
@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """A class of two tables after one round, with its files as a teacher would take them."""
    place = tmp_path_factory.mktemp("class")
    with serving(place) as client:
        one = ClassInPlay(client, people=9).to("negotiate")
        one.phones[1, "west"].act("offer", thread=SUPPLY, terms=high(SUPPLY, "units"))
        one.phones[1, "operator"].until(lambda parts: next(
            talk for talk in parts["mine"]["talks"] if talk["thread"] == SUPPLY)["version"])
        version = one.talk(1, "operator", SUPPLY)["version"]
        one.phones[1, "operator"].act("accept", thread=SUPPLY, version=version)
        one.phones[1, "operator"].act("say", to="", text="=1+1")
        one.desk.act("record", table=2, thread=WORKS, terms=high(WORKS, "yards"))
        one.to("commit")
        one.phones[1, "government"].act("commit", levers={"works_money": 300}, prediction="same")
        one.to("reveal").to("news").desk.act("wrap_up")
        headers = {"Authorization": f"Bearer {one.host}"}
        got = {name: client.get(f"/api/export/{one.room}/{name}", headers=headers).content
               for name in ("session.json", "homework.zip", "gradebook.csv")}  # fmt: skip
        board = client.get(f"/api/debrief/{one.room}").json()
        screen = one.phones[1, "operator"].until(lambda parts: parts["news"]["round"])["news"]
        yield {"place": place, "room": one.room, "files": got, "board": board, "screen": screen}


def replay(*words):
    command = [sys.executable, "-c", "import sys, start; sys.exit(start.main(sys.argv[1:]))",
               "replay", *words]  # fmt: skip
    return subprocess.run(command, cwd=START.parent, capture_output=True, text=True)


def test_the_session_file_gives_the_screens_numbers(lesson, tmp_path):
    path = tmp_path / "session.json"
    path.write_bytes(lesson["files"]["session.json"])
    events, shown = read_session(path)
    railways = {one.table.number: one for one in play_again(fold(events))}
    public = railways[1].readings[-1].public
    assert public == lesson["screen"]["public"], "to the last digit"
    assert railways[1].readings[-1].yearly == lesson["screen"]["yearly"]
    done = replay(str(path), "--json", "--out", str(tmp_path / "again"))
    said = json.loads(done.stdout)
    assert done.returncode == 0 and said["differences"] == []
    assert said["hash"] == lesson["board"]["hash"] and shown
    left = {path.name for path in (tmp_path / "again").iterdir()}
    assert {"outcomes.csv", "outcomes_units.csv", "contracts.csv", "ledger.parquet",
            "manifest.json"} <= left  # fmt: skip


def test_the_log_gives_the_same_hash_as_the_session(lesson):
    done = replay(str(lesson["place"]), "--room", lesson["room"], "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["hash"] == lesson["board"]["hash"]


def test_a_number_that_was_changed_is_found_out(lesson, tmp_path):
    session = json.loads(lesson["files"]["session.json"])
    session["shown"]["1"][0]["public"]["jobs"] += 1.0
    path = tmp_path / "session.json"
    write_session(path, session)
    done = replay(str(path))
    assert done.returncode == 1 and "DIFFERS: table 1" in done.stdout


def test_homework_runs_again_and_reads_as_tables(lesson, tmp_path):
    with zipfile.ZipFile(io.BytesIO(lesson["files"]["homework.zip"])) as file:
        file.extractall(tmp_path)
    inside = {**os.environ, "TWOGAUGES_ENV": sys.prefix, "TWOGAUGES_INSIDE": sys.prefix}
    done = subprocess.run([sys.executable, str(tmp_path / "rerun.py")], cwd=START.parent,
                          env=inside, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"hash {lesson['board']['hash']}" in done.stdout and "DIFFERS" not in done.stdout
    assert (tmp_path / "again" / "outcomes.csv").exists()
    tables = {path.stem: list(csv.DictReader(path.open())) for path in tmp_path.glob("*.csv")}
    assert {(row["table"], row["talk"]) for row in tables["signed"]} >= {
        ("1", SUPPLY), ("2", WORKS)}  # fmt: skip
    units = f"units={high(SUPPLY, 'units')['units']:g}"
    assert any(units in row["terms"] for row in tables["offers"])
    mine = next(row for row in tables["outcomes"]
                if row["table"] == "1" and row["name"] == "mt_a_year")  # fmt: skip
    assert float(mine["value"]) == lesson["screen"]["public"]["mt_a_year"]
    assert tables["predictions"][0]["seat"] == "government"
    assert tables["predictions"][0]["foretold"] == "same"
    assert lesson["board"]["hash"] in (tmp_path / "README.txt").read_text()


def test_the_gradebook_holds_a_line_for_each_and_no_formula(lesson):
    text = lesson["files"]["gradebook.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 9 and {row["table"] for row in rows} == {"1", "2"}
    assert sum(int(row["commitments"]) for row in rows) == 1
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_a_session_holds_no_token(lesson):
    events, _ = read_class(str(lesson["place"]), lesson["room"])
    secret = [e.body[name] for e in events for name in ("token", "host") if e.body.get(name)]
    assert secret and all(one.encode() not in lesson["files"]["session.json"] for one in secret)


def test_what_is_no_session_is_said(tmp_path):
    for text in ("", "[]", '{"form": "other"}', '{"form": "two-gauges-session-1"}'):
        path = tmp_path / "session.json"
        path.write_text(text)
        with pytest.raises(SessionError, match="session.json"):
            read_session(path)
    for words in ((str(tmp_path / "nothing"),), (str(tmp_path), "--room", "QQQQQQ")):
        done = replay(*words)
        assert done.returncode == 1 and done.stderr.strip()


def test_the_board_tells_what_was_foretold_by_the_same_words(lesson):
    for table in lesson["board"]["tables"]:
        for row in table["predictions"]:
            assert row["came"] == what_came(row["change"])
    events, _ = read_class(str(lesson["place"]), lesson["room"])
    again = play_again(fold(events))
    changes = {one.table.number: tonnes_change(one.readings, 1) for one in again}
    assert {table["number"]: table["predictions"][0]["change"]
            for table in lesson["board"]["tables"]} == {
                number: round(value, 4) for number, value in changes.items()}  # fmt: skip


if __name__ == "__main__":
    KNOWN.write_text(json.dumps(fingerprint(), indent=1) + "\n")
