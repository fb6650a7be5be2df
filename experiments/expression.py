"""Expressions: the small language in which a claim says what it measures.

`arm.output` is an array over pairs, `arm.output` of a yearly output one over pairs and years;
numbers, arithmetic, comparisons, `and`, `or`, `not` and the functions below are all there is.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Values = Mapping[str, Mapping[str, Any]]


def _years_until(true: Any) -> Any:
    """Years until something is so for the first time, 1 in the first year; infinity if never."""
    when = np.asarray(true).argmax(axis=1) + 1.0
    return np.where(np.asarray(true).any(axis=1), when, np.inf)


def _rank(value: Any, *others: Any) -> float:
    """Place of a value among others, 1 for the greatest."""
    return 1.0 + sum(float(other) > float(value) for other in others)


def _over_known(reckon: Callable[[Any], Any]) -> Callable[[Any], float]:
    """A figure of the pairs in which the value is known; NaN where it is known in none."""

    def figure(values: Any) -> float:
        known = np.asarray(values, dtype=float)
        known = known[~np.isnan(known)]
        return float(reckon(known)) if len(known) else float("nan")

    return figure


def _quantile(share: float) -> Callable[[Any], float]:
    return _over_known(lambda known: np.quantile(known, share))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "mean": _over_known(np.mean), "median": _over_known(np.median),
    "p05": _quantile(0.05), "p10": _quantile(0.1), "p90": _quantile(0.9), "p95": _quantile(0.95),
    "variance": _over_known(lambda known: np.var(known, ddof=1) if len(known) > 1 else np.nan),
    "share": lambda x: float(np.mean(np.asarray(x, dtype=bool))),
    "least": np.minimum, "greatest": np.maximum, "cumulated": lambda x: np.cumsum(x, axis=1),
    "last": lambda x: np.asarray(x)[:, -1], "peak": lambda x: np.max(x, axis=1),
    "years_until": _years_until, "rank": _rank,
}  # fmt: skip
BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
COMPARE: dict[type, Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip


def _is_known_operation(node: ast.AST) -> bool:
    """Tell whether a node joins values by an operator of the language."""
    if isinstance(node, ast.BinOp):
        return type(node.op) in BINARY
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, (ast.Not, ast.USub))
    if isinstance(node, ast.Compare):
        return all(type(op) in COMPARE for op in node.ops)
    return isinstance(node, ast.BoolOp)


class Expression:
    """One expression, checked when it is made."""

    def __init__(self, text: str, outputs: Mapping[str, set[str]], known: tuple[str, ...]) -> None:
        """Parse and check.

        Args:
            text: as written.
            outputs: names of outputs by arm.
            known: single names that may stand in it, such as `effect`.

        Raises:
            ValueError: names what is wrong and what is allowed.
        """
        self.text = text
        try:
            self.tree = ast.parse(text.strip(), mode="eval").body
        except SyntaxError as error:
            raise ValueError(f"{text!r} is no expression ({error.msg})") from error
        self._check(self.tree, outputs, known)

    def _check(
        self, node: ast.AST, outputs: Mapping[str, set[str]], known: tuple[str, ...]
    ) -> None:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            arm, output = node.value.id, node.attr
            if arm not in outputs:
                raise ValueError(f"{self.text!r}: arm {arm!r} — allowed: {', '.join(outputs)}")
            if output not in outputs[arm]:
                allowed = ", ".join(sorted(outputs[arm]))
                raise ValueError(f"{self.text!r}: output {output!r} — allowed: {allowed}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id not in FUNCTIONS or node.keywords:
                raise ValueError(f"{self.text!r}: {node.func.id} — allowed: {', '.join(FUNCTIONS)}")
            for one in node.args:
                self._check(one, outputs, known)
        elif isinstance(node, ast.Name):
            if node.id not in known:
                allowed = ", ".join((*known, "arm.output"))
                raise ValueError(f"{self.text!r}: name {node.id!r} — allowed: {allowed}")
        elif isinstance(node, ast.Constant):
            if type(node.value) not in (int, float, str):
                raise ValueError(f"{self.text!r}: {node.value!r} — allowed: numbers and words")
        elif _is_known_operation(node):
            for one in ast.iter_child_nodes(node):
                if isinstance(one, ast.expr):
                    self._check(one, outputs, known)
        else:
            raise ValueError(f"{self.text!r}: {ast.unparse(node)} — allowed: arithmetic,"
                             f" comparisons and {', '.join(FUNCTIONS)}")  # fmt: skip

    def unmet(self, values: Values, **known: Any) -> list[str]:
        """Parts of an `and` that are not so, as written; the whole where it is none."""
        joined = isinstance(self.tree, ast.BoolOp) and isinstance(self.tree.op, ast.And)
        parts = self.tree.values if joined else [self.tree]  # type: ignore[attr-defined]
        with np.errstate(all="ignore"):
            return [ast.unparse(one) for one in parts if not self._of(one, values, known)]

    def of(self, values: Values, **known: Any) -> Any:
        """Value over the given arms' outputs."""
        with np.errstate(all="ignore"):
            return self._of(self.tree, values, known)

    def _of(self, node: Any, values: Values, known: Mapping[str, Any]) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return known[node.id]
        if isinstance(node, ast.Attribute):
            return values[node.value.id][node.attr]  # type: ignore[attr-defined]
        if isinstance(node, ast.Call):
            told = [self._of(one, values, known) for one in node.args]
            return FUNCTIONS[node.func.id](*told)  # type: ignore[attr-defined]
        if isinstance(node, ast.BinOp):
            left, right = (self._of(one, values, known) for one in (node.left, node.right))
            return BINARY[type(node.op)](np.asarray(left), right)
        if isinstance(node, ast.UnaryOp):
            value = self._of(node.operand, values, known)
            return np.logical_not(value) if isinstance(node.op, ast.Not) else np.negative(value)
        if isinstance(node, ast.BoolOp):
            join = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
            found = [self._of(one, values, known) for one in node.values]
            return join.reduce([np.asarray(one, dtype=bool) for one in found])
        sides = [self._of(one, values, known) for one in (node.left, *node.comparators)]
        found = [COMPARE[type(op)](np.asarray(a), b)
                 for op, a, b in zip(node.ops, sides, sides[1:], strict=False)]  # fmt: skip
        return np.logical_and.reduce(found)
