"""The log keeps what it acknowledged, once, in SQLite and in PostgreSQL alike."""

from __future__ import annotations

import sqlite3

import pytest

from game.event import Event
from game.log import LogConflict, LogUnavailable, open_log
from tests.postgres import postgres  # noqa: F401 - a fixture


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    if request.param == "sqlite":
        return str(tmp_path)
    server = request.getfixturevalue("postgres")
    return server.fresh()


def event(number, kind="said", key="", room="ABCDEF", **body):
    return Event(room, number, 1000 + number, kind, "p1", key, body)


def test_what_was_appended_is_there_after_opening_anew(place):
    log = open_log(place)
    log.append([event(1, "opened"), event(2, text="Сәлем"), event(3, text="a'b\"c", n=1.5)])
    log.append([event(1, "opened", room="GHJKLM")])
    log.close()
    log = open_log(place)
    assert log.read("ABCDEF") == [event(1, "opened"), event(2, text="Сәлем"),
                                  event(3, text="a'b\"c", n=1.5)]  # fmt: skip
    assert log.read("ABCDEF", after=2) == [event(3, text="a'b\"c", n=1.5)]
    assert sorted(log.rooms()) == ["ABCDEF", "GHJKLM"]
    assert log.read("NOBODY") == []
    log.close()


def test_a_batch_that_may_have_been_kept_is_kept_once(place):
    log = open_log(place)
    batch = [event(1, "opened"), event(2, key="k")]
    log.append(batch)
    log.append(batch)
    assert log.read("ABCDEF") == batch
    log.close()


def test_another_writer_in_the_same_place_is_found_out(place):
    log = open_log(place)
    log.append([event(1, "opened")])
    with pytest.raises(LogConflict):
        log.append([event(1, "opened", by="someone else")])
    with pytest.raises(LogConflict):  # one key, two events
        log.append([event(2, key="k"), event(3, key="k")])
    assert log.read("ABCDEF") == [event(1, "opened")]
    log.close()


def test_a_second_server_is_refused_and_a_reader_is_not(place):
    log = open_log(place)
    log.append([event(1, "opened")])
    with pytest.raises(LogConflict, match="another server"):
        open_log(place)
    reader = open_log(place, alone=False)
    assert reader.read("ABCDEF") == [event(1, "opened")]
    reader.close()
    log.close()
    open_log(place).close()


def test_names_can_be_written_over(place):
    log = open_log(place)
    log.append([event(1, "opened"), event(2, "joined", name="Very Secret Name")])
    log.redact("ABCDEF", {2: {"name": "#1"}})
    assert log.read("ABCDEF")[1].body == {"name": "#1"}
    log.close()


def test_a_written_over_name_is_nowhere_in_the_folder(tmp_path):
    log = open_log(str(tmp_path))
    log.append([event(1, "opened"), event(2, "joined", name="Very Secret Name")])
    log.redact("ABCDEF", {2: {"name": "#1"}})
    log.close()
    assert all(b"Very Secret Name" not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_folder_that_is_no_place_for_a_log_is_said_plainly(tmp_path):
    (tmp_path / "class.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(LogUnavailable, match=r"class\.sqlite"):
        open_log(str(tmp_path))


def test_a_full_disk_loses_nothing_and_is_told(tmp_path):
    log = open_log(str(tmp_path))
    log.append([event(1, "opened")])
    pages = log._db.execute("PRAGMA page_count").fetchone()[0]
    log._db.execute(f"PRAGMA max_page_count={pages + 1}")
    with pytest.raises(LogUnavailable, match="full"):
        log.append([event(2, text="x" * 200_000)])
    assert log.read("ABCDEF") == [event(1, "opened")]
    log._db.execute("PRAGMA max_page_count=100000")
    log.append([event(2, text="x" * 200_000)])
    assert len(log.read("ABCDEF")) == 2
    log.close()


def test_sqlite_syncs_every_commit(tmp_path):
    log = open_log(str(tmp_path))
    assert log._db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
    assert log._db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    log.close()
    sqlite3.connect(tmp_path / "class.sqlite").close()


def test_postgres_stopped_and_started_again_is_found_by_itself(postgres, tmp_path):  # noqa: F811
    place = postgres.fresh()
    log = open_log(place)
    log.append([event(1, "opened")])
    postgres.stop()
    with pytest.raises(LogUnavailable):
        log.append([event(2)])
    with pytest.raises(LogUnavailable):
        log.append([event(2)])
    postgres.start()
    log.append([event(2)])
    assert [e.number for e in log.read("ABCDEF")] == [1, 2]
    log.close()


def test_a_password_is_not_shown_with_what_failed(postgres):  # noqa: F811
    with pytest.raises(LogUnavailable) as caught:
        open_log(f"postgresql://nobody:hidden-word@127.0.0.1:{postgres.port}/nowhere")
    assert "hidden-word" not in str(caught.value)
