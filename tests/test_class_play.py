"""A class in play: joining, phases, stand-ins, the desk, restarts, the laboratory."""

from __future__ import annotations

import json

import pytest

from game.cast import load_cast
from game.plan import ROUND, load_plans
from game.seating import SEATS, seat_people, table_count
from game.tending import AWAY_MS
from tests.class_room import PASSWORD, ClassInPlay, Phone, join, serving

SUPPLY, WORKS = "locomotive_supply:west", "works_budget:government"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("class")) as client:
        yield client


def live_of(client, one):
    return client.app.state.house.rooms[one if isinstance(one, str) else one.room]


def high(thread, *issues):
    sheet = load_cast().pairings[thread].sheet
    return {issue.name: issue.steps[-1] for issue in sheet.issues if issue.name in issues}


def later(live, ms):
    """Let the server's clock jump ahead."""
    before = live.clock
    live.clock = lambda: before() + ms


def sign(one, table, thread, terms, proposer, signer):
    one.phones[table, proposer].act("offer", thread=thread, terms=terms)
    one.phones[table, signer].until(lambda parts: next(
        talk for talk in parts["mine"]["talks"] if talk["thread"] == thread)["offer"])
    version = one.talk(table, signer, thread)["version"]
    one.phones[table, signer].act("accept", thread=thread, version=version)


