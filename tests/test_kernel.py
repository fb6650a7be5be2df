"""The kernel in use: never compiled unasked, and the same run either way."""

from __future__ import annotations

import pytest

from model.run import run
from model.scenario import find_scenario
from rulebook import kernel

BASE = find_scenario("baseline")
SHORT = BASE.changed(end=BASE.start + 60)


@pytest.fixture
def plain_again():
    yield
    kernel.use_plain()


def test_few_runs_compile_nothing_and_nothing_is_compiled_unasked(tmp_path, plain_again):
    assert not kernel.prepare_for(1)
    assert not kernel.use_compiled(False, tmp_path / "compiled")
    assert kernel.KERNEL.solve is kernel.PLAIN.solve
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_leaves_plain_python(tmp_path, plain_again):
    pytest.importorskip("numba")
    (tmp_path / "file").touch()
    assert not kernel.use_compiled(True, tmp_path / "file" / "compiled")
    assert kernel.KERNEL.solve is kernel.PLAIN.solve


@pytest.mark.slow
def test_the_compiled_kernel_gives_the_same_run_and_is_found_again(tmp_path, plain_again):
    pytest.importorskip("numba")
    plain = run(SHORT, 3).history
    assert kernel.use_compiled(True, tmp_path)
    assert kernel.KERNEL.solve is not kernel.PLAIN.solve
    assert run(SHORT, 3).history == plain
    kernel.use_plain()
    assert kernel.use_compiled(False, tmp_path)
    assert run(SHORT, 3).history == plain
