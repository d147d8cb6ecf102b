"""The two keepalived files that the examples of the VRRP rules change: a pair that keeps every promise."""

from __future__ import annotations

from checker.gate.rule import Example

_NODE = """\
global_defs {{
    vrrp_version 3
}}

vrrp_script haproxy {{
    script "/usr/bin/pgrep -x haproxy"
    interval 1
    fall 2
}}

vrrp_instance pg {{
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority {priority}
    advert_int 0.8
    nopreempt
    unicast_src_ip 192.168.1.{own}
    unicast_peer {{
        192.168.1.{peer}
    }}
    virtual_ipaddress {{
        192.168.1.100/24
    }}
    track_script {{
        haproxy
    }}
}}
"""
ONE = _NODE.format(priority=101, own=10, peer=11)
TWO = _NODE.format(priority=100, own=11, peer=10)

Changes = tuple[tuple[str, str], ...]


def kept(*both: tuple[str, str], one: Changes = (), two: Changes = (), settings: tuple[str, ...] = ()) -> Example:
    """Return the pair with changes (old text, new text) of both files or of one of them, as a valid example."""
    return Example(_files(both, one, two), settings=settings)


def broken(
    *both: tuple[str, str],
    one: Changes = (),
    two: Changes = (),
    at_one: tuple[str, ...] = (),
    at_two: tuple[str, ...] = (),
    settings: tuple[str, ...] = (),
) -> Example:
    """Return the changed pair as an invalid example: wrong are the lines that hold these texts, the first of each."""
    texts = _files(both, one, two)
    at = [(name, line) for name, lines in (("hap1", at_one), ("hap2", at_two)) for line in lines]
    places = tuple(f"{name}/keepalived.conf:{_line(texts[f'{name}/keepalived.conf'], line)}" for name, line in at)
    return Example(texts, places, settings=settings)


def _files(both: Changes, one: Changes, two: Changes) -> dict[str, str]:
    return {"hap1/keepalived.conf": _changed(ONE, (*both, *one)), "hap2/keepalived.conf": _changed(TWO, (*both, *two))}


def _changed(text: str, changes: Changes) -> str:
    for old, new in changes:
        if old not in text:
            raise ValueError(f"{old!r} is not in the example")
        text = text.replace(old, new, 1)
    return text


def _line(text: str, wanted: str) -> int:
    return text[: text.index(wanted)].count("\n") + 1
