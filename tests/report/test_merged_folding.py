"""What is left out of a merged diagram: what is the same, and far from all that differs."""

from __future__ import annotations

from hypothesis import given, settings

from checker.diagram.tree import Block, Message, Note, visits
from checker.report.merged_folding import folded
from tests.diff.test_laws import diagrams
from tests.diff.test_merging import drawn, merged, pages


def hidden_texts(old: str, new: str) -> list[str]:
    one = drawn(old, new)
    gone = folded(one)
    return [
        getattr(visit.node, "text", getattr(visit.node, "label", ""))
        for number, visit in enumerate(visits(one.diagram.statements))
        if number in gone
    ]


def steps(count: int, first: int = 0) -> list[str]:
    return [f"A->>B: {n}" for n in range(first, first + count)]


def test_little_is_not_folded():
    assert hidden_texts("\n".join(steps(9)), "\n".join([*steps(9), "A->>B: more"])) == []


def test_two_steps_on_either_side_stay():
    new = "\n".join([*steps(6), "A->>C: more", *steps(6, 6)])
    assert hidden_texts("\n".join(steps(12)), new) == ["0", "1", "2", "3", "8", "9", "10", "11"]


def test_two_alone_are_not_worth_a_fold():
    new = "\n".join([*steps(4), "A->>C: more", *steps(12, 4)])
    assert "0" not in hidden_texts("\n".join(steps(16)), new)


def test_a_fragment_is_left_out_with_all_that_is_in_it():
    old = ["opt so", *steps(6), "end", *steps(8, 6)]
    assert hidden_texts("\n".join(old), "\n".join([*old, "A->>C: more"])) == ["so", *map(str, range(12))]


def test_a_fragment_whose_label_differs_is_not():
    old = [*steps(8, 8), "opt so", *steps(6), "end", *steps(8, 16)]
    text = "\n".join(old)
    assert "thus so" not in hidden_texts(text, text.replace("opt so", "opt thus so"))


@settings(max_examples=60)
@given(diagrams, diagrams)
def test_what_differs_is_never_left_out(old: str, new: str):
    one = merged(pages(f"{old}\n{old}\n{old}", f"{old}\n{new}\n{old}"), (), "x")
    gone, below, lost = folded(one), 0, []
    for number, visit in enumerate(visits(one.diagram.statements)):
        if below:
            below += (visit.mark == "open") - (visit.mark == "close")
            lost.append(number)
        elif number in gone:
            assert isinstance(visit.node, Message | Note | Block)
            below = int(visit.mark == "open")
            lost.append(number)
    assert not set(lost) & set(one.parts)


def test_no_fold_holds_a_single_step():
    old = [*steps(5), "opt so", *steps(6, 5), "end", *steps(5, 11)]
    new = [*old[:2], "A->>C: more", *old[2:]]
    assert hidden_texts("\n".join(old), "\n".join(new)) == ["4", "so", *map(str, range(5, 16))]
    new = [*old[:9], "A->>C: more", *old[9:]]
    assert "5" not in hidden_texts("\n".join(old), "\n".join(new))
