"""Names of ACLs that nothing defines: where they are told, and what is said."""

import pytest

from tests.configs.haproxy.corpus import HEAD
from tests.configs.haproxy.reading import problems

CASES = {
    "tcp-request content reject if nosuch": (8, 35, "nosuch", "write 'acl nosuch ...' above, in the same section"),
    "acl local src 10.0.0.1\n    use_backend pg if !locall": (9, 23, "locall", "did you mean 'local'?"),
    "use_backend pg if late\n    acl late src 10.0.0.1": (
        8,
        23,
        "late",
        "its 'acl' line stands below: HAProxy wants it above",
    ),
    "acl a src 10.0.0.1\n    use_backend pg if a && a": (
        9,
        25,
        "&&",
        "conditions that stand side by side must all hold: leave it out",
    ),
}


@pytest.mark.parametrize("lines", CASES)
def test_a_name_that_nothing_defines(lines):
    (found,) = problems(f"{HEAD}    {lines}\n")
    line, column, name, hint = CASES[lines]
    assert (found.code, found.severity.value, found.where.line, found.where.column) == (
        "config-syntax",
        "error",
        line,
        column,
    )
    assert (found.message, found.hint) == (f"no acl is called '{name}'", hint)


def test_a_name_from_the_environment_may_be_any():
    assert problems(HEAD + '    use_backend pg if "$ACL"\n') == []
