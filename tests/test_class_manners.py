"""What is malformed, too long or too much is refused with a reason, and changes nothing."""

from __future__ import annotations

import json
import logging

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from game.event import Event
from game.line import MOST_WAITING, Line
from game.throttle import Throttle
from game.wire import LONGEST, MOST_FAULTS
from tests.class_room import ClassInPlay, Phone, join, keys, open_class, serving

SUPPLY = "locomotive_supply:west"
BAD_TEXTS = ["", "{", "[]", "7", '"word"', "null", '{"do":', "\x00", "NaN", '{"n": Infinity}',
             "[" * 5000, '{"a":' * 500 + "1" + "}" * 500]  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("class")) as client:
        yield client


@pytest.fixture(scope="module")
def played(client):
    return ClassInPlay(client, people=3).to("negotiate")


def number_of(client, room):
    return client.app.state.house.rooms[room].room.number


def test_malformed_messages_are_refused_with_a_reason_and_logged(client, played, caplog):
    phone, before = played.phones[1, "west"], number_of(client, played.room)
    caplog.set_level(logging.INFO, "twogauges.class")
    for text in BAD_TEXTS:
        phone.line.send(text)
        while "refused" not in (said := phone.hear()):
            pass
        assert said["refused"]["code"] in ("not_understood", "bad_field"), text[:20]
    assert sum("refused: " in one.getMessage() for one in caplog.records) >= len(BAD_TEXTS)
    assert played.desk.until(lambda parts: parts["desk"]["refused"] >= 0)
    assert phone.act("done", on=False)["number"] > before, "the line still works"


def test_a_message_too_long_is_refused(client, played):
    phone = Phone(client, played.room, played.joined[0]["token"])
    phone.line.send(json.dumps({"id": next(keys), "do": "say", "to": "", "text": "x" * LONGEST}))
    while "refused" not in (said := phone.hear()):
        pass
    assert said["refused"] == {"code": "too_large", "words": {"most": LONGEST}}
    headers = {"Authorization": f"Bearer {played.joined[0]['token']}"}
    body = {"room": played.room, "id": next(keys), "do": "say", "to": "", "text": "x" * LONGEST}
    assert client.post("/api/act", json=body, headers=headers).status_code == 413
    phone.close()


def test_a_line_that_only_talks_nonsense_is_closed(client, played):
    phone = Phone(client, played.room, played.joined[1]["token"])
    with pytest.raises(ConnectionClosed):
        for _ in range(MOST_FAULTS + 5):
            phone.line.send("{")
            while "refused" not in phone.hear():
                pass
    phone.close()


@pytest.mark.parametrize("hello", ["{", "[]", '{"room": 5}', '{"role": "king"}',
                                   '{"room": "AAAAAA", "role": "seat", "token": 7}'])  # fmt: skip
def test_a_wrong_hello_is_told_why_and_hung_up(client, hello):
    with connect(client.url.replace("http", "ws") + "/api/wire", proxy=None) as line:
        line.send(hello)
        assert json.loads(line.recv(timeout=30))["refused"]["code"]
        with pytest.raises(ConnectionClosed):
            line.recv(timeout=30)


