"""What the page opens with, run in a process of its own and written to standard output."""

from __future__ import annotations

import pickle
import sys

from model.run import run
from model.scenario import find_scenario
from viz.first import FIRST

if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(run(find_scenario(FIRST[0]), FIRST[1])))
