"""Which files are haproxy.cfg, and what their problems mean."""

import pytest

from checker.base.finding import Severity
from checker.configs.formats.haproxy import FORMAT
from checker.configs.registry import recognised_as
from checker.configs.source import Source, Surroundings
from tests.configs.haproxy.corpus import ACCEPTED


@pytest.mark.parametrize("name", ACCEPTED)
def test_recognised_and_by_no_other_format(name):
    assert recognised_as("haproxy.cfg", ACCEPTED[name]) == "haproxy"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment\n",
        "global_defs {\n}\n",
        "vrrp_instance VI_1 {\n  state BACKUP\n}\n",
        "[databases]\nx = host=y\n",
        "http {\n  server {\n    listen 80;\n  }\n}\n",
        "global:\n  x: 1\n",
        "defaults: &d\n  a: 1\n",
        "services:\n  a:\n    image: x\n",
        "Nov 22 10:00:00 h haproxy[1]: Server pgb/pgb1 is DOWN\n",
        "backend servers are listed = below\n",
        '{"global": 1}\n',
    ],
)
def test_not_recognised(text):
    assert not FORMAT.recognises("x.cfg", text)


@pytest.mark.parametrize("each", FORMAT.explanations, ids=lambda each: each.code)
def test_explained_examples(each):
    def codes(text: str) -> set[str]:
        return {found.code for found in FORMAT.parse([Source("haproxy.cfg", text)], Surroundings()).problems}

    assert each.code in codes(each.bad)
    assert codes(each.good) == set()


def test_every_problem_is_explained():
    from tests.configs.haproxy.faults import REJECTED

    explained = {each.code for each in FORMAT.explanations}
    texts = [*REJECTED.values(), *ACCEPTED.values()]
    found = [p for text in texts for p in FORMAT.parse([Source("haproxy.cfg", text)], Surroundings()).problems]
    assert {each.code for each in found} <= explained
    assert {each.severity for each in found} <= {Severity.ERROR, Severity.WARNING, Severity.INFO}
