"""A bridge to the EMA workbench: the railway as one of its models.

>>> model = workbench_model(find_plan("smoke"))  # doctest: +SKIP
>>> with SequentialEvaluator(model) as evaluator:  # doctest: +SKIP
...     experiments, outcomes = evaluator.perform_experiments(scenarios=64, policies=4)

Parameters are its uncertainties; the policy (`railway_policy`, since the workbench calls its own
sets of levers policies) and the replicate are its levers; outputs are its outcomes. Its names must
be Python's own, so dots are written as two underscores.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from experiments.engine import Draw
from experiments.mesa_engine import MesaEngine
from experiments.plan import Plan


def workbench_name(parameter: str) -> str:
    """A parameter's name in the workbench."""
    return parameter.replace(".", "__")


def workbench_function(plan: Plan) -> Callable[..., dict[str, Any]]:
    """The function that the workbench calls: named values in, outputs by name out."""
    policies = {policy.name: policy for policy in plan.policies}
    names = {workbench_name(axis.name): axis.name for axis in plan.design.axes}

    def railway(**told: Any) -> dict[str, Any]:
        policy = policies[str(told.pop("railway_policy", plan.policies[0].name))]
        replicate = int(told.pop("replicate", 0))
        changes = {names[name]: float(value) for name, value in told.items()}
        block = MesaEngine().run_block(policy, [Draw(changes, plan.seed, replicate)], plan.outcomes)
        if block.failures:
            raise RuntimeError(block.failures[0].error)
        start = policy.scenario.start
        return {one.name: one.of(block, start)[0] for one in plan.outputs if one.how != "mode"}

    return railway


def workbench_model(plan: Plan) -> Any:
    """A workbench model of a plan's policies, parameters and outputs.

    Raises:
        ValueError: the plan changes no parameter, so there would be nothing uncertain.
    """
    if not plan.design.axes:
        raise ValueError(f"{plan.name}: field 'parameters': none — allowed: one or more")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of optional parts of the workbench that nobody asked for
        from ema_workbench import (
            CategoricalParameter,
            IntegerParameter,
            Model,
            RealParameter,
            ScalarOutcome,
        )

    kinds = {"more": ScalarOutcome.MAXIMIZE, "less": ScalarOutcome.MINIMIZE}
    made = Model("railway", function=workbench_function(plan))
    made.uncertainties = [RealParameter(workbench_name(axis.name), axis.low, axis.high)
                          for axis in plan.design.axes]  # fmt: skip
    policies = [policy.name for policy in plan.policies]
    made.levers = [CategoricalParameter("railway_policy", policies)]
    if plan.replicates > 1:
        made.levers = [*made.levers, IntegerParameter("replicate", 0, plan.replicates - 1)]
    made.outcomes = [ScalarOutcome(one.name, kind=kinds.get(one.better, ScalarOutcome.INFO))
                     for one in plan.outputs if one.how != "mode"]  # fmt: skip
    return made
