"""The stack publishes the ports of the diagram, and maps them to where nginx listens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Severity
from checker.base.places import Place
from checker.configs.compose.facts import PublishedPort, Service
from checker.configs.nginx.facts import Nginx
from checker.configs.words import replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.ports import Entrance, entrances, listens_for, publishes
from checker.gate.streaming.publishing import nginx_services


@dataclass(frozen=True)
class _Own:
    services: tuple[Service, ...]
    entrance: Entrance


def _subjects(site: Site) -> Iterator[_Own]:
    services = tuple(each for each in nginx_services(site) if each.network_mode.known != "host")
    for entrance in entrances(site):
        if services:
            yield _Own(services, entrance)


def _judge(site: Site, own: _Own) -> Iterator[Problem]:
    port = own.entrance.port
    offered = {
        listen.port.value
        for nginx in site.deployment.of(Nginx)
        if nginx.rtmp_servers
        for listen in listens_for(nginx, own.entrance.kind)
    }
    entries = [entry for service in own.services if (entry := publishes(service, port))]
    for entry in entries:
        # where nginx listens nowhere near, it is `listen-port` that tells
        if offered and entry.target.value not in offered and entry.target.value != port:
            yield _astray(own, entry, offered)
    if not entries:
        yield _unpublished(site, own, offered or {port})


def _astray(own: _Own, entry: PublishedPort, offered: set[int]) -> Problem:
    wanted = " or ".join(str(port) for port in sorted(offered))
    return Problem(
        where=entry.target.place,
        message=f"port {entry.published.value} is mapped to {entry.target.value} of the container, where nginx does "
        f"not offer {own.entrance.kind}, but at {wanted}",
        promise=own.entrance.parameter,
        key="ports",
        wanted=f"{own.entrance.port}:{min(offered)}",
        found=f"{entry.published.value}:{entry.target.value}",
        repairs=tuple(_repairs(own, entry, min(offered))),
    )


def _unpublished(site: Site, own: _Own, offered: set[int]) -> Problem:
    near = next((entry for s in own.services for entry in s.ports if entry.target.value in offered), None)
    found, detail = "", ""
    if near:
        found = f"{near.published.value or ''}:{near.target.value}"
        detail = f": {near.target.value} of the container is published as {near.published.value or 'any port'}"
    return Problem(
        where=_place(own, near),
        message=f"{own.services[0].name} does not publish {own.entrance.port}, where clients find {own.entrance.kind}"
        + detail,
        promise=own.entrance.parameter,
        key="ports",
        wanted=f"{own.entrance.port}:{min(offered)}",
        found=found,
        hint="" if near else "a port that is only exposed is reached by other services, not by clients",
        repairs=tuple(_repairs(own, near, min(offered)) if near else _further(site, own, min(offered))),
    )


def _repairs(own: _Own, entry: PublishedPort, target: int) -> Iterator[Repair]:
    """Yield the entry in its short form as it should be; a long form has the numbers apart."""
    word, text = entry.published.word, f"{own.entrance.port}:{target}"
    if word and re.fullmatch(r"\d+:\d+(/tcp)?", word.value):
        yield Repair(f'"{text}"', (replace_word(word, f'"{text}"'),))


def _further(site: Site, own: _Own, target: int) -> Iterator[Repair]:
    """Yield a further entry in the short form, behind the last one of the service."""
    last = next((entry.published.word for entry in reversed(own.services[0].ports)), None)
    if last is None or not re.fullmatch(r"\d+:\d+(/tcp)?", last.value):
        return
    whole, text = site.deployment.text(last.place.file), f'"{own.entrance.port}:{target}"'
    before = whole[whole.rfind("\n", 0, last.start) + 1 : last.start]
    between = f"\n{before}" if before.strip() == "-" else ", "
    yield Repair(text, (replace_word(last, f"{last.raw}{between}{text}"),))


def _place(own: _Own, near: PublishedPort | None) -> Place:
    return near.published.place if near else own.services[0].block.place


RULE = Rule(
    code="streaming-port",
    severity=Severity.ERROR,
    says="the stack publishes the ports of RTMP and HLS",
    title="the stack publishes another port than streaming clients use",
    what="""
The service that runs nginx must publish the ports for RTMP and HLS that the diagram draws, and map them to those at
which nginx listens.
""",
    why="The routing mesh answers only at published ports: clients are refused though nginx runs.",
    fix='Write `"1935:1935"` and `"9090:9090"` among the `ports` of the service.',
    promises=("rtmp.port", "hls.port"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken("stack.yml", ('"1935:1935"', '"1936:1935"'), at=("1936:1935",)),
        broken("stack.yml", ('"1935:1935", ', ""), at=("nginx-rtmp-server",)),
        broken("stack.yml", ('"9090:9090"', '"9090:80"'), at=("9090:80",), beside=("nginx.conf",)),
    ),
    valid=(kept("stack.yml"), kept("stack.yml", beside=("nginx.conf",))),
)
