"""The one command: its sentences, its stamps, and what an old Python can read of it."""

from __future__ import annotations

import ast
import errno
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from collections import namedtuple
from pathlib import Path

import pytest

import start

ROOT = Path(__file__).parents[1]
SOURCE = (ROOT / "start.py").read_text()
COMMANDS = """
def show(args):
    print(args.text)
    return 0

def register(commands):
    shown = commands.add_parser("{name}", help="says it back")
    shown.add_argument("text", nargs="?", default="nothing")
    shown.set_defaults(action=show)
"""
SERVER = """
import os, types
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": repr(scope["explorer"]).encode()})

class House:
    password = "WORD"
    def open(self):
        pass

class Whole:
    def __init__(self, explorer, data):
        self.shown = explorer, os.path.basename(data)
        self.state = types.SimpleNamespace(house=House())
    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            await app({**scope, "explorer": self.shown}, receive, send)

create_app = Whole
"""
LOG = """
class LogConflict(Exception): pass
class LogUnavailable(Exception): pass
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A project with the real start.py and locks, and small rooms behind it."""
    shutil.copy(ROOT / "start.py", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    for room in ("experiments", "viz", "game"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "commands.py").write_text(COMMANDS.format(name="echo_" + room))
    (tmp_path / "game" / "server.py").write_text(SERVER)
    (tmp_path / "game" / "log.py").write_text(LOG)
    shutil.copy(ROOT / "game" / "address.py", tmp_path / "game")
    (tmp_path / "viz" / "mount.py").write_text("def explorer_routes():\n    return ['explorer']\n")
    return tmp_path


def inside(checkout: Path, *arguments: str) -> list[str]:
    """Return the command that runs the checkout inside this very environment."""
    code = f"import sys; sys.path.insert(0, {str(checkout)!r}); import start; exit(start.main())"
    return [sys.executable, "-c", code, *arguments]


def run(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = inside(checkout, *arguments)
    return subprocess.run(command, capture_output=True, text=True, cwd=checkout)


def env_with_stamps(folder: Path, *layers: str) -> str:
    """Make what a finished environment looks like to the stamps."""
    env = str(folder / "env")
    python = Path(start.python_of(env))
    python.parent.mkdir(parents=True)
    python.touch()
    for layer in layers:
        start.mark(env)
        start.stamp(layer, env)
    return env


# What an old Python reads


def test_python_3_6_can_parse_it() -> None:
    nodes = list(ast.walk(ast.parse(SOURCE, feature_version=(3, 6))))
    assert "__future__" not in {n.module for n in nodes if isinstance(n, ast.ImportFrom)}
    functions = [n for n in nodes if isinstance(n, ast.FunctionDef)]
    hints = [a.annotation for f in functions for a in f.args.args] + [f.returns for f in functions]
    assert any(hints)  # and those that 3.6 could not evaluate stand in quotes
    assert not [hint for hint in hints if isinstance(hint, ast.Subscript | ast.BinOp)]


def test_only_the_standard_library_at_the_top() -> None:
    imported = [n for n in ast.parse(SOURCE).body if isinstance(n, ast.Import | ast.ImportFrom)]
    names = {a.name for n in imported if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module or "" for n in imported if isinstance(n, ast.ImportFrom)}
    assert {"os", "sys"} <= names <= set(sys.stdlib_module_names)


# Sentences


Version = namedtuple("Version", "major minor micro")


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 9), (3, 14, 0), (4, 0, 0)])
def test_a_wrong_python_says_which_are_right(
    version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with monkeypatch.context() as patch, pytest.raises(start.Stop) as stop:
        patch.setattr(sys, "version_info", Version(*version))
        start.launch([])
    assert f"this is Python {version[0]}.{version[1]}:" in str(stop.value)
    assert "3.11, 3.12 or 3.13" in str(stop.value)


@pytest.mark.skipif(start.WINDOWS, reason="a shell script stands for another Python")
def test_a_wrong_python_goes_on_as_a_right_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty_shim = "exit 127"
    for name, said in ("python3.13", empty_shim), ("python3.12", "echo 3 12"):
        (tmp_path / name).write_text(f"#!/bin/sh\n{said}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert start.find_python() == [str(tmp_path / "python3.12")]


def test_a_port_in_use_names_it_and_the_next(checkout: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run(checkout, "serve", "--no-browser", "--port", str(port))
    assert ended.returncode == 1
    assert ended.stdout == ""
    other = port + 1 if port < 65535 else port - 1
    assert ended.stderr == (
        f"Port {port} is in use: start again with --port {other}, or stop what uses it.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["serve", "--port", "70000"], "There is no port 70000"),
        (["serve", "--host", "192.0.2.1"], "This machine has no address 192.0.2.1"),
        (["serv"], "There is no command serv: did you mean serve?"),
        (["qqq"], "There is no command qqq: choose from serve, test, echo_experiments"),
    ],
)
def test_a_wrong_argument_is_one_sentence(
    checkout: Path, arguments: list[str], sentence: str
) -> None:
    ended = run(checkout, *arguments)
    assert ended.returncode == 1
    assert ended.stderr.startswith(sentence)
    assert ended.stderr.count("\n") == 1


def test_too_little_room_stops_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(2, 1, 1_000_000_000))
    env = tmp_path / "env"
    with pytest.raises(start.Stop, match="free about 1.5 GB"):
        start.prepare(["run"], str(env))
    assert not env.exists()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "no disk space left"),
        (errno.EACCES, "cannot be written: copy"),
        (errno.EROFS, "cannot be written: copy"),
        (errno.EIO, "cannot be made"),
    ],
)
def test_what_the_system_refuses_is_one_sentence(
    number: int, sentence: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(folder: str, exist_ok: bool = False) -> None:
        raise OSError(number, os.strerror(number), folder)

    monkeypatch.setattr(os, "makedirs", refuse)
    with pytest.raises(start.Stop, match=sentence):
        start.prepare(["run"], str(tmp_path / "env"))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "no disk space"),
        ("ERROR: No matching distribution (from versions: none)", "could not be fetched: connect"),
        ("error: Failed to fetch: `x`", "could not be fetched: connect"),
        ("ERROR: [Errno 13] Permission denied: 'x'", "cannot be written: copy"),
        ("ERROR: Could not find numpy==9 (from versions: 1, 2)", "says: ERROR: Could not find"),
    ],
)
def test_a_failed_installer_is_one_sentence(line: str, sentence: str, tmp_path: Path) -> None:
    said = start.explain_installer(["Collecting numpy", line], str(tmp_path / "env"))
    assert sentence in said
    assert "\n" not in said


