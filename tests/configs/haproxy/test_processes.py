"""Which files HAProxy is started with together."""

import pytest

from checker.configs.formats.haproxy import FORMAT
from checker.configs.haproxy.processes import processes
from checker.configs.source import Source, Surroundings
from tests.configs.haproxy.corpus import BASE

TOP = "global\n    maxconn 100\n"
FRONT = "frontend f\n    bind :5432\n    default_backend b\n"
BACK = "backend b\n    server a 10.0.0.1:6432 check\n"
LISTEN = "listen l\n    bind :1\n"


def files(**texts: str) -> list[Source]:
    """Return sources; `_` in a name stands for a slash, and none has an ending."""
    return [Source(name.replace("_", "/"), text) for name, text in texts.items()]


def grouped(**texts: str) -> list[str]:
    return [" ".join(source.path for source in together) for together in processes(files(**texts))]


CASES = {
    "one directory": ({"etc_b": FRONT, "etc_a": TOP}, ["etc/a etc/b"]),
    "conf.d": ({"conf_2": BACK, "conf_1": FRONT, "haproxy": TOP + BASE}, ["haproxy conf/1 conf/2"]),
    "conf.d at a place": ({"etc_haproxy": TOP, "etc_conf_1": FRONT}, ["etc/haproxy etc/conf/1"]),
    "two directories": ({"h": TOP + BASE, "front_1": FRONT, "back_1": BACK}, ["h back/1 front/1"]),
    "deeper": ({"h": TOP, "x_conf_1": FRONT}, ["h x/conf/1"]),
    "the nearest": ({"h": TOP, "x_h": TOP, "x_conf_1": FRONT}, ["h", "x/h x/conf/1"]),
    "defaults below, and no proxy above": ({"h": TOP, "conf_1": BASE + FRONT}, ["h conf/1"]),
    "a process of its own": ({"h": TOP + LISTEN, "x_1": TOP + FRONT}, ["h", "x/1"]),
    "defaults of its own": ({"h": TOP + LISTEN, "x_1": BASE + FRONT}, ["h", "x/1"]),
    "no global above": ({"h": LISTEN, "x_1": FRONT}, ["h", "x/1"]),
    "names collide": ({"h": TOP + FRONT, "x_1": FRONT}, ["h", "x/1"]),
    "names collide below": ({"h": TOP, "x_1": FRONT, "y_1": FRONT}, ["h x/1", "y/1"]),
    "copies above": ({"h": TOP, "h.bak": TOP, "x_1": FRONT}, ["h", "h.bak", "x/1"]),
    "one beside the other": ({"a_h": TOP, "b_1": FRONT}, ["a/h", "b/1"]),
}


@pytest.mark.parametrize("name", CASES)
def test_which_files_are_one_process(name):
    texts, wanted = CASES[name]
    assert sorted(grouped(**texts)) == sorted(wanted)


def test_every_file_is_of_one_process():
    for texts, _ in CASES.values():
        sources = files(**texts)
        assert sorted(s.path for each in processes(sources) for s in each) == sorted(s.path for s in sources)


def test_what_is_above_counts_below():
    texts = {"haproxy": TOP + BASE + "    default-server fall 7\n", "conf_1": FRONT, "conf_2": BACK}
    parsed = FORMAT.parse(files(**texts), Surroundings())
    (balancer,) = parsed.facts
    assert parsed.problems == ()
    fall = balancer.proxies[1].servers[0].checks.fall
    assert (fall.value, str(fall.place)) == (7, "haproxy:8")
