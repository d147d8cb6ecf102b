"""haproxy.cfg, whole or in several files."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.configs.format import ConfigFormat, Parsed
from checker.configs.haproxy.balancers import balancer_in
from checker.configs.haproxy.keywords import SECTIONS
from checker.configs.haproxy.problems import EXPLANATIONS
from checker.configs.haproxy.processes import processes
from checker.configs.source import Source, Surroundings

_HEAD = re.compile(rf"(?:{'|'.join(sorted(SECTIONS))})(?:[ \t]+[^\s{{}};=:]+)*[ \t]*(?:#.*)?\Z")
_LOOKED_AT = 400


def recognises(path: str, text: str) -> bool:
    """Say whether the first thing that a text says is the head of a section."""
    for line in text.split("\n", _LOOKED_AT)[:_LOOKED_AT]:
        said = line.strip()
        if said and said[0] not in "#.":
            return bool(_HEAD.match(said))
    return False


def parse(sources: Sequence[Source], surroundings: Surroundings) -> Parsed:
    """Return one Balancer for each process."""
    found = [balancer_in(files, surroundings.environment) for files in processes(sources)]
    return Parsed(tuple(balancer for balancer, _ in found), tuple(p for _, problems in found for p in problems))


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
