"""Checks go where the clients go."""

from collections.abc import Iterator
from typing import Any

from checker.base.finding import Severity
from checker.configs.haproxy.facts import BalancedServer
from checker.configs.setting import Setting
from checker.configs.words import Edit
from checker.gate.changes import remove_option
from checker.gate.pool.pools import Member, checked_members
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    checks, server = member.checks, member.server
    if not checks.enabled.value or server.port.value < 0:
        return
    targets: tuple[tuple[str, Setting[Any], Setting[Any]], ...] = (
        ("port", checks.port, server.port),
        ("addr", checks.address, server.address),
    )
    for keyword, checked, served in targets:
        # what is not known of a server does not matter where its checks go there, too
        if checked == served or checked.value == served.value:
            continue
        track = server.checks.track
        yield Problem(
            where=track.place if track.value else checked.place,
            message=(
                f"{{who}} would be checked at {keyword} {checked.value}, and clients are sent to {served.value}"
                f" ({served.place}): the check does not see whether the pooler lives"
            ),
            who=server.name,
            promise="down-detected-in-time",
            key="track" if track.value else keyword,
            wanted=str(served.value),
            found=str(checked.value),
            hint="check the port that serves the clients; a check of something else belongs beside it (`agent-check`)",
            repairs=tuple(_tracks_no_more(server) if track.value else _without(keyword, checked)),
        )


def _without(keyword: str, checked: Setting[Any]) -> Iterator[Repair]:
    if edit := remove_option(checked.at, keyword, 1):
        yield Repair(f"without `{keyword} {checked.value}`", (edit,))


def _tracks_no_more(server: BalancedServer) -> Iterator[Repair]:
    """Yield the repair that checks a server itself; what it inherits is not its own to change."""
    words, word = server.at.words, server.checks.track.word
    if word in words:
        keyword = words[words.index(word) - 1]
        edit = Edit(word.place.file, keyword.start, word.end, "check")
        yield Repair(f"check in place of `track {word.value}`", (edit,))


RULE = Rule(
    code="check-target",
    severity=Severity.ERROR,
    says="checks go to the address and port to which clients are sent",
    title="a health check asks another port or address than the one that serves clients",
    what="""
A check goes to the server's own address and port unless `port` or `addr` on its line, or a `connect` rule of the
backend's checks, says otherwise. One that has `track` goes by the checks of another server. The diagram draws the
checks at the address of the server itself.
""",
    why="""
When what is checked lives on while the server is dead (a sidecar, SSH, the machine), the server is never DOWN. When
what is checked dies, a healthy server is taken out.
""",
    fix="Remove `port` and `addr`; write `check` in place of `track`.",
    promises=("down-detected-in-time", "down-after-failures"),
    subjects=checked_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check port 22
"""
            },
            at=("haproxy.cfg:3",),
        ),
        Example(
            {"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check addr 192.168.1.1\n"},
            at=("haproxy.cfg:2",),
        ),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 track pgb1
"""
            },
            at=("haproxy.cfg:3",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check port 6433
"""
            }
        ),
    ),
)
