"""What conditions ask of the world outside: the version that runs, and variables."""

import pytest

from checker.base.finding import Severity
from checker.configs.formats.haproxy import parse
from checker.configs.haproxy.outside import settled
from checker.configs.registry import deployment_of
from checker.configs.source import Source, Surroundings
from tests.configs.haproxy.corpus import HEAD
from tests.configs.haproxy.reading import servers

SERVER = "    server a 127.0.0.1:1 check\n"


@pytest.mark.parametrize(
    ("question", "environment", "answer"),
    [
        ("version_atleast(2.4)", {}, True),
        ("version_atleast(1.8)", {"HAPROXY_VERSION": "2.2"}, True),
        ("version_atleast(2.6.12)", {}, True),
        ("version_atleast(2.7-dev1)", {}, False),
        ("version_atleast(99)", {}, False),
        ("version_atleast(2.8)", {"HAPROXY_VERSION": "3.0.5"}, True),
        ("version_atleast(3.0.6)", {"HAPROXY_VERSION": "3.0.5"}, False),
        ("version_atleast(3.0.6)", {"HAPROXY_VERSION": "3.0"}, True),
        ("version_atleast(3.0)", {"HAPROXY_VERSION": "3.0-dev2"}, False),
        ("version_atleast(3.0-dev1)", {"HAPROXY_VERSION": "3.0-dev2"}, True),
        ("defined(SLOW)", {}, False),
        ("defined(PATH)", {}, True),
        ("defined(HOME)", {}, None),
        ("defined(HAPROXY_MWORKER)", {}, None),
        ("feature(QUIC)", {}, None),
    ],
)
def test_what_is_settled(question, environment, answer):
    assert settled(question, environment) is answer


def notes(text, **environment):
    found = parse([Source("haproxy.cfg", text)], Surroundings(environment)).problems
    return [(each.where.line, each.severity) for each in found if each.code == "config-assumed"]


def test_a_version_that_is_assumed_is_told():
    text = f"{HEAD}.if !version_before(2.8)\n    default-server fall 9\n.endif\n{SERVER}"
    line = text.split("\n").index(".if !version_before(2.8)") + 1
    assert notes(text) == [(line, Severity.INFO)]
    assert notes(text, HAPROXY_VERSION="2.8") == []
    assert servers(text)["a"].checks.fall.value == 3
    assert servers(text, HAPROXY_VERSION="2.8")["a"].checks.fall.value == 9


@pytest.mark.parametrize("version", ["2.0", "2.4", "99.0"])
def test_what_every_version_decides_is_not_told(version):
    assert notes(f"{HEAD}.if version_atleast({version})\n    default-server fall 9\n.endif\n{SERVER}") == []


COMPOSE = """services:
  balancer:
    image: {image}
    environment: {environment}
    volumes: ["./{mounted}:/usr/local/etc/haproxy/haproxy.cfg:ro"]
"""
TEXT = f"""{HEAD}.if version_atleast(2.9)
    default-server fall 9
.endif
    default-server rise "${{RISE-2}}"
{SERVER}"""


def checks(compose, **environment):
    sources = [Source("d/compose.yml", compose), Source("d/haproxy.cfg", TEXT)]
    found = deployment_of(sources, Surroundings(environment))
    (balancer,) = (fact for fact in found.facts if type(fact).__name__ == "Balancer")
    (server,) = balancer.proxies[-1].servers
    return server.checks.fall.value, server.checks.rise.value


@pytest.mark.parametrize(
    ("image", "mounted", "expected"),
    [
        ("haproxy:3.0-alpine", "haproxy.cfg", (9, 4)),
        ("docker.io/library/haproxy:3.0.5", "other.cfg", (9, 4)),
        ("haproxytech/haproxy-debian:2.8", ".", (3, 4)),
        ("haproxy:latest", "haproxy.cfg", (3, 4)),
        ("own/balancer", "haproxy.cfg", (3, 4)),
        ("own/balancer", "other.cfg", (3, 2)),
    ],
)
def test_a_container_is_the_environment(image, mounted, expected):
    assert checks(COMPOSE.format(image=image, mounted=mounted, environment="{RISE: 4}")) == expected


def test_what_is_given_goes_before_the_container():
    compose = COMPOSE.format(image="haproxy:3.0", mounted="haproxy.cfg", environment="{RISE: 4}")
    assert checks(compose, RISE="5", HAPROXY_VERSION="2.6") == (3, 5)


def test_containers_that_differ_say_only_what_they_agree_on():
    service = "\n  {}:\n    image: haproxy:3.0\n    environment: {{RISE: {}}}"
    assert checks("services:" + service.format("a", 4) + service.format("b", 5) + "\n") == (9, 2)
