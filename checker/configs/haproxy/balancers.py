"""HAProxy processes: which files make one, and what they say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import islice

from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.configs.haproxy.choices import most, readings
from checker.configs.haproxy.facts import Balancer
from checker.configs.haproxy.keywords import PROXIES
from checker.configs.haproxy.outside import assumptions, settled
from checker.configs.haproxy.preprocess import Read
from checker.configs.haproxy.problems import UNDECIDED
from checker.configs.haproxy.proxies import log_target, proxy_of
from checker.configs.haproxy.reading import after, default, last, number, stated, text
from checker.configs.haproxy.sections import Section, sections_of
from checker.configs.haproxy.validate import problems_of
from checker.configs.haproxy.worlds import doubtful, merged
from checker.configs.source import Source
from checker.configs.words import Block, Statement, Word


def balancer_in(sources: Sequence[Source], environment: Mapping[str, str]) -> tuple[Balancer, tuple[Finding, ...]]:
    """Return what the files of one process say, and what is wrong with them.

    Where conditions are undecided it is what all choices agree on; one that ends at an `.alert` never runs.
    """
    limit = most(sources)
    tried = list(islice(readings(sources, environment), limit + 1))
    running = [(read, answers) for read, answers in tried if not read.stopped] or tried
    found = [_one(read, sources) for read, _ in running]
    questions = list(dict.fromkeys(question for _, answers in tried for question in answers))
    asked = [each for each in questions if settled(each, environment) is None]
    why = f"it depends on whether {' and '.join(asked[:3])} holds"
    balancer = reduce(lambda one, other: merged(one, other, why), (balancer for balancer, _ in found))
    problems = dict.fromkeys(problem for _, own in found for problem in own)
    problems.update(dict.fromkeys(assumptions(questions, environment, sources)))
    if len(tried) > limit:
        message = f"the conditions ask {len(asked)} questions that nothing answers; not all of their answers are tried"
        balancer = doubtful_everywhere(balancer, message)
        problems[Finding(UNDECIDED, Severity.WARNING, message, Place(sources[0].path, 1))] = None
    return balancer, tuple(problems)


def doubtful_everywhere(balancer: Balancer, why: str) -> Balancer:
    """Return a process of which no proxy is sure."""
    return replace(balancer, proxies=tuple(doubtful(proxy, why) for proxy in balancer.proxies))


def _one(read: Read, sources: Sequence[Source]) -> tuple[Balancer, list[Finding]]:
    """Return what the files say under one choice, and what is wrong with that."""
    sections, problems = sections_of(read.statements, {source.path: source.text for source in sources})
    top = Word("", "", 0, Place(sources[0].path, 1))
    start = Block(Statement((top,)), 0, "")
    balancer = balancer_of(sections, tuple(source.path for source in sources), start)
    return balancer, [*read.problems, *problems, *problems_of(sections, balancer.proxies)]


def balancer_of(sections: Sequence[Section], files: tuple[str, ...], start: Block) -> Balancer:
    """Return what the sections of one process say."""
    globals_ = [section for section in sections if section.kind == "global"]
    block = globals_[0].block if globals_ else None
    said = [each for section in globals_ for each in section.said()]
    at = block or start
    spread = last(said, ("spread-checks",))
    maximum = last(said, ("maxconn",))
    share = stated(spread, after(spread, 1), number) if spread else default(0, at, "3.2, spread-checks")
    return Balancer(
        files=files,
        block=block,
        proxies=tuple(proxy_of(section, share) for section in sections if section.kind in PROXIES),
        logs=tuple(log_target(each) for each in said if each.keyword == "log"),
        stats_sockets=tuple(stated(each, after(each, 2), text) for each in said if each.starts("stats", "socket")),
        max_connections=stated(maximum, after(maximum, 1), number) if maximum else default(None, at, "3.2, maxconn"),
    )
