"""A PostgreSQL of the tests' own: started here, on a free port, in a folder that goes away."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

HINT = "no PostgreSQL here: install it (Debian: apt-get install postgresql) for these tests"


def find_programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


class Server:
    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.names = itertools.count(1)
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        self.run("initdb", "-D", folder / "data", "-A", "trust", "-U", "tester", "--no-sync")
        self.start()

    def run(self, program, *words):
        as_other = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        words = [*as_other, str(self.programs / program), *map(str, words)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       cwd=self.folder)  # fmt: skip

    def start(self):
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self.run("pg_ctl", "-D", self.folder / "data", "-w", "-o", options,
                 "-l", self.folder / "log", "start")  # fmt: skip

    def stop(self, how="fast"):
        self.run("pg_ctl", "-D", self.folder / "data", "-w", "-m", how, "stop")

    def fresh(self):
        """URL of an empty database."""
        name = f"class{next(self.names)}"
        url = f"postgresql://tester@127.0.0.1:{self.port}"
        with psycopg.connect(f"{url}/postgres", autocommit=True) as db:
            db.execute(f"CREATE DATABASE {name}")
        return f"{url}/{name}"


@pytest.fixture(scope="session")
def postgres():
    """Yield a running server; skip where there is none, fail where none may be skipped."""
    programs = find_programs()
    if programs is None:
        if os.environ.get("TWOGAUGES_REQUIRE_BROWSER") == "1":
            pytest.fail(HINT)
        pytest.skip(HINT)
    folder = Path(tempfile.mkdtemp(prefix="twogauges-pg-"))
    server = Server(programs, folder)
    yield server
    server.stop("immediate")
    shutil.rmtree(folder, ignore_errors=True)