# -- seats and lessons --------------------------------------------------------------------------
@pytest.mark.parametrize("people", [1, 2, 5, 8, 9, 16, 17, 31, 40])
def test_every_number_of_people_finds_seats(people):
    cast = load_cast()
    players = [f"p{number}" for number in range(people)]
    tables = seat_people(cast, players, 0, seed=3)
    assert len(tables) == table_count(people) == -(-people // SEATS)
    sizes = [len(table) for table in tables]
    assert sum(sizes) == people and max(sizes) - min(sizes) <= 1
    for table in tables:
        assert list(table) == list(cast.seats)[: len(table)], "core seats first"
    assert tables == seat_people(cast, players, 0, seed=3)
    assert people < 5 or tables != seat_people(cast, players, 0, seed=4)


def test_lessons_fit_their_time():
    for name, minutes in (("lesson_50", 50), ("lesson_90", 90)):
        plan = load_plans()[name]
        spent = {phase: sum(step.ms for step in plan.steps if step.phase == phase) / 60_000
                 for phase in {step.phase for step in plan.steps}}  # fmt: skip
        total = sum(spent.values())
        assert minutes - 6 <= total <= minutes, (name, total)
        assert (spent["debrief"] + spent.get("lab", 0)) / minutes >= 0.33
        for number in range(1, plan.rounds + 1):
            assert [s.phase for s in plan.steps if s.round == number] == list(ROUND)
    solo = [step.ms for step in load_plans()["solo"].steps if step.round]
    assert 3 * 60_000 <= sum(solo) <= 5 * 60_000


def test_tables_of_a_class_have_the_same_luck(client):
    one = ClassInPlay(client, people=9).to("news")
    news = [one.desk.parts["desk"]["tables"][n]["news"]["public"] for n in (0, 1)]
    assert news[0] == news[1]
    live = live_of(client, one)
    assert live.options(4).cards[1] == ("storm_east_gate",), "the plan's card, for all tables"


# -- one person alone ---------------------------------------------------------------------------
def test_one_person_plays_alone_against_stand_ins(client):
    opened = client.post("/api/rooms", json={"plan": "solo", "self_run": True, "seed": 2}).json()
    me = join(client, opened["room"], "Alone", "kk")
    host = {"Authorization": f"Bearer {opened['token']}"}
    client.post("/api/act", headers=host, json={"room": opened["room"], "id": "s", "do": "start"})
    phone = Phone(client, opened["room"], me["token"])
    live = live_of(client, opened["room"])
    phone.until(lambda parts: parts["news"]["round"])
    phone.act("done", on=True)
    phone.until(lambda parts: parts["room"]["phase"] == "negotiate")
    phone.until(lambda parts: any(talk["offer"] for talk in parts["mine"]["talks"]))
    others = {state for name, state in phone.parts["table"]["talks"] if "operator" not in name}
    assert others, "stand-ins talk among themselves as well"
    phone.act("done", on=True)
    phone.until(lambda parts: parts["room"]["phase"] == "commit")
    later(live, 60_000)  # nobody commits in time: what was set last holds
    phone.until(lambda parts: parts["room"]["phase"] == "reveal")
    phone.until(lambda parts: parts["film"]["frames"])
    assert len(phone.parts["film"]["frames"]) == 8
    assert sum(got for _, _, got in phone.parts["mine"]["points"][0]) >= 0
    phone.act("done", on=True)
    phone.until(lambda parts: parts["room"]["phase"] == "debrief")
    board = client.get(f"/api/debrief/{opened['room']}").json()
    assert board["tables"][0]["signed"], "stand-ins signed something"
    phone.close()


# -- coming, leaving, coming back ----------------------------------------------------------------
def test_late_comers_take_a_stand_ins_seat(client):
    one = ClassInPlay(client, people=3).to("news")
    late = join(client, one.room, "Late", "ru")
    phone = Phone(client, one.room, late["token"])
    assert phone.parts["mine"]["seat"] == "workforce", "the next core seat"
    for number in range(5):
        join(client, one.room, f"More {number}")
    ninth = Phone(client, one.room, join(client, one.room, "Ninth")["token"])
    seat = ninth.parts["mine"]["seat"]
    assert len(live_of(client, one).room.tables[0].chairs[seat].players) == 2, "two on one seat"
    phone.close(), ninth.close()


def test_a_stand_in_takes_over_and_hands_back(client):
    one = ClassInPlay(client, people=2).to("negotiate")
    live, gone = live_of(client, one), one.phones[1, "government"]
    gone.close()
    still = one.phones[1, "operator"]
    still.act("done", on=False)
    assert not live.room.tables[0].chairs["government"].stood_in
    later(live, AWAY_MS + 5_000)
    still.until(lambda parts: not next(
        seat for seat in parts["table"]["seats"] if seat["seat"] == "government")["human"])
    assert live.room.tables[0].chairs["government"].stood_in
    back = Phone(client, one.room, gone.token)
    assert back.parts["mine"]["stood_in"]
    assert back.refused("walk", thread=WORKS) == "stand_in_plays"
    back.act("back")
    back.act("walk", thread=WORKS)
    one.desk.act("settings", stand_ins=False)
    back.close()
    later(live, AWAY_MS + 5_000)
    still.act("done", on=False)
    assert not live.room.tables[0].chairs["government"].stood_in, "the teacher may forbid it"


def test_who_leaves_frees_the_seat_and_a_kicked_one_too(client):
    one = ClassInPlay(client, people=3).to("news")
    one.phones[1, "west"].act("leave")
    one.desk.until(lambda parts: len(parts["desk"]["people"]) == 2)
    one.desk.act("kick", player=one.desk.parts["desk"]["people"][0]["id"])
    one.desk.until(lambda parts: len(parts["desk"]["people"]) == 1)
    assert [seat["human"] for seat in one.desk.parts["desk"]["tables"][0]["seats"]].count(True) == 1


# -- the clock and the course --------------------------------------------------------------------
def test_timers_stretch_stop_and_end_phases(client):
    one = ClassInPlay(client, people=1, timed=True)
    one.desk.act("next")  # briefing to practice
    one.desk.act("next")
    phone, live = one.phones[1, "operator"], live_of(client, one)
    phone.until(lambda parts: parts["room"]["phase"] == "news")
    assert live.room.clock.ms == 30_000
    one.desk.act("stretch", seconds=30)
    one.desk.act("pause")
    later(live, 600_000)
    phone.act("done", on=False)
    assert phone.parts["room"]["phase"] == "news", "a clock that stands ends nothing"
    one.desk.act("resume")
    left = live.room.clock.left(live.now())
    assert 0 < left <= 60_000
    later(live, left + live.room.plan.grace_ms + 1_000)
    phone.until(lambda parts: parts["room"]["phase"] == "negotiate")
    one.desk.act("stretch", seconds=-600)
    phone.until(lambda parts: parts["room"]["phase"] == "commit")


def test_the_last_phase_can_be_taken_back(client):
    one = ClassInPlay(client, people=2).to("negotiate")
    sign(one, 1, WORKS, high(WORKS, "yards"), "operator", "government")
    one.phones[1, "operator"].act("say", to="", text="kept")
    one.to("commit").to("reveal")
    assert live_of(client, one).room.played == 1
    one.desk.act("take_back")
    room = live_of(client, one).room
    assert room.phase == "commit" and room.played == 0
    one.desk.act("take_back")
    room = live_of(client, one).room
    assert room.phase == "negotiate"
    assert room.tables[0].threads[WORKS].is_agreed, "what was agreed before stands"
    one.desk.act("take_back")
    room = live_of(client, one).room
    assert room.phase == "news" and not room.tables[0].threads.get(WORKS)
    assert [m.text for m in room.tables[0].messages] == ["kept"]
    one.desk.act("next")
    one.phones[1, "operator"].until(lambda parts: any(
        talk["thread"] == WORKS and talk["state"] == "open" for talk in parts["mine"]["talks"]))


def test_eyes_front_stops_every_hand(client):
    one = ClassInPlay(client, people=2).to("negotiate")
    one.desk.act("freeze", on=True)
    assert one.phones[1, "operator"].refused("walk", thread=WORKS) == "frozen"
    one.desk.act("freeze", on=False)
    one.phones[1, "operator"].act("walk", thread=WORKS)


# -- bargaining ----------------------------------------------------------------------------------
def test_accepting_names_a_version_and_can_be_undone_for_a_moment(client):
    one = ClassInPlay(client, people=2).to("negotiate")
    buyer, giver = one.phones[1, "operator"], one.phones[1, "government"]
    buyer.act("offer", thread=WORKS, terms=high(WORKS, "yards"))
    assert giver.refused("accept", thread=WORKS, version=99) == "offer_changed"
    assert buyer.refused("accept", thread=WORKS, version=1) == "own_offer"
    version = one.talk(1, "operator", WORKS)["version"]
    giver.act("accept", thread=WORKS, version=version)
    assert one.talk(1, "government", WORKS)["undo_until"]
    assert buyer.refused("undo", thread=WORKS) == "too_late_to_undo", "only who accepted"
    giver.act("undo", thread=WORKS)
    assert one.talk(1, "government", WORKS)["state"] == "open"
    giver.act("accept", thread=WORKS, version=one.talk(1, "government", WORKS)["version"])
    later(live_of(client, one), 10_000)
    assert giver.refused("undo", thread=WORKS) == "too_late_to_undo"
    assert giver.refused("walk", thread=WORKS) == "talk_over"
    table = giver.until(lambda parts: [WORKS, "signed"] in parts["table"]["talks"])["table"]
    assert "terms" not in json.dumps(table), "that it was signed is public, what is not"


def test_a_seat_sees_its_own_forecast_before_it_signs(client):
    one = ClassInPlay(client, people=2).to("negotiate")
    phone = one.phones[1, "operator"]
    terms = high(SUPPLY, "units")
    found = phone.send(ask="weigh", thread=SUPPLY, terms=terms)["found"]
    assert found["worth"] != found["reserve"] and found["clauses"][0][2].endswith(".")
    seen = phone.send(ask="forecast", thread=SUPPLY, terms=terms)["found"]
    assert seen["low"] <= seen["gain"] <= seen["high"] and seen["pairs"] == 8


def test_practice_binds_nobody(client):
    one = ClassInPlay(client, people=1).to("practice")
    phone = one.phones[1, "operator"]
    talk = phone.parts["mine"]["talks"][0]
    assert talk["practice"]
    phone.act("offer", thread=talk["thread"], terms={})
    phone.until(lambda parts: len(parts["mine"]["talks"][0]["moves"]) > 1)  # a stand-in answers
    one.to("news").to("negotiate")
    live = live_of(client, one)
    assert not live.room.tables[0].round(1).signed


# -- the desk ------------------------------------------------------------------------------------
def test_the_desk_renames_moves_notes_and_removes_names(client):
    one = ClassInPlay(client, people=2).to("news")
    first = one.desk.parts["desk"]["people"][0]["id"]
    one.desk.act("rename", player=first, name="Serik")
    one.desk.act("reseat", player=first, table=1, seat="shippers")
    one.desk.act("announce", text="Look up")
    one.desk.act("note", text="a quiet table")
    one.desk.act("show", view="standings")
    parts = one.desk.until(lambda parts: parts["desk"]["room"]["show"] == "standings")
    person = next(p for p in parts["desk"]["people"] if p["id"] == first)
    assert (person["name"], person["seat"]) == ("Serik", "shippers")
    any_phone = next(iter(one.phones.values()))
    any_phone.until(lambda parts: parts["room"]["announcement"] == "Look up")
    assert one.desk.refused("rename", player="p99", name="x") == "bad_field"
    one.desk.act("anonymise")
    one.desk.until(lambda parts: parts["desk"]["people"][0]["name"].startswith("#"))
    headers = {"Authorization": f"Bearer {one.host}"}
    files = [client.get(f"/api/export/{one.room}/{name}", headers=headers).text
             for name in ("session.json", "gradebook.csv")]  # fmt: skip
    assert all("Serik" not in text and "Person" not in text for text in files)
    assert "quiet table" not in files[0] and "Look up" not in files[0]


def test_a_card_strikes_the_round_it_was_put_in(client):
    one = ClassInPlay(client, people=1).to("news")
    one.desk.act("card", card="tenge_float", round=1)
    assert one.desk.refused("card", card="tenge_float", round=1) == "card_there"
    one.desk.act("card", card="harsh_winter", round=1)
    one.desk.act("card_back", card="harsh_winter", round=1)
    one.to("commit").to("reveal").to("news")
    parts = one.desk.until(lambda parts: parts["desk"]["tables"][0]["news"]["round"] == 2)
    struck = [card for card, _ in parts["desk"]["tables"][0]["news"]["struck"]]
    assert "tenge_float" in struck and "harsh_winter" not in struck
    assert one.desk.refused("card", card="red_sea", round=1) == "bad_field", "that round is over"


def test_a_deal_on_paper_binds_like_any_other(client):
    one = ClassInPlay(client, people=1).to("negotiate")
    one.desk.act("record", table=1, thread=WORKS, terms=high(WORKS, "yards"))
    one.to("commit").to("reveal").to("news")
    one.desk.act("wrap_up")
    board = client.get(f"/api/debrief/{one.room}").json()
    assert [(deal["thread"], deal["paper"]) for deal in board["tables"][0]["signed"]
            if deal["paper"]] == [(WORKS, True)]  # fmt: skip


# -- a restart -----------------------------------------------------------------------------------
def test_a_restart_goes_on_where_it_stood(tmp_path):
    with serving(tmp_path) as client:
        one = ClassInPlay(client, people=2, timed=True)
        one.desk.act("next"), one.desk.act("next"), one.desk.act("next")
        one.phones[1, "operator"].until(lambda parts: parts["mine"]["talks"]
                                        and parts["mine"]["talks"][0]["reserve"] is not None)
        one.phones[1, "operator"].act("offer", thread=WORKS, terms=high(WORKS, "yards"))
        before = live_of(client, one).room
        left = before.clock.left(live_of(client, one).now())
        tokens = {key: phone.token for key, phone in one.phones.items()}
    with serving(tmp_path) as client:
        room, host = one.room, one.host
        phone = Phone(client, room, tokens[1, "government"])
        talk = next(t for t in phone.parts["mine"]["talks"] if t["thread"] == WORKS)
        assert phone.parts["room"]["phase"] == "negotiate" and talk["offered_by"] == "operator"
        live = live_of(client, room)
        assert live.room.clock.left(live.now()) > left - 30_000, "the stop cost nobody time"
        assert Phone(client, room, host, "desk").parts["desk"]["room"]["code"] == room
        said = client.post("/api/sign-in", json={"password": PASSWORD, "room": room}).json()
        assert said["token"], "another of the teacher's machines"


# -- the laboratory ------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def over(client):
    """A class whose play is over: one deal signed, one lever set, one card struck."""
    one = ClassInPlay(client, people=2).to("negotiate")
    one.desk.act("card", card="storm_east_gate", round=1)
    sign(one, 1, WORKS, high(WORKS, "yards", "dispatching"), "operator", "government")
    one.to("commit")
    one.phones[1, "government"].act("commit", levers={"works_money": 600}, prediction="lower")
    one.to("reveal").to("news")
    assert one.phones[1, "operator"].send(ask="waterfall", table=1)["refused"]["code"] == "not_yet"
    assert client.get(f"/api/debrief/{one.room}").status_code == 403
    one.desk.act("wrap_up")
    return one


def ask(one, **words):
    said = one.desk.send(**words)
    assert "refused" not in said, said
    return said["found"]


def test_the_board_lays_the_cards_open(client, over):
    board = client.get(f"/api/debrief/{over.room}").json()
    table = board["tables"][0]
    talk = next(talk for talk in table["talks"] if talk["thread"] == WORKS)
    assert set(talk["reserve"]) == {"operator", "government"} and talk["state"] == "agreed"
    assert talk["moves"][0]["gain"] and talk["most"] >= 0
    assert len(table["strip"]) == 8 and table["promises"] is not None
    assert table["predictions"][0]["said"]["government"] == "lower"
    assert board["cards"][0][:2] == [1, "storm_east_gate"]
    assert len(board["hash"]) == 64
    over.desk.until(lambda parts: client.get(
        f"/api/debrief/{over.room}").json()["tables"][0]["lost"])
    lost = client.get(f"/api/debrief/{over.room}").json()["tables"][0]["lost"]
    assert set(lost) == {"west", "east"} and all(-0.05 < share < 1 for share in lost.values())


def test_one_decision_can_be_left_out_or_set_otherwise(over):
    out = ask(over, ask="rerun", table=1, round=1, what="card", card="storm_east_gate")
    assert out["pairs"] == 6 and set(out["points"]) == set(load_cast().seats)
    for row in out["figures"].values():
        assert row["low"] <= row["change"] <= row["high"]
        assert row["is"] - row["was"] == pytest.approx(row["change"])
    assert any(row["change"] for row in out["figures"].values())
    less = ask(over, ask="rerun", table=1, round=1, what="signature", thread=WORKS,
               instead={"yards": 0})  # fmt: skip
    gone = ask(over, ask="rerun", table=1, round=1, what="signature", thread=WORKS)
    assert less["figures"] != gone["figures"]
    same = ask(over, ask="rerun", table=1, round=1, what="levers", seat="government",
               instead={"works_money": 600})  # fmt: skip
    assert all(row["change"] == 0 for row in same["figures"].values())


def test_a_change_that_is_none_is_refused(over):
    for words in ({"what": "signature", "thread": SUPPLY}, {"what": "card", "card": "red_sea"},
                  {"what": "signature", "thread": WORKS, "instead": {"yards": 77}},
                  {"what": "signature", "thread": WORKS, "instead": {"wings": 1}},
                  {"what": "levers", "seat": "government", "instead": {"works_money": 1}},
                  {"what": "luck"}):  # fmt: skip
        code = over.desk.send(ask="rerun", table=1, round=1, **words)["refused"]["code"]
        assert code in ("bad_field", "too_fast"), words


def test_the_causes_add_up_to_what_came(client, over):
    live = live_of(client, over)
    found = over.phones[1, "operator"].send(ask="waterfall", table=1)["found"]
    assert [step["cause"] for step in found["steps"]][:3] == ["start", "cards", "signature"]
    reading = live.reading(live.room.tables[0])
    assert found["digest"] == reading.digest, "the last step is the table's own railway"
    assert found["steps"][-1]["figures"]["mt_a_year"] == reading.public["mt_a_year"]


def test_the_class_answers_on_its_way_out(client, over):
    phone = over.phones[1, "operator"]
    for question, answer in (("clearer", "yes"), ("limit", "borders"), ("model", "doubt")):
        phone.act("answer", question=question, answer=answer)
    board = client.get(f"/api/debrief/{over.room}").json()
    assert board["exit"]["limit"] == {"borders": 1} and board["exit"]["model"] == {"doubt": 1}
