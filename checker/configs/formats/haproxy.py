"""haproxy.cfg, whole or in several files."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.configs.format import ConfigFormat, Parsed
from checker.configs.haproxy.balancers import balancer_in
from checker.configs.haproxy.containers import environment_of
from checker.configs.haproxy.keywords import SECTIONS
from checker.configs.haproxy.preprocess import BYTE_ORDER_MARK
from checker.configs.haproxy.problems import EXPLANATIONS
from checker.configs.haproxy.processes import processes
from checker.configs.haproxy.templates import template_problem, without_tags
from checker.configs.source import Source, Surroundings

_HEAD = re.compile(rf"(?:{'|'.join(sorted(SECTIONS))})(?:[ \t]+[^\s{{}};=:]+)*[ \t]*(?:#.*)?\Z")
_LOOKED_AT = 400
_MOST = 100_000


def recognises(path: str, text: str) -> bool:
    """Say whether the first thing that a text says is the head of a section, be the text a template of one."""
    for line in without_tags(text.removeprefix(BYTE_ORDER_MARK)[:_MOST]).split("\n", _LOOKED_AT)[:_LOOKED_AT]:
        said = line.strip()
        if said and said[0] not in "#.":
            return bool(_HEAD.match(said))
    return False


def parse(sources: Sequence[Source], surroundings: Surroundings) -> Parsed:
    """Return one Balancer for each process; what a template says is not known."""
    unrendered = {source: problem for source in sources if (problem := template_problem(source))}
    rendered = [source for source in sources if source not in unrendered]
    found = [balancer_in(files, environment_of(files, surroundings)) for files in processes(rendered)]
    problems = (*unrendered.values(), *(problem for _, problems in found for problem in problems))
    return Parsed(tuple(balancer for balancer, _ in found), problems)


_SAMPLE = """global
    maxconn 4096
    stats socket /run/haproxy/admin.sock mode 660 level admin

defaults
    mode tcp
    timeout connect 1s
    timeout client 30m
    timeout server 30m

listen postgres
    bind 192.168.1.100:5432 transparent
    balance leastconn
    default-server inter 2s fall 3 rise 2
    server pgb1 192.168.1.5:6432 check
"""
_PIECE = """# conf.d/20-backends.cfg
backend pgbouncers
    option redispatch
    server pgb1 192.168.1.5:6432 check inter 2s
"""

FORMAT = ConfigFormat(
    name="haproxy",
    about="HAProxy: haproxy.cfg, whole or in several files",
    recognises=recognises,
    parse=parse,
    explanations=EXPLANATIONS,
    samples=(("haproxy.cfg", _SAMPLE), ("20-backends.cfg", _PIECE)),
)