def test_an_installer_that_fails_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "Lib").mkdir(exist_ok=True)
    code = "print('No space left on device'); raise SystemExit(1)"
    with pytest.raises(start.Stop, match="no disk space left"):
        start.run_installer([sys.executable, "-c", code], "run", str(tmp_path), start.Progress())


def test_without_venv_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(start.Stop, match=rf"apt install python{start.version()}-venv"):
        start.create(str(tmp_path / "env"), start.Progress(), with_pip=True)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "There is no disk space left"), (errno.EACCES, "/far/x cannot be opened")],
)
def test_a_command_that_cannot_write_is_one_sentence(
    number: int, sentence: str, checkout: Path
) -> None:
    source = f"raise OSError({number}, 'no', '/far/x')"
    text = (checkout / "viz" / "commands.py").read_text().replace("print(args.text)", source)
    (checkout / "viz" / "commands.py").write_text(text)
    ended = run(checkout, "echo_viz")
    assert ended.returncode == 1
    assert ended.stderr.startswith(sentence)
    assert ended.stderr.count("\n") == 1


# Stamps


def test_a_finished_environment_is_known_by_its_stamp(tmp_path: Path) -> None:
    env = env_with_stamps(tmp_path, "run", "ensemble")
    assert start.is_finished("run", env)
    assert start.is_finished("ensemble", env)
    assert not start.is_finished("test", env)


