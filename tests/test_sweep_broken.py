"""Sweeps that are killed, run out of disk, or find a broken file: nothing lost, nothing twice."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from experiments import engine, mesa_engine, store
from experiments.plan import FOLDER, find_plan
from experiments.store import BrokenPart, Store
from experiments.sweep import sweep
from model.run import run
from tests.test_sweep import TINY, obey, plan_of, table_of

ROOT = Path(__file__).resolve().parent.parent
# 160 runs of three months: some seconds, so that twenty kills fall into it.
LONG = TINY.replace("size = 5", "size = 40")


def unbroken(folder: Path, text: str) -> pd.DataFrame:
    sweep(plan_of(text), folder, quiet=True)
    return table_of(folder)


class SmallBlocks(mesa_engine.MesaEngine):
    """The model, asked for few runs at once: a kill finds more parts written."""

    def runs_a_block(self, months):
        return 4


def kill_twenty_times(folder: Path, text: str) -> list[int]:
    """Fork sweeps and kill each at a random moment; gives the number of parts after each."""
    engine.ENGINES["small"] = (__name__, "SmallBlocks")
    plan, moments, sizes = plan_of(text), random.Random(20), []
    run(plan.policies[0].scenario, 1)  # what is imported and read now, no fork waits for
    assert len(list(plan.runs())) == plan.count
    for _ in range(20):
        child = os.fork()
        if child == 0:
            sweep(plan, folder, engine="small", quiet=True)
            os._exit(0)
        time.sleep(moments.uniform(0.02, 0.6))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        sizes.append(len(list((folder / "parts").glob("*.parquet"))))
    return sizes


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are killed")
def test_twenty_kills_lose_no_run_and_double_none(tmp_path):
    whole, broken = unbroken(tmp_path / "whole", LONG), tmp_path / "broken"
    code = ("import sys, pathlib, tests.test_sweep_broken as here;"
            "print(here.kill_twenty_times(pathlib.Path(sys.argv[1]), here.LONG))")  # fmt: skip
    said = subprocess.run([sys.executable, "-c", code, str(broken)], cwd=ROOT, text=True,
                          capture_output=True, check=True).stdout  # fmt: skip
    assert len(set(json.loads(said))) > 4, "the kills fell into no work at all"
    sweep(plan_of(LONG), broken, quiet=True)
    parts = pd.concat([pd.read_parquet(path) for path in (broken / "parts").glob("*.parquet")])
    assert len(parts) == parts["key"].nunique() == len(whole)
    pd.testing.assert_frame_equal(table_of(broken), whole)
    assert not list(broken.rglob("*.unfinished"))


@pytest.mark.slow
def test_killed_with_its_workers_it_leaves_no_process_and_goes_on(tmp_path):
    path, out = tmp_path / "long.toml", tmp_path / "out"
    path.write_text(LONG.replace("size = 40", "size = 400"))
    words = ["-c", "import sys, start; sys.exit(start.main())", "sweep", str(path), "--out",
             str(out), "--workers", "2"]  # fmt: skip
    child = subprocess.Popen([sys.executable, *words], cwd=ROOT, stderr=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL)  # fmt: skip
    wait_until(lambda: list((out / "parts").glob("*.parquet")))
    below = children_of(child.pid)
    assert below
    child.kill()
    child.wait()
    wait_until(lambda: not [pid for pid in below if alive(pid)])
    before = len(table_of(out))
    plan = plan_of(LONG)  # its 40 points are no part of the 400: only their own runs are new
    assert 0 < before < find_plan(str(path)).count
    assert sweep(plan, out, quiet=True).fresh == plan.count


def wait_until(true, patience: float = 120.0) -> None:
    until = time.monotonic() + patience
    while not true():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    import psutil

    return [one.pid for one in psutil.Process(pid).children(recursive=True)]


def alive(pid: int) -> bool:
    import psutil

    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.slow
def test_a_worker_that_dies_takes_no_run_with_it(tmp_path):
    whole = unbroken(tmp_path / "whole", LONG)
    killed: list[int] = []

    def kill_one() -> None:
        wait_until(lambda: list((tmp_path / "out" / "parts").glob("*.parquet")))
        worker = multiprocessing.active_children()[0]
        killed.append(worker.pid)
        os.kill(worker.pid, signal.SIGKILL)

    thread = threading.Thread(target=kill_one)
    thread.start()
    ended = sweep(plan_of(LONG), tmp_path / "out", workers=2, quiet=True)
    thread.join()
    assert killed and ended.failed == 0
    pd.testing.assert_frame_equal(table_of(tmp_path / "out"), whole)


@pytest.mark.slow
def test_a_cluster_whose_worker_is_killed_gives_the_same(tmp_path):
    from distributed import LocalCluster

    whole = unbroken(tmp_path / "whole", LONG)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        victim = next(iter(cluster.workers.values())).pid

        def kill_one() -> None:
            wait_until(lambda: list((tmp_path / "out" / "parts").glob("*.parquet")))
            os.kill(victim, signal.SIGKILL)

        thread = threading.Thread(target=kill_one)
        thread.start()
        ended = sweep(plan_of(LONG), tmp_path / "out", scheduler=cluster.scheduler_address,
                      quiet=True)  # fmt: skip
        thread.join()
    assert (ended.fresh, ended.failed) == (160, 0)
    assert not alive(victim)
    pd.testing.assert_frame_equal(table_of(tmp_path / "out"), whole)


# A full disk


def test_a_full_disk_keeps_what_has_run(tmp_path, monkeypatch, capsys):
    """Simulated: the third part finds no space; a real small disk follows where one can be made."""
    path, out = tmp_path / "tiny.toml", tmp_path / "out"
    path.write_text(TINY)
    whole = unbroken(tmp_path / "whole", TINY)
    fsync, calls = os.fsync, []

    def full(file: int) -> None:
        calls.append(file)
        if len(calls) > 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(file)

    with monkeypatch.context() as patch:
        patch.setattr(store.os, "fsync", full)
        assert obey("sweep", str(path), "--out", str(out), "--workers", "1") == 1
    told = capsys.readouterr().err
    kept = len(table_of(out))
    assert 0 < kept < 20
    assert f"There is no disk space left in {out}: {kept} of 20 runs are kept" in told
    assert not list(out.rglob("*.unfinished"))
    assert sweep(find_plan(str(path)), out, quiet=True).found == kept
    pd.testing.assert_frame_equal(table_of(out), whole)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 32 KiB; skip where none may be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", disk],
                          capture_output=True, check=False)  # fmt: skip
    if made.returncode:
        pytest.skip("no small disk can be mounted here")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting needs root")
def test_a_disk_that_is_really_full(small_disk, tmp_path, capsys):
    path, out = tmp_path / "long.toml", small_disk / "out"
    path.write_text(LONG)
    assert obey("sweep", str(path), "--out", str(out), "--workers", "1") == 1
    kept = len(table_of(out))
    assert 0 < kept < 160
    assert f"{kept} of 160 runs are kept" in capsys.readouterr().err
    subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
    assert sweep(find_plan(str(path)), out, quiet=True).found == kept
    pd.testing.assert_frame_equal(table_of(out), unbroken(tmp_path / "whole", LONG))


# Broken files


def spoil(part: Path, how: str) -> None:
    content = bytearray(part.read_bytes())
    if how == "cut":
        part.write_bytes(content[: len(content) // 2])
    elif how == "text":
        part.write_text("these are not runs")
    elif how == "empty":
        part.write_bytes(b"")
    elif how == "one bit":
        content[60] ^= 1  # in the first page
        part.write_bytes(content)
    else:
        pd.read_parquet(part).drop(columns="tonnes").to_parquet(part)


@pytest.mark.parametrize(("how", "said"), [
    ("cut", "cannot be read"), ("text", "cannot be read"), ("empty", "cannot be read"),
    ("one bit", "cannot be read"), ("column", "field 'tonnes' is missing"),
])  # fmt: skip
def test_a_broken_part_is_named_and_nothing_is_touched(how, said, tmp_path, capsys):
    path, out = tmp_path / "tiny.toml", tmp_path / "out"
    path.write_text(TINY)
    whole = unbroken(out, TINY)
    part = sorted((out / "parts").glob("*.parquet"))[1]
    spoil(part, how)
    before = {one.name: one.read_bytes() for one in (out / "parts").iterdir()}
    assert obey("sweep", str(path), "--out", str(out), "--workers", "1") == 2
    told = capsys.readouterr().err
    assert str(part) in told and said in told and "move it away" in told
    assert {one.name: one.read_bytes() for one in (out / "parts").iterdir()} == before
    part.rename(tmp_path / "away")
    ended = sweep(find_plan(str(path)), out, quiet=True)
    assert 0 < ended.fresh < 20 and ended.found == 20 - ended.fresh
    pd.testing.assert_frame_equal(table_of(out), whole)


def test_a_broken_manifest_or_failures_are_named(tmp_path):
    sweep(plan_of(), tmp_path, quiet=True)
    manifest = tmp_path / "manifest.json"
    kept = manifest.read_bytes()
    manifest.write_text('{"schema": 1')
    with pytest.raises(BrokenPart, match=r"manifest\.json: not JSON"):
        sweep(plan_of(), tmp_path, quiet=True)
    manifest.write_bytes(kept)
    (tmp_path / "failures.parquet").write_text("nothing")
    with pytest.raises(BrokenPart, match=r"failures\.parquet: cannot be read"):
        sweep(plan_of(), tmp_path, quiet=True)


def test_another_model_and_another_sweep_at_work_are_refused(tmp_path, monkeypatch):
    plan = plan_of()
    with Store(tmp_path).opened(plan), pytest.raises(ValueError, match="another sweep writes here"):
        sweep(plan, tmp_path, quiet=True)
    with monkeypatch.context() as patch:
        patch.setattr("experiments.version.model_version", lambda: "9.9+other")
        with pytest.raises(ValueError, match="field 'model': the runs that lie here are of ano"):
            sweep(plan, tmp_path, quiet=True)
    assert FOLDER.is_dir() and sweep(plan, tmp_path, quiet=True).fresh == 20
