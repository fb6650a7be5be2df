#!/usr/bin/env python3
"""Start Two Gauges with one command: ``python3 start.py [COMMAND ...]``.

The first start makes an environment (``.venv`` beside this file, or the folder that
TWOGAUGES_ENV names) from the locks in ``requirements/``; later starts find its stamps and go
straight on. Without a command the explorer and the class are served at one address.

This file stands alone: standard library only, and syntax that Python 3.6 reads, so that an old
Python can say what it lacks. Hence quoted type hints and no ``__future__`` import.
"""

import contextlib
import errno
import hashlib
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
OLDEST, NEWEST = (3, 11), (3, 13)
WINDOWS = os.name == "nt"
# What a command needs beyond requirements/run.txt.
LAYERS = {
    "serve": ("ensemble",),
    "test": ("ensemble", "study", "negmas", "test"),
    "screenshots": ("test",),
    "class-screenshots": ("test",),
    "explorer-speed": ("test",),
    "sweep": ("ensemble", "study"),
    "analyse": ("ensemble", "study"),
    "claims": ("ensemble", "study"),
    "backtest": ("ensemble", "study"),
    "calibrate": ("ensemble", "study"),
    "tournament": ("ensemble",),
    "benchmark": ("ensemble", "study", "negmas"),
    "domains": ("negmas",),
}
ROOM_BYTES = {
    "run": 1_500_000_000,
    "ensemble": 500_000_000,
    "study": 600_000_000,
    "negmas": 600_000_000,
    "test": 900_000_000,
}
UNFINISHED = "twogauges.unfinished"
INSIDE = "TWOGAUGES_INSIDE"
HELP = {"-h", "--help"}
COMPILE = "from model.ensemble.ensemble import compile_all; compile_all()"
TEST_USAGE = "start.py test [pytest arguments]; without any: ruff, pyright, import-linter, pytest"


class Stop(Exception):
    """What hinders the start, in one sentence that also says what to do."""


# The right Python


def is_suitable(version: "tuple[int, ...]") -> bool:
    """Tell whether a Python of this version runs Two Gauges."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def version_of(command: "list[str]") -> "tuple[int, ...]":
    """Return the version of the Python that a command starts, () where it starts none."""
    import subprocess

    ask = "import sys; print(sys.version_info[0], sys.version_info[1])"
    try:
        said = subprocess.check_output(command + ["-c", ask], stderr=subprocess.DEVNULL)
        return tuple(int(number) for number in said.split())
    except (OSError, ValueError, subprocess.CalledProcessError):
        return ()


def find_python() -> "list[str]":
    """Return the command of a suitable Python on PATH; stop where there is none."""
    import shutil

    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        for name, options in (f"python3.{minor}", []), ("py", [f"-3.{minor}"]):
            found = shutil.which(name)
            if found and version_of([found] + options) == (3, minor):
                return [found] + options
    raise Stop(
        f"Two Gauges needs Python 3.11, 3.12 or 3.13 and this is Python {version()}: install one"
        " of them and start again with it, for example: python3.12 start.py"
    )


def version() -> str:
    """Return this Python's version as people say it."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def replace_by(command: "list[str]", arguments: "list[str]") -> None:
    """Go on as another Python running this file; never returns."""
    whole = command + [os.path.join(HERE, "start.py")] + arguments
    sys.stdout.flush()
    sys.stderr.flush()
    if not WINDOWS:
        os.execv(whole[0], whole)
    import subprocess  # execv on Windows gives the prompt back at once

    child = subprocess.Popen(whole)
    while True:
        try:
            sys.exit(child.wait())
        except KeyboardInterrupt:  # the child gets it too, and decides
            continue


# The environment and its stamps


def environment() -> str:
    """Return the folder of the environment."""
    return os.path.abspath(os.environ.get("TWOGAUGES_ENV") or os.path.join(HERE, ".venv"))


