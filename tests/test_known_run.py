"""One run known to the last bit, the same on every supported Python.

After a change that is meant to change results: `python -m tests.test_known_run`, and say in
CHANGELOG.md what moved.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from model.run import ledger_table, outcome_table, run
from model.scenario import find_scenario

KNOWN = Path(__file__).with_name("known_run.json")


def fingerprint():
    found = {}
    for name in ("baseline", "history"):
        scenario = find_scenario(name)
        result = run(scenario.changed(end=scenario.start + 100), 7, 1, dependence=True)
        digest = hashlib.sha256(outcome_table([result]).to_csv(lineterminator="\n").encode())
        digest.update(ledger_table([result]).to_csv(lineterminator="\n").encode())
        found[name] = digest.hexdigest()
    return found


def test_the_known_run_is_the_same_here():
    assert fingerprint() == json.loads(KNOWN.read_text())


if __name__ == "__main__":
    KNOWN.write_text(json.dumps(fingerprint(), indent=1) + "\n")
