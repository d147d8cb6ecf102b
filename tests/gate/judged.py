"""Examples of rules, judged as the gate does."""

from functools import cache

from checker.configs.registry import deployment_of
from checker.configs.source import Source, Surroundings, finder
from checker.gate.judging import Judgement, is_stated, judge
from checker.gate.rule import Example, Rule, Site
from checker.model.contract import Contract
from checker.pipeline.contracts import every_contract
from checker.pipeline.request import GateRequest


@cache
def contract(system: str, settings: tuple[str, ...] = ()) -> Contract:
    contracts = every_contract(GateRequest(paths=(), settings=settings))
    return next(each for each in contracts if each.system == system)


def site(example: Example) -> Site:
    sources = [Source(path, text) for path, text in example.files.items()]
    deployment = deployment_of(sources, Surroundings(find=finder(sources)))
    return Site(contract(example.system, example.settings), deployment)


def judged(rule: Rule, example: Example) -> Judgement:
    judged_at = site(example)
    assert not rule.promises or is_stated(rule, judged_at.contract), f"{example.system} promises none of its promises"
    return judge(rule, judged_at)
