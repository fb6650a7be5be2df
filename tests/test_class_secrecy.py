"""Nobody reads or acts for another seat, and nothing hidden reaches a phone before the reveal."""

from __future__ import annotations

import json
import re

import pytest
from websockets.exceptions import ConnectionClosed

from game.desk import ACTS as DESK_ACTS
from tests.class_room import PASSWORD, ClassInPlay, Phone, join, keys, open_class, serving

SUPPLY = "locomotive_supply:west"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("class")) as client:
        yield client


@pytest.fixture(scope="module")
def played(client):
    """Two full tables in the negotiation, with an offer made in one talk of each."""
    one = ClassInPlay(client, people=16, real_names=False).to("negotiate")
    for table in (1, 2):
        one.phones[table, "west"].act("offer", thread=SUPPLY, terms={"units": 120})
        one.phones[table, "operator"].act("say", to="west", text=f"only-for-west-{table}")
    return one


def readings_of(client, room):
    live = client.app.state.house.rooms[room]
    return {table.number: live.weigher(table) for table in live.room.tables}


def numbers_in(raw):
    return set(re.findall(r"-?\d+\.\d+", raw))


def test_no_byte_of_another_seats_worth_reserve_or_memo_reaches_a_phone(client, played):
    live = client.app.state.house.rooms[played.room]
    hidden = {}
    for table in live.room.tables:
        weigher = live.weigher(table)
        for seat in table.chairs:
            own = {f"{value!r}" for value in weigher.reading.memo[seat].values()}
            for thread in table.threads.values():
                if seat in thread.pairing.seats:
                    own.add(f"{round(weigher.reserve(thread, seat), 2)!r}")
                    own.add(f"{round(weigher.best(thread, seat), 2)!r}")
                    if thread.talk.offer >= 0:
                        worth = weigher.package(thread, seat, thread.talk.offer)
                        own.add(f"{round(worth, 2)!r}")
            hidden[table.number, seat] = own
    seen = 0
    for (table, seat), phone in played.phones.items():
        sent = numbers_in("".join(phone.raw))
        mine = hidden[table, seat] | {hidden_number for number in (1, 2)
                                      for hidden_number in hidden[number, seat]}  # fmt: skip
        public = numbers_in(json.dumps([phone.parts[name] for name in ("room", "table", "news")]))
        for other, values in hidden.items():
            if other[1] == seat:
                continue  # the same seat at the other table has the same opening figures
            long = {v for v in values if len(v.lstrip("-").replace(".", "")) >= 4}
            telling = long - mine - public
            assert not telling & sent, (table, seat, other, telling & sent)
            seen += len(telling)
    assert seen > 500  # the test does look at something
    for (table, seat), phone in played.phones.items():
        own = {v for v in hidden[table, seat] if len(v.replace(".", "")) >= 4}
        assert own & numbers_in("".join(phone.raw)), "a phone does get its own figures"


def test_a_private_word_reaches_only_its_two_seats(played):
    for (table, seat), phone in played.phones.items():
        phone.send(do="done", on=False)
        for number in (1, 2):
            has = f"only-for-west-{number}" in "".join(phone.raw)
            assert has == (table == number and seat in ("operator", "west")), (table, seat, number)


def test_terms_of_others_talks_stay_between_them(played):
    for (_, seat), phone in played.phones.items():
        talks = {talk["thread"] for talk in phone.parts["mine"]["talks"]}
        assert (SUPPLY in talks) == (seat in ("operator", "west"))
        public = json.dumps(phone.parts["table"])
        assert "offer" not in public and "worth" not in public


def test_the_warning_of_a_card_goes_to_the_warned_seat_alone(client):
    one = ClassInPlay(client, people=8)
    one.desk.act("card", card="ships_fail", round=1)
    one.to("news")
    for (_, seat), phone in one.phones.items():
        phone.send(do="done", on=True)
        assert phone.parts["mine"]["warned"] == (["ships_fail"] if seat == "caspian" else [])
        if seat != "caspian":
            assert "ships_fail" not in "".join(phone.raw)


def test_the_wall_and_the_desk_show_no_private_value(client, played):
    wall = Phone(client, played.room, role="show")
    for part in (wall.parts["show"], played.desk.parts["desk"]):
        text = json.dumps(part)
        for word in ("memo", "reserve", "worth", "token", "ticket", "beliefs", "warned"):
            assert f'"{word}"' not in text
    wall.close()


def test_no_hash_of_a_token_leaves_the_server(client, played):
    live = client.app.state.house.rooms[played.room]
    secrets = [player.token for player in live.room.players.values()] + live.room.hosts
    everything = "".join("".join(phone.raw) for phone in [*played.phones.values(), played.desk])
    assert all(secret not in everything for secret in secrets)


# -- tokens -----------------------------------------------------------------------------------
def refused_line(client, room, token, role):
    try:
        line = Phone(client, room, token, role)
    except ConnectionClosed:
        return True
    said = json.loads(line.raw[0])
    line.close()
    return said.get("refused", {}).get("code") in ("wrong_token", "no_room", "bad_field")


def wrong_tokens(client, played):
    other_room, other_host = open_class(client)
    other = join(client, other_room)["token"]
    mine = played.joined[0]["token"]
    return {"none": "", "blank": "-", "made up": "A" * 22, "another room's seat": other,
            "another room's teacher": other_host, "shortened": mine[:-1], "longer": mine + "x",
            "its hash": client.app.state.house.rooms[played.room].room.hosts[0],
            "too long": "x" * 5000}  # fmt: skip


