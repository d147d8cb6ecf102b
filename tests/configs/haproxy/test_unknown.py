"""Keywords that HAProxy does not know where they stand: errors where they are known elsewhere, else warnings."""

import pytest

from checker.base.finding import Severity
from tests.configs.haproxy.corpus import BASE, HEAD
from tests.configs.haproxy.reading import problems

# A line of a listen section, and the hint that tells where its keyword belongs.
ELSEWHERE = {
    "nbthread 2": "it belongs in the global section",
    "tune.bufsize 16384": "it belongs in the global section",
    "inter 2s": "it belongs on a server or default-server line",
    "interface eth0": "it belongs on a bind line",
    "tcp-smart-connect": "it belongs behind 'option' in a backend or listen section",
    "connect 5s": "it belongs behind 'timeout' in a backend or listen section",
    "hold valid 10s": "it belongs in a resolvers section",
    "server a :1 mode tcp": "it belongs on a line of its own in a frontend, backend or listen section",
    "server a :1 retries 3": "it belongs on a line of its own in a backend or listen section",
    "server a :1 defer-accept": "it belongs on a bind line",
    "bind :2 fall 3": "it belongs on a server or default-server line",
    "Timeout connect 5s": "did you mean 'timeout'?",
    "frontent a": "did you mean 'frontend'?",
}


@pytest.mark.parametrize("line", ELSEWHERE)
def test_a_keyword_that_is_known_elsewhere(line):
    found = problems(f"{HEAD}    {line}\n")[0]
    assert (found.code, found.severity, found.where.line) == ("unknown-keyword", Severity.ERROR, 8)
    assert found.hint == ELSEWHERE[line]


def test_a_keyword_of_servers_in_the_global_section():
    (found,) = problems(f"global\n    option redispatch\n{HEAD}")
    assert found.hint == "it belongs on a line of its own in a frontend, backend or listen section"


@pytest.mark.parametrize("line", ["zyxw 1", "server a :1 zyxw", "option zyxw", "bind :1 zyxw"])
def test_a_keyword_that_nothing_knows_may_be_of_a_later_version(line):
    (found,) = problems(f"{HEAD}    {line}\n")
    assert (found.code, found.severity) == ("unknown-keyword", Severity.WARNING)


@pytest.mark.parametrize(
    "line", ["server a :1 check \\\n    inter 2s", "bind :2 \\\n    transparent", "balance \\\n  first"]
)
def test_lines_do_not_go_on(line):
    (found,) = problems(f"{BASE}listen pg\n    {line}\n    retries 2\n")
    assert (found.code, found.severity, found.where.line) == ("unknown-keyword", Severity.ERROR, 7)
    assert found.hint == "haproxy.cfg has no continued lines: write it in one"


def test_a_backslash_that_belongs_to_a_word_is_none():
    assert problems(f"{HEAD}    description a\\ b\n    description 'c \\'\n    description d\\\\\n") == []
