"""What texts tell, and whom they name."""

import pytest

from checker.prove.diagrams import texts_of
from checker.prove.diagrams.page import site_of

HEAD = (
    "sequenceDiagram\n    participant W1 as Web 1 (web1:8081)\n    participant W2 as Web 2<br/>(web2:8082)\n"
    "    participant H as Heartbeat (Web 1)\n    participant LB as Load balancer\n"
)


def page_of(*lines):
    (page,) = site_of(texts_of("x.mmd", (HEAD + "\n".join(lines) + "\n").encode())).pages
    return page


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Web 1 is slow", "W1"),
        ("web2 and W1", "W1 W2"),
        ("Load balancer, web1:8081", "LB W1"),
        ("Web is up", ""),
        ("the h of w1", "W1"),
        ("web11", ""),
        ("heartbeat", "H"),
        ("", ""),
    ],
)
def test_who_is_spoken_of(text, who):
    expected = set(who.split())
    if text == "the h of w1":
        expected = set()  # one and two letters only as they are written
    assert page_of("W1->>W2: x").names.spoken_of(text) == expected


def test_who_lives_in_whom():
    assert page_of("W1->>W2: x").homes == {"H": "W1"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Note over W1: Web 1 container crashes", [("crash", "W1", "")]),
        ("Note over W1: Replica Failure Scenario", [("crash", "W1", "")]),
        ("Note over W1: Web 1 could crash", []),
        ("Note over W1: if it crashes", []),
        ("Note over W1: disk failure, node replaced", [("repair", "W1", "")]),
        ("Note over W1: After a crash the leader is elected", []),
        ("Note over W1: replica fails over to primary", []),
        ("Note over W1: process dies gracefully", []),
        ("Note over W1: database failure is reported as 500", []),
        ("Note over W1: what if the server crashes?", []),
        ("Note over W1: Web 1 crashes!", [("crash", "W1", "")]),
        ("Note over W1,LB: Health check failure detection", []),
        ("Note over LB: server failure detection", []),
        ("Note over W1,W2: the process crashes", []),
        ("Note over W1,W2: Web 2 process crashes", [("crash", "W2", "")]),
        ("LB->>W1: crash test", []),
        ("Note over W1: Admin runs: docker start web1", [("repair", "W1", "")]),
        ("LB->>W1: restart", [("repair", "W1", "")]),
        ("LB->>W1: POST /api/start", []),
        ("LB->>LB: Mark web1 as DOWN", [("down", "W1", "")]),
        ("Note over LB: web2: UP → DOWN", [("down", "W2", "")]),
        ("LB->>LB: mark Web 2 as subjectively down", [("down", "W2", "")]),
        ("LB->>LB: Mark web1 as UP", [("up", "W1", "")]),
        ("LB-->>W2: web1 is DOWN", []),
        ("Note over W1: Promote self to MASTER", [("becomes", "W1", "leading")]),
        ("Note over W1: becomes the new leader", [("becomes", "W1", "leading")]),
        ("Note over W1: steps down to follower", [("becomes", "W1", "following")]),
        ("Note over W1: Continue as MASTER", [("stays", "W1", "leading")]),
        ("Note over LB: Web 2 stays as hot standby", [("stays", "W2", "following")]),
        ("Note over W1: typically stays as backup", []),
        ("Note over W1: never becomes master", []),
        ("Note over W1,W2: becomes leader", []),
    ],
)
def test_what_is_told(line, told):
    found = page_of(f"    {line}").told
    assert [(each.kind, " ".join(sorted(each.who)), each.side) for each in found] == told


def test_events_of_different_parts_of_a_choice_never_follow_each_other():
    page = page_of("alt x", "W1->>W1: 0", "else y", "W1->>W1: 1", "end", "W1->>W1: 2")
    assert not page.possible(0, 1)
    assert page.possible(0, 2) and page.possible(1, 2) and not page.possible(2, 0)


def test_events_of_different_choices_are_not_said_to_fall_together():
    page = page_of("opt x", "W1->>W1: 0", "end", "opt y", "W1->>W1: 1", "opt z", "W1->>W1: 2", "end", "end")
    assert not page.possible(0, 1) and not page.possible(0, 2) and page.possible(1, 2)


def test_what_a_break_skips_does_not_follow_it():
    page = page_of("loop", "break x", "W1->>W1: 0", "end", "W1->>W1: 1", "end", "W1->>W1: 2")
    assert not page.possible(0, 1) and page.possible(0, 2)
