"""`@name@`, which Maven replaces when it builds: no YAML, and no value that is known."""

import pytest

from checker.configs.formats.spring import FORMAT, recognises
from checker.configs.setting import Unknown
from checker.configs.source import Source, Surroundings

YAML = """\
spring:
  application:
    name: @project.artifactId@
  profiles:
    active: @profile.active@
server:
  port: 8080
info:
  version: "@project.version@"
  mail: me@example.org
  note: a@b@c
heartbeat:
  interval: @interval@s
  replicas: [@one@, http://@host@:8081]
"""


def parsed(text, name="application.yml"):
    return FORMAT.parse([Source(name, text)], Surroundings())


def test_a_token_of_the_build_is_a_value_that_is_not_known():
    assert recognises("application.yml", YAML)
    found = parsed(YAML)
    assert found.problems == ()
    (app,) = found.facts
    assert app.port.value == 8080
    for name in ("spring.application.name", "spring.profiles.active", "info.version", "heartbeat.replicas[1]"):
        setting = app.get(name)
        assert isinstance(setting.known, Unknown), name
        assert "is put in by the build" in setting.known.why
        assert "@" in setting.word.raw and setting.word.raw in YAML
    assert app.profiles == ()
    assert (app.get("info.mail").known, app.get("info.note").known) == ("me@example.org", "a@b@c")


@pytest.mark.parametrize("line", ["server.port=@port@", "server.port: @port@"])
def test_a_token_in_properties(line):
    (app,) = parsed(f"{line}\n", "application.properties").facts
    assert app.port.known == Unknown("@port@ is put in by the build")


def test_what_is_no_token_is_no_yaml():
    (problem,) = parsed("server:\n  port: @port\n").problems
    assert problem.code == "config-spring"
