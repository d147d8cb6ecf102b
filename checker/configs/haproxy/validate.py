"""What is wrong with the sections of a process: line by line, and where one names another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.base.finding import Finding
from checker.configs.haproxy.acls import acl_problems
from checker.configs.haproxy.facts import BalancedServer, Proxy
from checker.configs.haproxy.keywords import PROXIES
from checker.configs.haproxy.problems import ignored, near, refused
from checker.configs.haproxy.section_keywords import SIDES
from checker.configs.haproxy.sections import Said, Section
from checker.configs.haproxy.unknown import continued
from checker.configs.haproxy.validate_lines import line_problems
from checker.configs.haproxy.validate_servers import bind_problems, server_problems
from checker.configs.setting import Setting, Unknown

_SERVERS = frozenset({"server", "server-template", "default-server"})


def problems_of(sections: Sequence[Section], proxies: Sequence[Proxy]) -> Iterator[Finding]:
    """Yield what HAProxy refuses, ignores or misreads."""
    for section in sections:
        yield from _line_by_line(section)
        yield from acl_problems(section) if section.kind in SIDES else ()
        if section.kind in PROXIES:
            yield from _without_effect(section)
    yield from _twice(sections)
    resolvers = {section.name for section in sections if section.kind == "resolvers"}
    for proxy in proxies:
        yield from _proxy_problems(proxy, proxies, resolvers)


def _line_by_line(section: Section) -> Iterator[Finding]:
    went_on = False
    for said in section.said():
        # what follows a line that was meant to go on is half a line
        before, problem = went_on, continued(said)
        went_on = problem is not None
        if problem:
            yield problem
        elif not before:
            yield from _of_line(section, said)


def _of_line(section: Section, said: Said) -> Iterator[Finding]:
    yield from line_problems(section, said)
    if section.kind in SIDES and said.keyword in _SERVERS:
        yield from server_problems(said)
    elif section.kind in SIDES and said.keyword == "bind":
        yield from bind_problems(said)


def _without_effect(section: Section) -> Iterator[Finding]:
    """Yield default-server lines below all servers: they change none of them."""
    lines = [each for each in section.lines if each.keyword in _SERVERS]
    while lines and lines[-1].keyword == "default-server":
        line = lines.pop()
        if lines:
            yield ignored(line.place, "'default-server' is without effect: no server follows it")


def _twice(sections: Sequence[Section]) -> Iterator[Finding]:
    """Yield proxies of one name and one side."""
    seen: dict[tuple[str, str], Section] = {}
    for section in sections:
        if section.kind not in PROXIES:
            continue
        for side in SIDES[section.kind]:
            first = seen.setdefault((side, section.name), section)
            if first is not section:
                where = section.block.place
                yield refused(
                    where, f"'{section.name}' is the name of the {first.kind} in line {first.block.place.line}"
                )
                break


def _proxy_problems(proxy: Proxy, proxies: Sequence[Proxy], resolvers: set[str]) -> Iterator[Finding]:
    yield from _uses(proxy, [each.name for each in proxies if "B" in SIDES[each.kind]])
    seen: dict[str, BalancedServer] = {}
    for server in proxy.servers:
        first = seen.setdefault(server.name, server)
        if first is not server:
            yield refused(
                server.at.place, f"'{server.name}' is the name of the server in line {first.at.place.line} already"
            )
        yield from _server_problems(server, proxy, proxies, resolvers)


def _uses(proxy: Proxy, known: Sequence[str]) -> Iterator[Finding]:
    """Yield backends that nobody defines, where a proxy can use one at all."""
    for use in proxy.uses if "F" in SIDES[proxy.kind] else ():
        if not isinstance(use.known, Unknown) and use.known not in known:
            hint = near(use.known, known) or f"write 'backend {use.known}'"
            yield refused(use.place, f"no backend is called '{use.known}'", hint)


def _server_problems(
    server: BalancedServer, proxy: Proxy, proxies: Sequence[Proxy], resolvers: set[str]
) -> Iterator[Finding]:
    checks = server.checks
    if _is(checks.enabled, True) and _is(checks.port, -1) and not _is_socket(checks.address):
        hint = "write a port behind its address, or 'port' for the checks"
        yield refused(server.at.place, f"server '{server.name}' is checked, and has no port to check", hint)
    tracked = checks.track
    if not tracked.is_default and not isinstance(tracked.known, Unknown):
        if _is(checks.enabled, True):
            yield refused(server.at.place, f"server '{server.name}' is checked and tracks '{tracked.known}' at once")
        if not _tracks(tracked.known, proxy, proxies):
            yield refused(tracked.place, f"no server is called '{tracked.known}', which '{server.name}' tracks")
    wanted = server.resolvers.known
    if not server.resolvers.is_default and not isinstance(wanted, Unknown) and wanted not in resolvers:
        yield refused(server.resolvers.place, f"no resolvers section is called '{wanted}'")


def _tracks(target: str, proxy: Proxy, proxies: Sequence[Proxy]) -> bool:
    backend, slash, name = target.rpartition("/")
    return any(
        server.name == name
        for each in proxies
        if each.name == (backend if slash else proxy.name)
        for server in each.servers
    )


def _is(setting: Setting[int] | Setting[bool], value: int | bool) -> bool:
    return not isinstance(setting.known, Unknown) and setting.known == value


def _is_socket(setting: Setting[str]) -> bool:
    return isinstance(setting.known, Unknown) or setting.known.startswith("/") or "@" in setting.known
