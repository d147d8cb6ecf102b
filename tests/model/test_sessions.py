"""How a session ended, by the two letters that HAProxy prints."""

from __future__ import annotations

import pytest

from checker.model.sessions import has_failed


@pytest.mark.parametrize(
    "termination, connected, failed",
    [
        ("--", True, False),
        ("CD", True, False),  # the client left in the middle, with what it had
        ("cD", True, False),
        ("CC", False, True),  # it left before there was a connection
        ("SC", False, True),
        ("sC", False, True),
        ("sQ", False, True),
        ("SD", True, True),
        ("sD", True, True),
        ("PR", False, True),  # denied by the proxy
        ("LR", False, False),  # a redirect, answered by HAProxy itself
        ("DD", True, False),
        ("", True, False),  # nobody tells
        ("", False, False),
    ],
)
def test_what_failed(termination, connected, failed):
    assert has_failed(termination, connected=connected) is failed