def python_of(env: str) -> str:
    """Return the path of an environment's Python."""
    return os.path.join(env, *(("Scripts", "python.exe") if WINDOWS else ("bin", "python")))


def lock_of(layer: str) -> str:
    """Return the path of a layer's lock: `run`, `ensemble`, `study`, `negmas` or `test`."""
    return os.path.join(HERE, "requirements", layer + ".txt")


def stamp_of(layer: str, env: str) -> str:
    """Return the path of a layer's stamp."""
    return os.path.join(env, f"twogauges-{layer}.stamp")


def layers_for(arguments: "list[str]") -> "list[str]":
    """Return the layers that a command needs, in the order of installing them."""
    if HELP & set(arguments):
        return ["run"]
    asked = ["negmas"] if "--negmas" in arguments else []
    return ["run", *LAYERS.get(arguments[0] if arguments else "serve", ()), *asked]


def digest(layer: str, env: str) -> str:
    """Return what a finished layer's stamp must hold: a hash of its lock, Python and place."""
    with open(lock_of(layer), "rb") as lock:
        text = lock.read()
    return hashlib.sha256(text + os.fsencode(version() + " " + env)).hexdigest()


def is_finished(layer: str, env: str) -> bool:
    """Tell whether the environment holds this layer, whole and of the present lock."""
    try:
        with open(stamp_of(layer, env)) as note:
            said = note.read()
    except OSError:
        return False
    unfinished = os.path.exists(os.path.join(env, UNFINISHED))
    return said == digest(layer, env) and not unfinished and os.path.exists(python_of(env))


def mark(env: str) -> None:
    """Mark the environment as unfinished, until `stamp` says otherwise."""
    with open(os.path.join(env, UNFINISHED), "w") as note:
        note.write("start.py is at work here; what it left half-made it makes again.\n")


def stamp(layer: str, env: str) -> None:
    """Say that a layer is whole."""
    with open(stamp_of(layer, env), "w") as note:
        note.write(digest(layer, env))
    os.remove(os.path.join(env, UNFINISHED))


