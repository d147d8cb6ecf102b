"""HAProxy processes: which files make one, and what they say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.base.finding import Finding
from checker.base.places import Place
from checker.configs.haproxy.facts import Balancer
from checker.configs.haproxy.keywords import PROXIES
from checker.configs.haproxy.preprocess import read_files
from checker.configs.haproxy.proxies import log_target, proxy_of
from checker.configs.haproxy.reading import after, default, last, number, stated, text
from checker.configs.haproxy.sections import Section, sections_of
from checker.configs.source import Source
from checker.configs.words import Block, Statement, Word


def balancer_in(sources: Sequence[Source], environment: Mapping[str, str]) -> tuple[Balancer, tuple[Finding, ...]]:
    """Return what the files of one process say, and what is wrong with them."""
    texts = {source.path: source.text for source in sources}
    files = tuple(source.path for source in sources)
    read = read_files(sources, environment, {})
    sections, problems = sections_of(read.statements, texts)
    top = Word("", "", 0, Place(files[0], 1))
    start = Block(Statement((top,)), 0, "")
    return balancer_of(sections, files, start), (*read.problems, *problems)


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
