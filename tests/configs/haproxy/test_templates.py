"""Files that are no configuration yet, or not quite: templates, and those that start with a byte order mark."""

import pytest

from checker.configs.formats.haproxy import FORMAT
from checker.configs.registry import recognised_as
from checker.configs.source import Source, Surroundings
from tests.configs.haproxy import daemon
from tests.configs.haproxy.corpus import HEAD
from tests.configs.haproxy.reading import balancers, problems

# A template, and the line that tells it.
TEMPLATES = {
    "{{ ansible_managed | comment }}\n" + HEAD: 1,
    "# {{ ansible_managed }}\n" + HEAD + "    maxconn {{ connections }}\n": 9,
    HEAD + "{% for s in servers %}\n    server {{ s.name }} {{ s.ip }}:6432 check\n{% endfor %}\n": 8,
    HEAD + "{%- if x -%}\n    retries 2\n{%- endif %}\n": 8,
    HEAD + '    {{range service "pg"}}\n    server {{.Node}} {{.Address}}:{{.Port}}{{end}}\n': 8,
    HEAD + "<% @servers.each do |s| -%>\n    server <%= s %>:1\n<% end -%>\n": 8,
    HEAD + '    server a "{{ ip }}:{{ port }}" check\n': 8,
    "{# what this is\n   and why #}\n" + HEAD + "    maxconn {{ n }}\n": 10,
    "{% set x = [\n  1 ] %}\n" + HEAD.replace("pg", "{{ pg }}"): 1,
    HEAD.replace("listen pg", "listen {{ name }}"): 6,
}
NONE = {
    "braces": HEAD + "    tcp-request connection reject if { src 10.0.0.1 } !{ src 10.0.0.2 }\n",
    "a comment": "# {{ ansible_managed }}\n" + HEAD + "    # {% if x %}\n",
    "a log-format": HEAD + '    log-format \'{"a":{"b":"%{+Q}b"}} {%ci} <%s>\'\n',
}


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_template_is_told_once(text):
    assert recognised_as("haproxy.cfg.j2", text) == "haproxy"
    parsed = FORMAT.parse([Source("haproxy.cfg", text)], Surroundings())
    (found,) = parsed.problems
    assert (found.code, found.severity.value, found.where.line) == ("config-syntax", "error", TEMPLATES[text])
    assert found.message == f"line {TEMPLATES[text]} is a template: render it first"
    assert not parsed.facts


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_template(name):
    assert problems(NONE[name]) == []
    assert len(balancers(NONE[name])) == 1


def test_other_templates_are_not_haproxys():
    for text in (
        "{{ ansible_managed | comment }}\nvrrp_instance A {\n}\n",
        "{% if x %}\nupstream a {\n}\n{% endif %}\n",
    ):
        assert recognised_as("x.j2", text) != "haproxy"


def test_a_file_beside_a_template_is_read():
    texts = (HEAD, HEAD.replace("pg", "{{ x }}"))
    parsed = FORMAT.parse([Source(f"{n}.cfg", text) for n, text in enumerate(texts)], Surroundings())
    assert [fact.files for fact in parsed.facts] == [("0.cfg",)]
    assert [str(each.where) for each in parsed.problems] == ["1.cfg:6"]


@pytest.mark.parametrize("text", ["\ufeff" + HEAD, "\ufeff# first\n" + HEAD])
def test_a_byte_order_mark_is_refused_and_the_rest_is_read(text):
    assert recognised_as("haproxy.cfg", text) == "haproxy"
    (found,) = problems(text)
    assert (found.code, found.severity.value, found.where.line) == ("config-syntax", "error", 1)
    (balancer,) = balancers(text)
    assert [proxy.name for proxy in balancer.proxies] == ["pg"]
    words = [*balancer.proxies[0].binds[0].at.words, *balancer.proxies[0].block.head.words]
    assert all(text[word.start : word.end] == word.raw for word in words)


@pytest.mark.slow
@daemon.needed()
def test_haproxy_refuses_them(tmp_path):
    texts = ["\ufeff" + HEAD, "\ufeff# first\n" + HEAD, *TEMPLATES]
    assert all(daemon.check(tmp_path / "haproxy.cfg", text)[0] for text in texts)
    assert not any(daemon.check(tmp_path / "haproxy.cfg", text)[0] for text in NONE.values())