@pytest.mark.parametrize("action", [
    {"do": "fly"}, {"do": 5}, {"do": ["offer"]}, {}, {"do": "offer"},
    {"do": "offer", "thread": SUPPLY}, {"do": "offer", "thread": SUPPLY, "terms": []},
    {"do": "offer", "thread": SUPPLY, "terms": {"units": 7}},
    {"do": "offer", "thread": SUPPLY, "terms": {"units": "60"}},
    {"do": "offer", "thread": SUPPLY, "terms": {"units": True}},
    {"do": "offer", "thread": SUPPLY, "terms": {"units": 1e300}},
    {"do": "offer", "thread": SUPPLY, "terms": {"wings": 2}},
    {"do": "offer", "thread": "no_sheet:west", "terms": {}},
    {"do": "accept", "thread": SUPPLY, "version": "1"}, {"do": "accept", "thread": SUPPLY},
    {"do": "plan", "levers": {"works_money": 300}}, {"do": "plan", "levers": 5},
    {"do": "commit", "levers": {}, "prediction": "more"},
    {"do": "say", "to": "", "text": ""}, {"do": "say", "to": "", "text": "x" * 141},
    {"do": "say", "to": "west", "text": "to myself"}, {"do": "say", "to": "moon", "text": "x"},
    {"do": "done", "on": "yes"}, {"do": "language", "language": "la"}, {"do": "back"},
    {"do": "undo", "thread": SUPPLY}, {"do": "answer", "question": "poll", "answer": "x"},
])  # fmt: skip
def test_actions_that_mean_nothing_are_refused(client, played, action):
    live = client.app.state.house.rooms[played.room]
    before = len(live.room.journal)
    said = played.phones[1, "west"].send(**action)
    while said.get("refused", {}).get("code") == "too_fast":  # the flood guard may come first
        said = played.phones[1, "west"].send(**action)
    assert said["refused"]["code"] and "⟨" not in json.dumps(said)
    assert [e.kind for e in live.room.journal[before:] if e.who == "p1"] == []


@pytest.mark.parametrize("name", ["", "   ", "\u200b", 5, None, "x" * 200])
def test_names_that_are_none_are_refused(client, played, name):
    body = {"room": played.room, "name": name, "language": "kk", "key": next(keys)}
    said = client.post("/api/join", json=body).json()
    assert said["refused"]["code"] == "bad_field"


def test_a_body_of_another_kind_is_refused(client):
    json_ = "application/json"
    for content, kind in ((b"room=1", "application/x-www-form-urlencoded"), (b"{}", "text/plain"),
                          (b"\xff\xfe", json_), (b"", json_)):  # fmt: skip
        answer = client.post("/api/join", content=content, headers={"content-type": kind})
        assert answer.json()["refused"]["code"] == "not_understood"
    assert client.get("/api/join").status_code == 405
    for path in ("/class/../server.py", "/class/%2e%2e/server.py", "/class/nothing.js",
                 "/api/words/la.json", "/api/words/..%2fen.json"):  # fmt: skip
        assert client.get(path).status_code == 404, path


def test_text_stays_text_and_pages_forbid_programs_from_elsewhere(client, played):
    nasty = "<img src=x onerror=alert(1)>"
    shown = played.phones[1, "operator"].act("say", to="", text=nasty)
    assert shown["number"]
    phone = played.phones[1, "west"]
    parts = phone.until(lambda parts: parts["table"]["said"])
    assert parts["table"]["said"][-1][2] == nasty, "kept as said: the page makes text nodes of it"
    for path in ("/join", f"/join/{played.room}", "/teach", f"/show/{played.room}",
                 f"/debrief/{played.room}", f"/paper/{played.room}"):  # fmt: skip
        page = client.get(path)
        policy = page.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy, path
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "http://" not in page.text and "https://" not in page.text, path
        assert "<script>" not in page.text and "onclick=" not in page.text, path


def test_no_page_makes_html_of_a_string():
    from game.server import STATIC

    for path in STATIC.glob("*.js"):
        text = path.read_text()
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert word not in text, (path.name, word)


def test_a_flood_is_limited_for_its_seat_alone(client):
    one = ClassInPlay(client, people=2).to("news")
    loud, calm = one.phones[1, "operator"], one.phones[1, "government"]
    marks = [next(keys) for _ in range(55)]
    for mark in marks:
        loud.line.send(json.dumps({"id": mark, "do": "done", "on": True}))
    answers = []
    while len(answers) < len(marks):
        said = loud.hear()
        if said.get("ack") in marks:
            answers.append(said)
    refused = [said for said in answers if said.get("refused", {}).get("code") == "too_fast"]
    assert len(refused) >= 5 and len(refused) < len(answers)
    assert calm.act("done", on=False), "who was calm is heard"