def test_every_way_in_refuses_wrong_tokens(client, played):
    number = client.app.state.house.rooms[played.room].room.number
    for name, token in wrong_tokens(client, played).items():
        for role in ("seat", "desk"):
            assert refused_line(client, played.room, token, role), (name, role)
        headers = {"Authorization": f"Bearer {token[:100]}"} if token else {}
        looked = client.get(f"/api/look?room={played.room}", headers=headers)
        assert looked.status_code == 403, name
        acted = client.post("/api/act", headers=headers, json={
            "room": played.room, "id": next(keys), "do": "next"})  # fmt: skip
        assert acted.status_code == 403, name
        for path in ("session.json", "homework.zip", "gradebook.csv"):
            got = client.get(f"/api/export/{played.room}/{path}", headers=headers)
            assert got.status_code == 403, (name, path)
    assert client.app.state.house.rooms[played.room].room.number == number


def test_a_seat_cannot_do_what_the_teacher_does(client, played):
    phone = played.phones[1, "operator"]
    for act in DESK_ACTS:
        if act in ("start", "ticket"):  # `ticket` is a seat's own word too
            continue
        said = phone.send(do=act, player="p1", table=1, seat="west", seconds=5, on=True, round=1,
                          card="red_sea", view="map", text="x", name="x", real_names=True,
                          thread=SUPPLY, terms={})  # fmt: skip
        assert "refused" in said, act
    assert refused_line(client, played.room, phone.token, "desk")
    for path in ("session.json", "homework.zip", "gradebook.csv"):
        headers = {"Authorization": f"Bearer {phone.token}"}
        assert client.get(f"/api/export/{played.room}/{path}", headers=headers).status_code == 403


def test_a_seat_cannot_touch_anothers_talk_or_table(played):
    china = played.phones[1, "china"]
    for do in ("accept", "withdraw", "walk", "undo", "offer"):
        assert china.refused(do, thread=SUPPLY, version=1, terms={}) == "bad_field"
    assert "refused" in china.send(ask="weigh", thread=SUPPLY, terms={})
    before = played.talk(2, "west", SUPPLY)["moves"]
    played.phones[1, "west"].act("walk", thread="service_only:west")
    played.phones[2, "west"].act("done", on=False)
    assert played.talk(2, "west", "service_only:west")["state"] == "open"
    assert played.talk(2, "west", SUPPLY)["moves"] == before


def test_the_wall_can_do_nothing(client, played):
    wall = Phone(client, played.room, role="show")
    assert wall.refused("next") == "only_looks_on"
    assert wall.send(ask="weigh", thread=SUPPLY, terms={})["refused"]["code"] == "only_looks_on"
    wall.close()


def test_a_seat_that_moved_leaves_nothing_to_the_old_phone(client):
    room, _ = open_class(client)
    first = join(client, room, "Dana")
    old = Phone(client, room, first["token"])
    ticket = old.act("ticket")["ticket"]
    wrong = client.post("/api/return", json={"room": room, "ticket": "AAAAAAAAAA"})
    assert wrong.status_code == 403
    said = client.post("/api/return", json={"room": room, "ticket": ticket.lower()}).json()
    assert said["player"] == first["player"]
    assert refused_line(client, room, first["token"], "seat")
    with pytest.raises((ConnectionClosed, AssertionError)):
        for _ in range(3):
            said_old = old.hear()
            assert said_old.get("refused", {}).get("code") != "token_gone"
    again = client.post("/api/return", json={"room": room, "ticket": ticket})
    assert again.status_code == 403, "a ticket is good once"
    new = Phone(client, room, said["token"])
    assert new.parts["mine"]["name"] == "Dana"
    new.close()


def test_a_person_sent_away_is_away(client):
    room, host = open_class(client)
    one = join(client, room, "Dana")
    desk = Phone(client, room, host, "desk")
    desk.act("kick", player=one["player"])
    assert refused_line(client, room, one["token"], "seat")
    desk.close()


def test_the_password_is_wanted_and_guessing_is_slow(client):
    body = {"plan": "lesson_50", "password": "WRONG"}
    answers = [client.post("/api/rooms", json=body).json()["refused"]["code"] for _ in range(30)]
    assert set(answers) == {"wrong_password", "too_fast"}
    assert answers.count("wrong_password") <= 12
    assert client.post("/api/rooms", json={"plan": "lesson_50"}).json()["refused"]["code"] in (
        "wrong_password", "too_fast")  # fmt: skip


def test_a_join_asked_again_seats_nobody_twice(client):
    room, host = open_class_slowly(client)
    key = next(keys)
    one, two = join(client, room, "Dana", key=key), join(client, room, "Dana", key=key)
    assert one["player"] == two["player"]
    desk = Phone(client, room, host, "desk")
    assert len(desk.parts["desk"]["people"]) == 1
    line = Phone(client, room, two["token"])
    line.close()
    desk.close()


def open_class_slowly(client):
    """Open a class as soon as the limit on guesses allows it."""
    import time

    for _ in range(200):
        said = client.post("/api/rooms", json={"password": PASSWORD, "plan": "lesson_50",
                                               "seed": 4, "timed": False}).json()  # fmt: skip
        if "room" in said:
            return said["room"], said["token"]
        time.sleep(0.5)
    raise AssertionError(said)
