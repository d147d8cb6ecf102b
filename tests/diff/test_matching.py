"""What of one version is found in the other."""

from __future__ import annotations

from checker.diff.matching.lifelines import match_lifelines
from checker.diff.matching.matched import Matched, match
from tests.diff.versions import version


def matched(old: str, new: str) -> Matched:
    (before,), (after,) = version(old).pages, version(new).pages
    return match(before, after)


def lifelines(old: str, new: str) -> dict[str, str]:
    (before,), (after,) = version(old).pages, version(new).pages
    return dict(match_lifelines(before, after).old_of)


def test_lifelines_by_what_they_do():
    assert lifelines("A->>B: ask\nB-->>A: tell", "X->>Y: ask\nY-->>X: tell") == {"X": "A", "Y": "B"}


def test_lifelines_by_their_labels():
    old = "participant A as Client\nparticipant B as Server\nA->>B: x"
    new = "participant S as Server\nparticipant C as Client\nC->>S: y"
    assert lifelines(old, new) == {"C": "A", "S": "B"}


def test_a_lifeline_that_does_something_else_is_another_one():
    assert "Z" not in lifelines("A->>B: ask\nC->>B: sing", "A->>B: ask\nB->>Z: dance")


def test_steps_in_order_moved_and_in_other_words():
    found = matched("A->>B: one\nA->>B: two words\nA->>C: three", "A->>C: three\nA->>B: one\nA->>B: two other words")
    assert {(a, b) for a, b in found.steps.pairs} == {(0, 1), (1, 2), (2, 0)}
    assert found.steps.moved == {(2, 0)}
    assert found.steps.added == found.steps.removed == ()


def test_the_right_one_of_many_alike():
    block = "A->>B: check\nB-->>A: ok\n"
    found = matched(block + "A->>A: first\n" + block + "A->>A: second", block + "A->>A: second")
    texts = [found.old_items[n].text for n in found.steps.removed]
    assert sorted(texts) == ["check", "first", "ok"]


def test_fragments_by_what_stands_in_them():
    old = "opt a\nA->>B: x\nA->>B: y\nend\nopt b\nB->>A: z\nend"
    new = "opt c\nB->>A: z\nend\nloop twice\nA->>B: x\nA->>B: y\nend"
    assert matched(old, new).fragments.old_of == {0: 0, 1: 2, 2: 1}