def test_who_does_not_listen_is_hung_up_on_and_may_come_back():
    """No answer is dropped silently: a phone comes back and sends again what was not answered."""
    live_line = Line("seat", "p1")
    for number in range(MOST_WAITING + 1):
        live_line.reply(ack=str(number))
    assert live_line.closed == "slow" and live_line.outbox.get_nowait() == ""


def test_a_throttle_fills_again_with_its_own_clock():
    now = [0.0]
    throttle = Throttle(rate=2.0, most=4.0, clock=lambda: now[0])
    assert [throttle.allows("a") for _ in range(6)] == [True] * 4 + [False] * 2
    assert throttle.allows("b")
    now[0] = 1.0
    assert [throttle.allows("a") for _ in range(3)] == [True, True, False]


def test_a_phones_own_clock_changes_nothing(client, played):
    """Whatever a phone says of the time, the server's own stands in the log."""
    live = client.app.state.house.rooms[played.room]
    phone = played.phones[1, "government"]
    number = phone.act("say", to="", text="late", at=1, now=4_000_000_000_000, time=0)["number"]
    event = next(e for e in live.room.journal if e.number == number)
    assert isinstance(event, Event)
    assert set(event.body) == {"table", "seat", "to", "text"}
    assert abs(event.at - live.now()) < 3_600_000
    phone.line.send(json.dumps({"ping": -5}))
    while "pong" not in (said := phone.hear()):
        pass
    assert said["pong"] == -5 and abs(said["now"] - live.now()) < 3_600_000


def test_an_action_sent_twice_counts_once(client, played):
    phone, key = played.phones[1, "operator"], next(keys)
    first = phone.act("say", to="", text="once", id=key)["number"]
    assert phone.act("say", to="", text="once", id=key)["number"] == first
    headers = {"Authorization": f"Bearer {phone.token}"}
    again = client.post("/api/act", headers=headers, json={
        "room": played.room, "id": key, "do": "say", "to": "", "text": "once"}).json()  # fmt: skip
    assert again["number"] == first
    live = client.app.state.house.rooms[played.room]
    assert [m.text for m in live.room.tables[0].messages].count("once") == 1


def test_a_room_that_is_not_there_is_said(client):
    assert client.get("/api/room/QQQQQQ").json()["refused"]["code"] == "no_room"
    room, _ = open_class(client)
    assert join(client, room.lower(), "Lower")["room"] == room, "letters may be typed small"


def test_a_phone_gone_wild_shuts_nobody_else_out(client, played):
    """All of a class may come from one address: only refused hellos are counted against it."""
    said = set()
    for _ in range(400):
        with connect(client.url.replace("http", "ws") + "/api/wire", proxy=None) as line:
            line.send(json.dumps({"room": played.room, "role": "seat", "token": "A" * 22}))
            said.add(json.loads(line.recv(timeout=30))["refused"]["code"])
        if "too_fast" in said:
            break
    assert said == {"wrong_token", "too_fast"}
    phone = Phone(client, played.room, played.joined[0]["token"])
    assert phone.parts["mine"]["seat"]
    phone.close()


def test_without_sockets_screens_come_by_plain_requests(client, played):
    headers = {"Authorization": f"Bearer {played.joined[0]['token']}"}
    seen = client.get(f"/api/look?room={played.room}", headers=headers).json()
    assert seen["parts"]["mine"]["seat"] and "desk" not in seen["parts"]
    wall = client.get(f"/api/look?room={played.room}&role=show").json()
    assert set(wall["parts"]) == {"show"} and "reserve" not in json.dumps(wall)
    waiting = client.get(f"/api/look?room={played.room}&after={seen['v'] - 1}", headers=headers)
    assert waiting.json()["v"] >= seen["v"]