def test_a_start_broken_off_leaves_nothing_finished(tmp_path: Path) -> None:
    env = env_with_stamps(tmp_path, "run")
    start.mark(env)
    assert not start.is_finished("run", env)


def test_an_environment_without_its_python_is_not_finished(tmp_path: Path) -> None:
    env = env_with_stamps(tmp_path, "run")
    Path(start.python_of(env)).unlink()
    assert not start.is_finished("run", env)


def test_another_python_makes_the_environment_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    env = env_with_stamps(tmp_path, "run")
    with monkeypatch.context() as patch:
        patch.setattr(start, "version", lambda: "3.99")
        finished = start.is_finished("run", env)
    assert not finished


def test_another_lock_makes_the_layer_anew(monkeypatch: pytest.MonkeyPatch, checkout: Path) -> None:
    monkeypatch.setattr(start, "HERE", str(checkout))
    env = env_with_stamps(checkout, "run", "test")
    lock = checkout / "requirements" / "test.txt"
    lock.write_text(lock.read_text() + "another==1\n")
    assert start.is_finished("run", env)
    assert not start.is_finished("test", env)


def test_a_folder_that_is_no_environment_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(start.Stop, match="is not an environment"):
        start.clear(str(tmp_path))
    assert (tmp_path / "thesis.txt").exists()


def test_a_half_made_environment_is_removed(tmp_path: Path) -> None:
    env = tmp_path / "env"
    env.mkdir()
    start.mark(str(env))
    start.clear(str(env))
    assert not env.exists()


@pytest.mark.parametrize(
    ("arguments", "layers"),
    [
        ([], ["run", "ensemble"]),
        (["serve"], ["run", "ensemble"]),
        (["run", "--scenario", "baseline"], ["run"]),
        (["test", "-k", "flow"], ["run", "ensemble", "study", "negmas", "test"]),
        (["sweep", "smoke"], ["run", "ensemble", "study"]),
        (["sweep", "--help"], ["run"]),
        (["tournament", "--seeds", "2"], ["run", "ensemble"]),
        (["tournament", "--negmas"], ["run", "ensemble", "negmas"]),
    ],
)
def test_a_command_waits_only_for_what_it_needs(arguments: list[str], layers: list[str]) -> None:
    assert start.layers_for(arguments) == layers


# Installing for real, from a package of our own: no network


@pytest.mark.slow
def test_the_first_start_makes_and_the_second_only_goes_on(checkout: Path) -> None:
    for layer in ("run", "ensemble", "study", "negmas", "test"):
        (checkout / "requirements" / f"{layer}.txt").write_text("# nothing\n")
    command = [sys.executable, str(checkout / "start.py"), "echo_game", "hello"]
    environ = {**os.environ, "TWOGAUGES_ENV": str(checkout / "env")}
    environ.pop("PYTHONPATH", None)  # the small checkout must find its own rooms first
    ran = [subprocess.run(command, capture_output=True, text=True, env=environ) for _ in range(2)]
    assert [(one.returncode, one.stdout) for one in ran] == [(0, "hello\n")] * 2
    assert "The environment is ready" in ran[0].stderr
    assert ran[1].stderr == ""

    (checkout / "env" / start.UNFINISHED).touch()  # as a kill in the middle leaves it
    (checkout / "env" / "half").touch()
    third = subprocess.run(command, capture_output=True, text=True, env=environ)
    assert (third.returncode, third.stdout) == (0, "hello\n")
    assert not (checkout / "env" / "half").exists()


# Commands


def test_each_room_adds_its_commands(checkout: Path) -> None:
    for room in ("experiments", "viz", "game"):
        assert run(checkout, "echo_" + room, room).stdout == f"{room}\n"
        told = run(checkout, "echo_" + room, "--help")
        assert (told.returncode, "usage:" in told.stdout) == (0, True)


