"""Which readings of files with `@id` lines are nodes."""

import pytest

from checker.configs.formats.keepalived import FORMAT
from checker.configs.keepalived.facts import VrrpNode
from checker.configs.registry import deployment_of
from checker.configs.source import Source, Surroundings, finder

BOTH = "global_defs {\n}\nvrrp_instance a {\n    @haproxy1 priority 101\n    @haproxy2 priority 100\n}\n"
NOT_TWO = "vrrp_instance a {\n    @^haproxy2 priority 101\n    @haproxy2 priority 100\n}\n"
PLAIN = "vrrp_instance a {\n    priority 100\n}\n"


def router(text: str, name: str) -> str:
    return f"global_defs {{\n    router_id {name}\n}}\n{text}"


CASES = {
    "one file alone": ({"keepalived.conf": BOTH}, ["haproxy1", "haproxy2"]),
    "one file alone, and a host that no line names": ({"keepalived.conf": NOT_TWO}, ["haproxy2", ""]),
    "the same text twice": ({"keepalived-1.conf": BOTH, "keepalived-2.conf": BOTH}, ["haproxy1", "haproxy2"]),
    "the same text of one id twice": ({"1/keepalived.conf": NOT_TWO, "2/keepalived.conf": NOT_TWO}, ["haproxy2", ""]),
    "by numbers of names": (
        {"keepalived-1.conf": BOTH, "keepalived-2.conf": BOTH + "# another one\n"},
        ["haproxy1", "haproxy2"],
    ),
    "by folders": (
        {"haproxy2/keepalived.conf": BOTH, "haproxy1/keepalived.conf": BOTH + "# another one\n"},
        ["haproxy2", "haproxy1"],
    ),
    "by the router_id": (
        {"a.conf": router(BOTH, "haproxy2"), "b.conf": router(BOTH, "haproxy1")},
        ["haproxy2", "haproxy1"],
    ),
    "the one that is not named": ({"keepalived-1.conf": NOT_TWO, "keepalived-2.conf": PLAIN}, ["", ""]),
    "another system beside it": ({"keepalived.conf": BOTH, "dev.conf": PLAIN}, ["haproxy1", "haproxy2", ""]),
    "two plain files alike": ({"keepalived-1.conf": PLAIN, "keepalived-2.conf": PLAIN}, ["", ""]),
}


@pytest.mark.parametrize("name", CASES)
def test_nodes(name):
    files, wanted = CASES[name]
    sources = [Source(path, text) for path, text in files.items()]
    assert all(FORMAT.recognises(source.path, source.text) for source in sources)
    found = deployment_of(sources, Surroundings(find=finder(sources))).of(VrrpNode)
    assert [node.config_id for node in found] == wanted