class Progress:
    """One line that changes in place on a terminal; elsewhere a plain line now and then."""

    def __init__(self) -> None:
        """Start the clock."""
        self.begun = time.monotonic()
        self.shown = ""
        self.said_at = 0
        self.terminal = sys.stderr.isatty()

    def show(self, doing: str, count: str = "") -> None:
        """Say what is being done and how much of it: `count` alone changes often."""
        import shutil

        seconds = int(time.monotonic() - self.begun)
        line = ", ".join(part for part in (doing, count, f"{seconds} s") if part)
        if self.terminal:
            line = line[: shutil.get_terminal_size().columns - 1]
            sys.stderr.write("\r" + line.ljust(len(self.shown)))
            self.shown = line
        elif doing != self.shown or seconds - self.said_at >= 10:
            sys.stderr.write(line + "\n")
            self.shown, self.said_at = doing, seconds
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line as it stands."""
        if self.terminal and self.shown:
            sys.stderr.write("\n")


# The sentences


def no_room(env: str) -> str:
    """Return the sentence for a full disk."""
    return (
        f"There is no disk space left for the environment in {env}: free about 1.5 GB (there and"
        " in the folder for temporary files), or set TWOGAUGES_ENV to a folder on another disk,"
        " and start again."
    )


def unwritable(env: str) -> str:
    """Return the sentence for a folder where nothing may be written."""
    return (
        f"The folder {os.path.dirname(env)} cannot be written: copy Two Gauges to a folder of your"
        " own, or set TWOGAUGES_ENV to a folder that you may write, and start again."
    )


def no_venv() -> str:
    """Return the sentence for a Python without its venv module."""
    return (
        "This Python lacks its venv module: install it (on Debian and Ubuntu: apt install"
        f" python{version()}-venv) and start again."
    )


def unreachable() -> str:
    """Return the sentence for packages that cannot be fetched."""
    return (
        "The packages could not be fetched: connect this machine to the network, or set pip's own"
        " configuration for your package index, and start again."
    )


def explain_installer(lines: "list[str]", env: str) -> str:
    """Return the sentence for an installer that failed, judged by what it printed."""
    text = "\n".join(lines)
    no_network = "from versions: none", "NewConnection", "Timeout", "Failed to fetch", "dns error"
    if "No space left" in text or "not enough space" in text:
        return no_room(env)
    if any(sign in text for sign in no_network):
        return unreachable()
    if "Permission denied" in text or "Read-only file system" in text:
        return unwritable(env)
    said = [line.strip() for line in lines if "error" in line.lower()] or lines[-1:]
    return "The packages could not be installed; the installer says: " + "; ".join(said[:2])


def explain_system(error: OSError, env: str) -> str:
    """Return the sentence for what the operating system refused while preparing."""
    if error.errno == errno.ENOSPC:
        return no_room(env)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
        return unwritable(env)
    return f"The environment in {env} cannot be made: {error}"


def explain_write(error: OSError) -> str:
    """Return the sentence for a file that a command could not open or write."""
    if error.errno == errno.ENOSPC:
        return "There is no disk space left: free some, or write to another disk, and try again."
    return f"{error.filename} cannot be opened: choose a file or folder that you may write."


def explain_bind(error: OSError, host: str, port: int) -> str:
    """Return the sentence for an address that cannot be served."""
    other = port + 1 if port < 65535 else port - 1
    if error.errno in (errno.EADDRINUSE, 10048):
        return f"Port {port} is in use: start again with --port {other}, or stop what uses it."
    if error.errno in (errno.EACCES, 10013):
        return f"Port {port} may not be used: start again with --port 8765."
    return f"This machine has no address {host}: start again with --host 127.0.0.1."


# Making the environment


def check_room(layer: str, env: str) -> None:
    """Stop where the disk has too little room for a layer."""
    import shutil

    folder = env
    while not os.path.isdir(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    if shutil.disk_usage(folder).free < ROOM_BYTES[layer]:
        raise Stop(no_room(env))


def prefers_pip() -> bool:
    """Tell whether the user's pip has its own index, which uv would not read."""
    import subprocess

    if os.environ.get("PIP_INDEX_URL") or os.environ.get("PIP_NO_INDEX"):
        return True
    asked = [sys.executable, "-m", "pip", "config", "list"]
    try:
        said = subprocess.check_output(asked, stderr=subprocess.DEVNULL, cwd=HERE)
    except (OSError, subprocess.CalledProcessError):
        return False
    return b".index-url=" in said or b".no-index=" in said


def find_uv() -> "str | None":
    """Return the path of uv where it is at hand and would fetch from where pip does."""
    import shutil

    uv = shutil.which("uv")
    return uv if uv and not prefers_pip() else None


def clear(env: str) -> None:
    """Remove a half-made or outdated environment, never a folder that is something else."""
    import shutil

    if os.path.islink(env) or os.path.isfile(env):
        raise Stop(f"{env} is not a folder: remove it and start again.")
    if not os.path.isdir(env):
        return
    known = [os.path.exists(os.path.join(env, name)) for name in (UNFINISHED, "pyvenv.cfg")]
    if os.listdir(env) and env != os.path.join(HERE, ".venv") and not any(known):
        raise Stop(
            f"The folder {env} is not an environment: set TWOGAUGES_ENV to a new or empty folder"
            " and start again."
        )
    shutil.rmtree(env)


def create(env: str, progress: Progress, with_pip: bool) -> None:
    """Make an empty environment, marked as unfinished from its first moment."""
    import importlib.util
    import subprocess

    progress.show(f"Making the environment in {env}")
    clear(env)
    check_room("run", env)
    if with_pip and importlib.util.find_spec("ensurepip") is None:
        raise Stop(no_venv())
    os.makedirs(env)
    mark(env)
    command = [sys.executable, "-m", "venv"] + ([] if with_pip else ["--without-pip"]) + [env]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = child.communicate()[0].decode("utf-8", "replace")
    if child.returncode:
        missing = "ensurepip" in said or "No module named" in said
        raise Stop(no_venv() if missing else explain_installer(said.splitlines(), env))


