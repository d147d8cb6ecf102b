"""keepalived.conf: VRRP instances and what they track; virtual servers are read over."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import replace

from checker.configs.format import ConfigFormat, Parsed
from checker.configs.formats import nginx
from checker.configs.source import Source, Surroundings
from checker.configs.unreadable import BYTE_ORDER_MARK, told_of

_BLOCK = re.compile(
    r"(?m)^[ \t]*(?:@\^?\S+[ \t]+)?(?:global_defs|vrrp_(?:instance|script|sync_group|track_process|track_file)"
    r"|virtual_server(?:_group)?|static_(?:ipaddress|routes|rules)|track_file|track_group|garp_group|bfd_instance"
    r"|linkbeat_interfaces|interface_up_down_delays)\b[^\n=:;]*$"
)
_NAME = re.compile(r"keepalived[^/]*\.(conf|cfg)(\.\w+)?$")
_OTHERS = re.compile(r"(?m)^(?:[\w.-]+:(?:\s|$)|\[\w+\]|(?:global|defaults|frontend|backend|listen)\b)")
_COMMENT = re.compile(r"(?m)(?:^|[ \t])[!#].*$")
_ENDED = re.compile(r"(?m);[ \t\r]*$")

_SAMPLE = """\
global_defs {
    router_id haproxy1
    vrrp_version 3
}

vrrp_script chk_haproxy {
    script "/usr/bin/pgrep -x haproxy"
    interval 1
}

vrrp_instance VI_PG {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 101
    advert_int 0.8
    virtual_ipaddress {
        192.168.1.100/24
    }
    track_script {
        chk_haproxy
    }
}
"""


def recognises(path: str, text: str) -> bool:
    """Say whether a file is keepalived's: by a block that only keepalived has, else by its name."""
    said = _COMMENT.sub("", text.removeprefix(BYTE_ORDER_MARK))
    if _OTHERS.search(said):
        return False
    if _BLOCK.search(said):
        return True
    return bool(_NAME.match(posixpath.basename(path))) and not (_ENDED.search(said) and nginx.recognises(path, text))


def parse(sources: Sequence[Source], surroundings: Surroundings) -> Parsed:
    """Return the facts of all keepalived files together."""
    from checker.configs.keepalived.parsing import parse as parse_all

    readable, problems = told_of(sources, "keepalived", "config-syntax")
    parsed = parse_all(readable, surroundings)
    return replace(parsed, problems=(*problems, *parsed.problems))


FORMAT = ConfigFormat(
    name="keepalived",
    about="keepalived.conf",
    recognises=recognises,
    parse=parse,
    samples=(("keepalived.conf", _SAMPLE),),
)