def test_help_names_every_command(checkout: Path) -> None:
    told = run(checkout, "--help")
    assert told.returncode == 0
    for name in ("serve", "test", "echo_experiments", "echo_viz", "echo_game"):
        assert name in told.stdout
    for name in ("serve", "test"):
        assert run(checkout, name, "--help").returncode == 0


def test_serving_answers_at_the_address_it_prints(checkout: Path) -> None:
    import urllib.request

    command = inside(checkout, "--port", "0", "--no-browser", "--data", str(checkout / "kept"))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=checkout) as server:
        assert server.stdout
        try:
            assert server.stdout.readline() == "Two Gauges is starting ...\n"
            address = re.findall(r"http://127\.0\.0\.1:\d+", server.stdout.readline())[0]
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address) as said:
                assert said.read() == b"(['explorer'], 'kept')"
        finally:
            server.terminate()


@pytest.mark.parametrize("passes", [True, False])
def test_the_tests_end_with_pytests_summary(checkout: Path, passes: bool) -> None:
    (checkout / "test_it.py").write_text(f"def test_it():\n    assert {passes}\n")
    ended = run(checkout, "test", "-p", "no:cacheprovider", "test_it.py")
    assert ended.returncode == (0 if passes else 1)
    assert ("1 passed" if passes else "1 failed") in ended.stdout.splitlines()[-1]


# Locks


def lines_of(layer: str) -> list[str]:
    text = (ROOT / "requirements" / f"{layer}.txt").read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("layer", ["run", "ensemble", "study", "negmas", "test"])
def test_locks_hold_exact_releases_and_nothing_else(layer: str) -> None:
    assert lines_of(layer)
    for line in lines_of(layer):
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; [\w '.<>=!]+)?", line), line


def test_locks_agree_with_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + sum(project["optional-dependencies"].values(), [])
    pins = [re.match(r"[\w-]+==[\w.]+", line) for line in wanted]
    layers = ("run", "ensemble", "study", "negmas")
    locked = {line.split(" ;")[0] for layer in layers for line in lines_of(layer)}
    assert {pin[0] for pin in pins if pin} <= locked
    names = {re.split(r"[^\w-]", line)[0] for line in wanted} - {"twogauges"}
    every = sum(map(lines_of, (*layers, "test")), [])
    assert names <= {line.split("==")[0] for line in every}


# The rule for browser tests


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("@pytest.mark.browser\ndef test_page():\n    pytest.skip('none')\n", "1 failed"),
        ("def test_page(chromium_path):\n    assert chromium_path\n", "1 error"),
        ("pytest.skip('no playwright', allow_module_level=True)\n", "1 error"),
    ],
)
def test_where_browsers_are_required_none_is_skipped(
    body: str, status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = (ROOT / "tests" / "conftest.py").read_text()
    (tmp_path / "conftest.py").write_text(source.replace("/usr/bin/chromium", "/no/chromium"))
    (tmp_path / "test_page.py").write_text("import pytest\n" + body)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(tmp_path)]
    for required, expected in ("0", "1 skipped"), ("1", status):
        monkeypatch.setenv("TWOGAUGES_REQUIRE_BROWSER", required)
        ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
        assert expected in ended.stdout.splitlines()[-1]


def test_where_negmas_is_required_its_tests_are_not_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = (ROOT / "tests" / "conftest.py").read_text()
    hidden = source.replace('find_spec("negmas")', 'find_spec("no_such_negmas")')
    assert hidden != source
    (tmp_path / "conftest.py").write_text(hidden)
    body = "import pytest\n\n@pytest.mark.negmas\ndef test_referee():\n    pass\n"
    (tmp_path / "test_referee.py").write_text(body)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = negmas\n")
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", str(tmp_path)]
    for required, expected in ("0", "1 skipped"), ("1", "1 error"):
        monkeypatch.setenv("TWOGAUGES_REQUIRE_NEGMAS", required)
        ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
        assert expected in ended.stdout.splitlines()[-1]
        assert "no NegMAS here" in ended.stdout