def count_packages(env: str) -> int:
    """Return how many packages the environment holds."""
    libraries = os.path.join(env, "Lib" if WINDOWS else "lib")
    folders = [libraries] + [os.path.join(libraries, name) for name in os.listdir(libraries)]
    sites = [os.path.join(folder, "site-packages") for folder in folders]
    names = [name for site in sites if os.path.isdir(site) for name in os.listdir(site)]
    return sum(name.endswith(".dist-info") for name in names)


def show_installer(lines: "list[str]", layer: str, landed: int, progress: Progress) -> None:
    """Show how many packages are fetched, then how many are in place."""
    with open(lock_of(layer)) as lock:
        total = sum("==" in line for line in lock)
    total -= sum(line.startswith("Ignoring ") for line in lines)  # of another system or Python
    total = next((int(line.split()[1]) for line in lines if line.startswith("Resolved ")), total)
    fetched = sum(line.startswith("Collecting ") for line in lines)
    if landed or any(line.startswith(("Installing", "Prepared")) for line in lines):
        progress.show(f"Installing packages ({layer})", f"{landed} of {total}")
    else:
        progress.show(f"Fetching packages ({layer})", f"{fetched} of {total}")


def run_installer(command: "list[str]", layer: str, env: str, progress: Progress) -> None:
    """Run an installer while showing how far it is; stop where it fails."""
    import subprocess
    import threading

    lines: "list[str]" = []
    before = count_packages(env)
    child = subprocess.Popen(command, cwd=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def listen() -> None:
        for line in child.stdout or ():
            lines.append(line.decode("utf-8", "replace").rstrip())

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        while listener.is_alive():
            show_installer(list(lines), layer, count_packages(env) - before, progress)
            listener.join(0.2)
    except BaseException:
        child.kill()
        raise
    if child.wait():
        raise Stop(explain_installer(lines, env))


def install(layer: str, env: str, uv: "str | None", progress: Progress) -> None:
    """Install a layer's lock by uv, by pip where there is no uv or it fails; stamp it."""
    check_room(layer, env)
    mark(env)
    python = python_of(env)
    # The locks are whole, so nothing needs resolving; modules compile when first imported.
    if uv:
        command = [uv, "pip", "install", "--no-deps", "--python", python, "-r", lock_of(layer)]
        try:
            run_installer(command, layer, env, progress)
            return stamp(layer, env)
        except Stop:
            progress.show("uv could not install the packages, trying pip")
        run_installer([python, "-m", "ensurepip"], layer, env, progress)  # made without pip
    command = [python, "-m", "pip", "install", "--no-deps", "--no-compile", "--no-user"]
    command += ["--no-input", "--progress-bar", "off", "--disable-pip-version-check"]
    run_installer(command + ["-r", lock_of(layer)], layer, env, progress)
    stamp(layer, env)


@contextlib.contextmanager
def only_one(env: str, progress: Progress) -> "object":
    """Keep a second start from working on the same environment at the same time."""
    os.makedirs(os.path.dirname(env), exist_ok=True)
    with open(env + ".lock", "a") as file:  # the system frees it should this process die
        while not take(file.fileno()):
            progress.show("Waiting for another start that makes the environment")
            time.sleep(0.5)
        yield


def take(file: int) -> bool:
    """Try to lock an open file."""
    try:
        if WINDOWS:
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def prepare(layers: "list[str]", env: str) -> None:
    """Bring the environment to hold these layers, making it anew where it is not whole."""
    progress = Progress()
    try:
        with only_one(env, progress):
            uv = find_uv()
            if not is_finished("run", env):
                create(env, progress, with_pip=uv is None)
            for layer in layers:
                if not is_finished(layer, env):
                    install(layer, env, uv, progress)
            progress.show("The environment is ready")
    except OSError as error:
        raise Stop(explain_system(error, env)) from error
    finally:
        progress.end()


def launch(arguments: "list[str]") -> int:
    """Find Python and the environment, then go on inside it with `main`."""
    env = environment()
    if os.environ.pop(INSIDE, None) == env:
        return obey(arguments)
    if not is_suitable(sys.version_info):
        replace_by(find_python(), arguments)
    layers = layers_for(arguments)
    if not all(is_finished(layer, env) for layer in layers):
        base = getattr(sys, "_base_executable", sys.executable)
        if sys.prefix == env and base != sys.executable:  # not from what may be removed
            replace_by([base], arguments)
        prepare(layers, env)
    os.environ[INSIDE] = env
    replace_by([python_of(env)], arguments)
    return 1


# Inside the environment


def obey(arguments: "list[str]") -> int:
    """Carry out a command; return the exit status, 0 where it did what was asked."""
    given = list(arguments)
    if not given or (given[0].startswith("-") and given[0] not in HELP):
        given.insert(0, "serve")
        if not any(word.startswith("--host") for word in given):
            given += ["--host", "127.0.0.1"]  # to explore alone; `serve` is for a class
    if given[0] == "test" and not HELP & set(given):
        return run_tests(given[1:])  # pytest reads its own arguments
    try:
        args = read_command(given)
        return int(args.action(args))
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EACCES, errno.EROFS):
            raise
        raise Stop(explain_write(error)) from error


