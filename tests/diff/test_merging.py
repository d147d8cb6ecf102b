"""Both versions of a diagram in one: nothing is lost, nothing is told twice, and what is the same has no mark."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

from checker.diagram.tree import Block, Diagram, Message, Note, Statement, visits
from checker.diff.classifying.versions import compared
from checker.diff.matching.matched import Matched, match
from checker.diff.merging.framing import framed
from checker.diff.merging.merged import merged, merged_diagrams
from checker.diff.merging.planting import planted
from checker.diff.merging.tokens import tokens_of
from checker.diff.merging.weaving import Entry, versions_of, woven
from checker.model.merged import MergedDiagram
from tests.diff.pairs import CHECKS, FRAMED, PAIRS, QUERY
from tests.diff.test_laws import diagrams
from tests.diff.versions import version


def pages(old: str, new: str) -> Matched:
    (one,), (other,) = version(old).pages, version(new).pages
    return match(one, other)


def entries_of(matched: Matched) -> list[Entry]:
    versions = versions_of(matched)
    return framed(woven(versions), versions)


def drawn(old: str, new: str) -> MergedDiagram:
    found = compared(version(old), version(new))
    (one,) = merged_diagrams(found, found.changes)
    return one


def lines(one: MergedDiagram) -> list[str]:
    """Return the merged diagram as an outline: the mark, and the text with the one before it."""
    signs = {"added": "+", "removed": "-", "changed": "~"}
    found = []
    for number, (mark, node, section, depth) in enumerate(visits(one.diagram.statements)):
        became = one.parts.get(number)
        sign = signs[became.kind] if became else " "
        was = f" (was {became.old})" if became and became.old else ""
        if isinstance(node, Message | Note):
            found.append(f"{sign} {'  ' * depth}{node.text}{was}")
        elif isinstance(node, Block) and section is not None:
            word = node.kind if mark == "open" else "--"
            found.append(f"{sign} {'  ' * depth}{word} {section.label}{was}".rstrip())
        elif isinstance(node, Block):
            found.append(f"  {'  ' * depth}end")
    return found


# Laws


@given(diagrams)
@settings(max_examples=50)
def test_what_is_equal_has_no_mark(text: str):
    one = merged(pages(text, text), (), "x")
    assert one.parts == {}
    assert one.lifelines == {}
    assert one.diagram == pages(text, text).new.drawn.diagram


@given(diagrams, diagrams)
@settings(max_examples=100)
def test_every_step_stands_there_once(old: str, new: str):
    matched = pages(old, new)
    entries = entries_of(matched)
    removed = [e.old.item for e in entries if e.token.is_step and e.new is None and e.old is not None]
    added = [e.new.item for e in entries if e.token.is_step and e.old is None and e.new is not None]
    both = [(e.old.item, e.new.item) for e in entries if e.token.is_step and e.old and e.new]
    assert sorted(removed) == sorted(matched.steps.removed)
    assert added == sorted(matched.steps.added)
    assert sorted(both) == sorted(matched.steps.pairs)


@given(diagrams, diagrams)
@settings(max_examples=100)
def test_without_what_is_gone_it_is_the_new_version(old: str, new: str):
    matched = pages(old, new)
    entries = entries_of(matched)
    tokens = tokens_of(matched.new.drawn.diagram)
    assert [e.new for e in entries if e.new is not None] == tokens


@given(diagrams, diagrams)
@settings(max_examples=100)
def test_the_tree_has_the_elements_in_their_order(old: str, new: str):
    matched = pages(old, new)
    entries = entries_of(matched)
    tree = planted(entries, {})
    walked = list(visits(tree))
    assert [visit.mark for visit in walked] == [entry.token.mark for entry in entries]
    texts = [getattr(visit.node, "text", "") for visit in walked]
    assert texts == [getattr(entry.token.node, "text", "") for entry in entries]


@given(diagrams, diagrams)
@settings(max_examples=100)
def test_marks_say_what_the_matching_says(old: str, new: str):
    matched = pages(old, new)
    one = merged(matched, (), "x")
    kinds = Counter(
        became.kind
        for number, visit in enumerate(visits(one.diagram.statements))
        if isinstance(visit.node, Message | Note) and (became := one.parts.get(number))
    )
    assert kinds["added"] == len(matched.steps.added)
    assert kinds["removed"] == len(matched.steps.removed)


@given(diagrams, diagrams)
@settings(max_examples=60)
def test_every_change_is_told_where_it_is_or_of_the_whole(old: str, new: str):
    found = compared(version(old), version(new))
    told = Counter()
    for one in merged_diagrams(found, found.changes):
        for changes in (one.changes, *(b.changes for b in (*one.parts.values(), *one.lifelines.values()))):
            told.update(change.says for change in changes)
    assert told == Counter(change.says for change in found.changes)


# What it looks like


def test_steps_that_are_gone_stand_where_they_stood():
    new = QUERY.replace("LB->>Web: route it\n", "").replace("LB-->>Client: answer\n", "Web->>Log: note it\n")
    assert lines(drawn(QUERY, new)) == ["  query", "- route it", "  rows", "- answer", "+ note it"]


def test_a_changed_step_has_both_texts():
    one = drawn(CHECKS, CHECKS.replace("(6s)", "(20s)"))
    assert lines(one)[2] == (
        "~ After 3 failures (20s)<br/>Mark W as DOWN (was After 3 failures (6s)<br/>Mark W as DOWN)"
    )
    (became,) = one.parts.values()
    assert [(c.rank, c.says) for c in became.changes] == [("breaking", "the note over LB: the time is 20s, was 6s")]
    assert [place.line for place in became.places] == [8, 8]


def test_an_optional_part_around_what_was_there():
    one = drawn(QUERY, QUERY.replace("LB->>Web: route it\n", "opt lucky\nLB->>Web: route it\nend\n"))
    assert lines(one) == ["  query", "+ opt lucky", "    route it", "  end", "  rows", "  answer"]


def test_an_optional_part_that_is_gone_is_drawn_around_what_stayed():
    new, old = QUERY, QUERY.replace("LB->>Web: route it\n", "opt lucky\nLB->>Web: route it\nLB->>Web: and so\nend\n")
    found = lines(drawn(old, new))
    assert found == ["  query", "- opt lucky", "    route it", "-   and so", "  end", "  rows", "  answer"]


def test_alternatives_that_are_gone_around_what_stayed():
    old = "alt ready\nA->>B: x\nelse busy\nA->>B: y\nend\nA->>B: z"
    new = "A->>B: x\nA->>B: y\nA->>B: z"
    assert lines(drawn(old, new)) == ["- alt ready", "    x", "- -- busy", "    y", "  end", "  z"]


def test_a_frame_is_drawn_around_what_kept_its_place():
    old = "A->>B: 0\nopt lucky\nA->>B: x\nA->>B: y\nend\nA->>C: other"
    new = "A->>B: 0\nA->>B: x\nA->>C: other\nA->>B: y"
    assert lines(drawn(old, new)) == ["  0", "- opt lucky", "    x", "  end", "  other", "~ y"]


def test_a_frame_that_would_hold_steps_of_others_is_drawn_empty():
    old = "loop again\nA->>B: a\nA->>B: b\nend\nopt so\nA->>B: c\nA->>B: d\nend"
    new = "loop again\nA->>B: a\nA->>B: b\nA->>B: c\nend\nA->>B: d"
    found = lines(drawn(old, new))
    at = next(n for n, line in enumerate(found) if "opt so" in line)
    assert found[at].startswith("-")
    assert found[at + 1].strip() == "end"


def test_parts_of_a_frame_that_are_mixed_now_are_one():
    old = "alt ready\nA->>B: w\nA->>B: x\nelse busy\nA->>B: y\nend"
    new = "A->>B: w\nloop 3 times\nA->>B: x\nA->>B: y\nend"
    found = [line.split() for line in lines(drawn(old, new))]
    assert found == [
        ["-", "alt", "ready"], ["w"], ["+", "loop", "3", "times"], ["x"], ["y"], ["end"], ["end"],
    ]  # fmt: skip


def test_a_frame_of_which_all_has_moved_is_drawn_empty():
    old = "opt so\nA->>B: x\nend\n" + "\n".join(f"A->>C: {n}" for n in range(3))
    new = "\n".join(f"A->>C: {n}" for n in range(3)) + "\nA->>B: x"
    assert [line.split() for line in lines(drawn(old, new))][:2] == [["-", "opt", "so"], ["end"]]


def test_an_alternative_that_is_gone_stands_in_its_fragment():
    old = "alt ready\nA->>B: x\nelse busy\nA->>B: y\nelse closed\nA->>B: z\nend\nA->>B: end of it"
    for gone in ("ready\nA->>B: x\nelse ", "else busy\nA->>B: y\n", "else closed\nA->>B: z\n"):
        found = lines(drawn(old, old.replace(gone, "")))
        assert [line[2:].strip() for line in found] == [
            *("alt ready", "x", "-- busy", "y", "-- closed", "z", "end", "end of it")
        ]
        assert [line[0] for line in found].count("-") == 2


def test_what_is_new_behind_a_removed_alternative_keeps_its_part():
    old = "alt ready\nA->>B: x\nelse busy\nA->>B: y\nend"
    new = "alt ready\nA->>B: x\nA->>B: more\nend"
    assert lines(drawn(old, new)) == ["~ alt ready", "    x", "+   more", "- -- busy", "-   y", "  end"]


def test_a_fragment_of_another_kind_has_the_parts_of_both():
    steps = "".join(f"A->>B: {n}\n" for n in range(4))
    one = drawn(f"alt ready\n{steps}else busy\nA->>B: y\nend", f"opt ready\n{steps}end")
    assert lines(one)[0] == "~ alt ready (was alt ready)"
    assert "- -- busy" in lines(one)


def test_lifelines_that_came_went_or_have_another_name():
    new = QUERY.replace("LB", "Balancer").replace("Balancer-->>Client: answer", "Balancer->>Log: noted")
    one = drawn(QUERY + "Web->>Cache: store", new)
    assert {name: (b.kind, b.old) for name, b in one.lifelines.items()} == {
        "Balancer": ("changed", "LB"),
        "Cache": ("removed", ""),
        "Log": ("added", ""),
    }
    assert [each.id for each in one.diagram.participants] == ["Client", "Balancer", "Web", "Cache", "Log"]
    gone = next(each for each in one.diagram.messages() if each.text == "answer")
    assert (gone.sender, gone.receiver) == ("Balancer", "Client")


def test_an_id_that_another_lifeline_has_now():
    old = "participant A as Client\nparticipant B as Server\nA->>B: ask\nB->>B: think\nA->>B: again"
    new = "participant A as Client\nparticipant B as Printer\nA->>B: print\nB->>B: hum\nB->>A: done"
    one = drawn(old, new)
    ids = [each.id for each in one.diagram.participants]
    assert len(set(ids)) == len(ids)
    assert {message.sender for message in one.diagram.messages()} <= set(ids)


def test_boxes_keep_their_lifelines_together():
    old = "box red one\nparticipant A\nparticipant B\nparticipant C\nend\nA->>B: x\nB->>C: y\nC->>A: z"
    new = "box red one\nparticipant A\nparticipant C\nend\nC->>A: z"
    one = drawn(old, new)
    assert [(each.id, each.box) for each in one.diagram.participants] == [("A", 0), ("B", 0), ("C", 0)]


def test_bars_and_lives_are_those_of_the_new_version():
    old = "A->>+B: go\nB->>C: ask\nB-->>-A: done"
    new = "A->>+B: go\ncreate participant D\nB->>D: begin\nB-->>-A: done"
    one = drawn(old, new)
    gone = [each for each in one.diagram.messages() if each.text == "ask"]
    assert [(each.activate, each.deactivate) for each in gone] == [(False, False)]
    texts = [getattr(each, "text", getattr(each, "id", "")) for each in one.diagram.walk()]
    assert texts.index("D") + 1 == texts.index("begin")


def test_diagrams_of_one_version_only():
    both = "sequenceDiagram\nA->>B: x"
    old = version(both)
    more = replace(old.loose[0], name="e.mmd", data=b"sequenceDiagram\nM->>N: After 3 failures\nopt so\nN->>M: y\nend")
    for first, second, kind in (
        (old, replace(old, loose=(*old.loose, more)), "added"),
        (replace(old, loose=(*old.loose, more)), old, "removed"),
    ):
        found = compared(first, second)
        (one,) = merged_diagrams(found, found.changes)
        assert {became.kind for became in (*one.parts.values(), *one.lifelines.values())} == {kind}
        assert len(one.parts) == 3
        assert [change.says.rsplit(" ", 1)[1] for change in one.changes] == [{"added": "new", "removed": "gone"}[kind]]


def test_a_run_is_a_diagram_of_its_own():
    one = drawn(CHECKS, CHECKS + "opt cache is cold\nLB->>W: route another query\nend")
    (run,) = one.runs
    steps: tuple[Statement, ...] = run.diagram.statements
    assert [each.text for each in steps if isinstance(each, Message)][-1] == "route another query"
    assert run.decides == len(steps) - 1
    assert (run.version, run.change.rank) == ("new", "breaking")
    assert [each.id for each in run.diagram.participants] == ["LB", "W", "V", "Ops"]


@pytest.mark.parametrize("way", [1, -1], ids=["there", "back"])
@pytest.mark.parametrize("name", PAIRS)
def test_every_pair_is_drawn_with_all_its_changes(name: str, way: int):
    old, new = PAIRS[name][:2][::way]
    one = drawn(old, new)
    told = [*one.changes, *(c for b in (*one.parts.values(), *one.lifelines.values()) for c in b.changes)]
    found = compared(version(old), version(new)).changes
    assert Counter(each.says for each in told) == Counter(each.says for each in found)
    assert sum(one.counts.values()) == len(found)


def test_colours_that_are_gone_are_not_drawn():
    new = FRAMED.replace("rect rgb(255, 230, 230)\n", "").replace("end\n", "")
    assert not any("rect" in line for line in lines(drawn(FRAMED, new)))


def test_ten_thousand_fragments_in_each_other():
    depth = 3_000
    old = "opt x\n" * depth + "A->>B: deep\nA->>B: deeper\n" + "end\n" * depth
    one = merged(pages(old, "A->>B: deep\nA->>B: deeper"), (), "x")
    assert sum(visit.mark == "open" for visit in visits(one.diagram.statements)) == depth
    assert isinstance(one.diagram, Diagram)
