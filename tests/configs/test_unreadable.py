"""Byte order marks and templates: one finding each, where it stands; what only looks like a template is none."""

import pytest

from checker.base.finding import Severity
from checker.configs.formats import compose, keepalived, nginx, pgbouncer
from checker.configs.registry import deployment_of, recognised_as
from checker.configs.source import Source, Surroundings
from tests.configs.keepalived import daemon as keepalived_daemon
from tests.configs.nginx import daemon as nginx_daemon

FILES = {
    "keepalived.conf": keepalived.FORMAT.samples[0][1],
    "nginx.conf": nginx.FORMAT.samples[0][1],
    "pgbouncer.ini": pgbouncer.FORMAT.samples[0][1],
    "compose.yml": compose.FORMAT.samples[0][1],
}


def problems(name, text):
    return [p for p in deployment_of([Source(name, text)], Surroundings()).problems if p.severity is Severity.ERROR]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "line",
    ["{% if active %}", "{%- for h in hosts %}", "<% if active %>", "<%= @name %>", "x {{ name }}", "{{ .Values.x }}"],
)
def test_a_template_is_told_once(name, line):
    text = f"# the first line\n{line}\n{FILES[name]}\n{line}\n"
    assert recognised_as(name, text), "it is still seen as what it is"
    (problem,) = problems(name, text)
    assert (problem.where.line, problem.message) == (2, "line 2 is a template: render it first")


@pytest.mark.parametrize("name", FILES)
def test_a_template_in_a_comment_is_none(name):
    assert not problems(name, f"# {{{{ ansible_managed }}}}\n{FILES[name]}")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("compose.yml", "alpine:3.20", "alpine:3.20\n    hostname: '{{.Node.Hostname}}-{{.Task.Slot}}'"),
        ("compose.yml", "alpine:3.20", "alpine:3.20\n    command: docker inspect --format '{{json .State}}' x"),
        ("compose.yml", "alpine:3.20", 'alpine:3.20\n    labels: {a: "{{ $$labels.instance }}"}'),
        ("nginx.conf", "events {}", """events {}\nhttp { log_format j '{"a":{"b":"$uri"}}'; }"""),
    ],
)
def test_what_only_looks_like_a_template_is_read(name, old, new):
    assert old in FILES[name]
    assert not problems(name, FILES[name].replace(old, new))


@pytest.mark.parametrize("name", ["keepalived.conf", "nginx.conf", "pgbouncer.ini"])
def test_a_byte_order_mark_is_told_once(name):
    text = f"\ufeff{FILES[name]}"
    assert recognised_as(name, text)
    (problem,) = problems(name, text)
    assert (problem.where.line, problem.hint) == (1, "save the file as UTF-8 without it")
    assert "byte order mark" in problem.message


def test_compose_takes_a_byte_order_mark():
    assert not problems("compose.yml", f"\ufeff{FILES['compose.yml']}")


@keepalived_daemon.needed()
def test_keepalived_does_not_know_its_first_word(tmp_path):
    cases = {"mark": ({"keepalived.conf": f"\ufeff{FILES['keepalived.conf']}"}, "")}
    _, said = keepalived_daemon.config_tests(tmp_path, cases)["mark"]
    assert "Unknown keyword '\ufeffglobal_defs'" in said


@nginx_daemon.needed
def test_nginx_refuses_it(tmp_path):
    accepted, said = nginx_daemon.verdict(tmp_path, "\ufeffevents {}\n")
    assert not accepted
    assert 'unknown directive "\ufeffevents"' in said