def read_command(given: "list[str]"):
    """Return the arguments as argparse reads them; stop at a command that there is not."""
    import argparse
    import difflib
    import functools

    about = "Two Gauges: Kazakhstan's railway 2025-2045, to explore and to play."
    form = functools.partial(argparse.HelpFormatter, max_help_position=20)
    parser = argparse.ArgumentParser("start.py", description=about, formatter_class=form)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    register(commands)
    known = list(commands.choices)
    if given[0] not in known and not given[0].startswith("-"):
        near = difflib.get_close_matches(given[0], known, 1)
        hint = f"did you mean {near[0]}?" if near else f"choose from {', '.join(known)}."
        raise Stop(f"There is no command {given[0]}: {hint}")
    return parser.parse_args(given)


def register(commands) -> None:
    """Add the commands of serving and testing, then those of experiments, viz and game."""
    serve = commands.add_parser("serve", help="serve the explorer and the class (the default)")
    serve.add_argument("--host", help="0.0.0.0, the default of `serve`, lets a classroom in")
    serve.add_argument("--port", type=int, default=8765, help="8765 unless said")
    serve.add_argument("--no-browser", action="store_true", help="do not open the browser")
    data = os.path.join(HERE, "out", "class")
    serve.add_argument("--data", default=data, metavar="DIR",
                       help="where classes are kept: a folder, or a postgresql:// URL")
    serve.set_defaults(action=run_server)
    test = commands.add_parser("test", help="run all checks and tests", usage=TEST_USAGE)
    test.set_defaults(action=lambda args: run_tests([]))
    import experiments.commands
    import game.commands
    import viz.commands

    for room in (experiments.commands, viz.commands, game.commands):
        room.register(commands)


def open_socket(host: str, port: int):
    """Return a socket bound to the address; stop where it is taken or not to be had."""
    import socket

    if not 0 <= port <= 65535:
        raise Stop(f"There is no port {port}: choose one from 1024 to 65535 with --port.")
    try:
        family, kind, number, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, number)
        if not WINDOWS:  # there it would let two servers share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        return listener
    except OSError as error:
        raise Stop(explain_bind(error, host, port)) from error


