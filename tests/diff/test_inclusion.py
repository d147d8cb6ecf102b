"""Whether one set of runs is within another: exact for the runs at hand, with a sequence that shows it if not."""

from __future__ import annotations

from checker.diff.matching.matched import match
from checker.diff.runs.comparing import Comparing
from tests.diff.versions import version


def comparing(old: str, new: str) -> Comparing:
    (before,), (after,) = version(old).pages, version(new).pages
    return Comparing(match(before, after))


def test_several_runs_together_allow_what_none_does_alone():
    compared = comparing(
        "par\nA->>B: x\nand\nA->>C: y\nend", "alt\nA->>B: x\nA->>C: y\nelse\nA->>C: y\nA->>B: x\nend"
    ).of_all()
    assert compared and compared.same and compared.whole


def test_one_order_of_two_is_fewer_runs():
    compared = comparing("par\nA->>B: x\nand\nA->>C: y\nend", "A->>B: x\nA->>C: y").of_all()
    assert compared
    assert compared.more.included
    witness = compared.less.witness
    assert witness
    told = [str(witness.run.order.events[n]) for n in witness.sequence]
    assert told.index("A!y") < told.index("A!x")


def test_the_sequence_of_a_witness_respects_its_run():
    old, new = "A->>B: x\nB->>C: y\nA->>C: z", "A->>C: z\nA->>B: x\nB->>C: y"
    compared = comparing(old, new).of_all()
    assert compared
    for answer in (compared.more, compared.less):
        assert answer.witness
        assert answer.witness.run.order.respects(answer.witness.sequence)
        assert sorted(answer.witness.sequence) == list(range(len(answer.witness.run.names)))


def test_what_is_bounded_is_said():
    loop = "loop while busy\nA->>B: x\nA->>C: y\nend"
    compared = comparing(loop, loop.replace("A->>B: x\nA->>C: y", "A->>C: y\nA->>B: x")).of_all()
    assert compared and not compared.same
    assert compared.bound == " (looked at: loops without a bound up to 2 rounds)"
    many = "\n".join(f"opt o{n}\nA->>B: m{n}\nend" for n in range(12))
    compared = comparing(many, many + "\nA->>B: m0").of_all()
    assert compared and not compared.whole
    assert "combinations of choices" in compared.bound
