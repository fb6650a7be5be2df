"""Scenario discovery: under which futures does a policy fail?

PRIM (the EMA workbench's) peels the space of parameters to a box in which failures are dense;
CART (scikit-learn's) splits it into a tree whose leaves are rules. Both see parameters only.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.failing import is_failed, rules_of, words_of
from experiments.results import Results

Flags = NDArray[np.bool_]
DENSE = 0.8  # share of failures in a box worth naming; more where most runs fail anyway
SURE = 0.05  # a limit stays in a box only if chance would give it less often than this
PEEL = 0.1
LEAST_BOX = 0.05  # of all runs
MOST_BOXES = 3


@dataclass(frozen=True)
class Box:
    """Limits of some parameters, and how well they catch what is looked for.

    Coverage is the share of all failures that lie in the box, density the share of failures among
    what lies in it, mass its share of all runs; runs in an earlier box count for that one alone.
    """

    limits: dict[str, tuple[float, float]]
    coverage: float
    density: float
    mass: float

    @property
    def words(self) -> str:
        """The limits as a sentence; a bound that does not cut is left out."""
        return " and ".join(_limit_words(name, *bounds) for name, bounds in self.limits.items())


def _limit_words(name: str, low: float, high: float) -> str:
    if np.isinf(low):
        return f"{name} below {high:.3g}"
    return f"{name} above {low:.3g}" if np.isinf(high) else f"{name} from {low:.3g} to {high:.3g}"


def find_boxes(points: pd.DataFrame, failed: Flags, most: int = MOST_BOXES) -> list[Box]:
    """Boxes in which failures are dense, one after another, each on what earlier ones left.

    Args:
        points: one row a run, one column a parameter.
        failed: what is looked for, shape (runs,).
        most: boxes at most.
    """
    if failed.all() or not failed.any() or points.shape[1] == 0:
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of optional parts of the workbench that nobody asked for
        from ema_workbench.analysis import prim

        asked: dict[str, Any] = {"peel_alpha": PEEL, "mass_min": LEAST_BOX}
        if "threshold" in inspect.signature(prim.Prim).parameters:  # before the workbench's 3.0
            asked["threshold"] = DENSE
        seeker = prim.Prim(points.reset_index(drop=True), failed, **asked)
        found: list[Box] = []
        left = np.ones(len(failed), dtype=bool)  # not in an earlier box
        for _ in range(most):
            box = seeker.find_box()
            made = None if box is None else _best_of(box, points, failed, left)
            if made is None or made.coverage < LEAST_BOX:
                break
            left &= ~_inside(points, made.limits)
            found.append(made)
    return found


def _best_of(box: Any, points: pd.DataFrame, failed: Flags, left: Flags) -> Box | None:
    """The box of a peeling trajectory that is dense and catches most, without idle limits."""
    steps = box.peeling_trajectory
    share = float(failed.mean())
    dense = steps[steps["density"] >= max(DENSE, 0.5 + 0.5 * share)]
    among = dense if len(dense) else steps
    pick = among.iloc[_balance(among).argmax()]
    number = int(pick["id"])
    chances = (box.qp if hasattr(box, "qp") else box.p_values)[number]
    limits = _limits_of(box.box_lims[number], chances, points)
    if not limits:
        return None
    inside = _inside(points, limits) & left
    caught = float(failed[inside].sum())
    return Box(limits, caught / failed.sum(), caught / max(inside.sum(), 1), float(inside.mean()))


def _balance(steps: pd.DataFrame) -> NDArray[np.float64]:
    """Harmonic mean of coverage and density."""
    total = (steps["coverage"] + steps["density"]).to_numpy()
    return 2.0 * (steps["coverage"] * steps["density"]).to_numpy() / np.maximum(total, 1e-12)


def _limits_of(
    lims: pd.DataFrame, chances: dict[str, Any], points: pd.DataFrame
) -> dict[str, tuple[float, float]]:
    limits: dict[str, tuple[float, float]] = {}
    for name, chance in chances.items():
        low, high = (float(lims[name].iloc[row]) for row in (0, 1))
        sure = [0.0 <= float(one) < SURE for one in chance]
        low = low if sure[0] and low > points[name].min() else -np.inf
        high = high if sure[1] and high < points[name].max() else np.inf
        if not (np.isinf(low) and np.isinf(high)):
            limits[name] = (low, high)
    return limits


def _inside(points: pd.DataFrame, limits: dict[str, tuple[float, float]]) -> Flags:
    inside = np.ones(len(points), dtype=bool)
    for name, (low, high) in limits.items():
        inside &= points[name].between(low, high).to_numpy()
    return inside


def tree_rules(points: pd.DataFrame, failed: Flags, deep: int = 3) -> pd.DataFrame:
    """Leaves of a classification tree: rule, runs, density of failures, coverage."""
    from sklearn.tree import DecisionTreeClassifier

    least = max(5, int(LEAST_BOX * len(points)))
    tree = DecisionTreeClassifier(max_depth=deep, min_samples_leaf=least, random_state=0)
    tree.fit(points.to_numpy(), failed)
    leaf = tree.apply(points.to_numpy())
    rules = dict(_paths(tree.tree_, list(points.columns)))
    rows = [{"rule": rules[number] or "always", "runs": int((leaf == number).sum()),
             "density": float(failed[leaf == number].mean()),
             "coverage": float(failed[leaf == number].sum() / max(failed.sum(), 1))}
            for number in np.unique(leaf)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["rule", "runs", "density", "coverage"])
    return table.sort_values("density", ascending=False, ignore_index=True)


def _paths(tree: Any, names: list[str], node: int = 0, told: tuple[str, ...] = ()) -> Iterator[
    tuple[int, str]
]:  # fmt: skip
    """Each leaf's number and the splits that lead to it."""
    if tree.children_left[node] == tree.children_right[node]:
        yield node, " and ".join(told)
        return
    name, value = names[tree.feature[node]], tree.threshold[node]
    yield from _paths(tree, names, tree.children_left[node], (*told, f"{name} ≤ {value:.3g}"))
    yield from _paths(tree, names, tree.children_right[node], (*told, f"{name} > {value:.3g}"))


def discover(results: Results) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Boxes and tree leaves of every policy and failure.

    Returns:
        boxes (policy, fails, share, box, coverage, density, mass) and leaves (policy, fails,
        rule, runs, density, coverage). A policy that never or always fails has a row without box.
    """
    boxes: list[dict[str, Any]] = []
    leaves: list[pd.DataFrame] = []
    for policy in results.policies:
        table = results.table[results.table["policy"] == policy]
        points = table[results.parameters]
        for rule in rules_of(results):
            failed = is_failed(rule, table)
            head = {"policy": policy, "fails": words_of(rule), "share": float(failed.mean())}
            found = find_boxes(points, failed)
            boxes += [{**head, "box": box.words, "coverage": box.coverage, "density": box.density,
                       "mass": box.mass} for box in found] or [head]  # fmt: skip
            if found:
                leaves.append(tree_rules(points, failed).assign(policy=policy, fails=head["fails"]))
    columns = ["policy", "fails", "share", "box", "coverage", "density", "mass"]
    order = ["policy", "fails", "rule", "runs", "density", "coverage"]
    empty = pd.DataFrame(columns=order)
    tree = pd.concat(leaves, ignore_index=True)[order] if leaves else empty
    return pd.DataFrame(boxes, columns=columns), tree