def addresses(host: str, port: int) -> "list[str]":
    """Return the addresses to type in a browser; this machine's own first."""
    from game.address import reachable_addresses, typed

    if host not in ("0.0.0.0", "::"):
        return [typed(host, port)]
    return [typed("127.0.0.1", port)] + [typed(one, port) for one in reachable_addresses()]


def announce(shown: "list[str]", browser: bool, password: str, page: str) -> None:
    """Print the addresses once the first answers, and open a page of it in the browser."""
    import urllib.error
    import urllib.request
    import webbrowser

    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        try:
            direct.open(shown[0] + "/health", timeout=10).close()
            break
        except urllib.error.HTTPError:  # an answer as well
            break
        except OSError:
            time.sleep(0.1)
    print(f"Two Gauges is at {' and '.join(shown)} (Ctrl-C stops it)", flush=True)
    print(f"A class: {shown[0]}/teach, password {password}", flush=True)
    if len(shown) > 1:
        print(f"Phones type: {' or '.join(one.split('//')[1] for one in shown[1:])}", flush=True)
    if browser:
        webbrowser.open(shown[0] + page)


def run_server(args) -> int:
    """Serve the explorer and the class at one address until stopped."""
    host = args.host or "0.0.0.0"
    listener = open_socket(host, args.port)
    print("Two Gauges is starting ...", flush=True)
    import threading

    import uvicorn

    from game.log import LogConflict, LogUnavailable
    from game.server import create_app

    def explorer():
        """Make the explorer's routes: importing them takes seconds and a hundred megabytes."""
        from viz.mount import explorer_routes

        return explorer_routes()

    alone = host in ("127.0.0.1", "localhost", "::1")
    # Who starts it for a class may never open the explorer: then it takes neither time nor memory.
    app = create_app(explorer() if alone else explorer, args.data)
    try:
        app.state.house.open()
    except (LogConflict, LogUnavailable) as error:
        raise Stop(f"The class's log cannot be used: {error}") from error
    app.state.open = not alone
    config = uvicorn.Config(app, log_level="warning", ws_max_size=65536)
    config.timeout_graceful_shutdown = 3
    server = uvicorn.Server(config)
    shown = addresses(host, listener.getsockname()[1])
    page = "/teach" if app.state.open else "/"
    words = shown, not args.no_browser, app.state.house.password, page
    threading.Thread(target=announce, args=words, daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn has shut down by then
        server.run(sockets=[listener])
    return 0 if server.started else 1


def run_tests(arguments: "list[str]") -> int:
    """Run pytest, without arguments after all other checks; its summary is the last line."""
    python = sys.executable
    if arguments:
        return run_check([python, "-m", "pytest", *arguments])
    import subprocess

    # Three at a time on two cores: tests of the class and of browsers mostly wait.
    # Compiled once and beside the other checks, it is there when several tests want it at once.
    compiler = subprocess.Popen([python, "-c", COMPILE], cwd=HERE, stderr=subprocess.DEVNULL)
    checks = [
        [python, "-m", "ruff", "check", "."],
        [python, "-m", "pyright", "--pythonpath", python],
        [os.path.join(os.path.dirname(python), "lint-imports")],
    ]
    failed = max([run_check(check) for check in checks])
    compiler.wait()
    return max(failed, run_check([python, "-m", "pytest", "-n", "3", "--dist", "loadgroup"]))


def run_check(command: "list[str]") -> int:
    """Print and run one check in the project's folder; return 0 or 1."""
    import subprocess

    print("$ " + " ".join([os.path.basename(command[0]), *command[1:]]), flush=True)
    return int(subprocess.call(command, cwd=HERE) != 0)


def main(arguments: "list[str] | None" = None, way=obey) -> int:
    """Carry out the command line, or say in one sentence why not; return the exit status."""
    try:
        return way(sys.argv[1:] if arguments is None else arguments)
    except Stop as stop:
        sys.stderr.write(f"{stop}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        return 130


if __name__ == "__main__":
    sys.exit(main(way=launch))
