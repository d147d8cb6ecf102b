"""Every layout: nothing overlaps, nothing is outside, nothing is lost, arrows end on lifelines, order is kept."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.diagram import diagram_of
from checker.diagram.errors import DiagramError
from checker.diagram.tree import Diagram, Message, Note, visits
from checker.picture import sizes
from checker.picture.layout import laid_out
from checker.picture.marks import Mark, Marks, Remark
from checker.picture.shapes import Circle, Element, Ellipse, Path, Picture, Rect, Words
from checker.picture.texts import read
from tests.picture.seeds import GOLDEN, edited, outline, seeds
from tests.picture.strategies import diagrams, marked

DRAWN = diagrams().flatmap(lambda diagram: st.tuples(st.just(diagram), st.one_of(st.just(Marks()), marked(diagram))))


def shapes(picture: Picture):
    yield from picture.ground
    for element in picture.elements:
        yield from element.shapes


def words(picture: Picture) -> list[Words]:
    return [shape for shape in shapes(picture) if isinstance(shape, Words) and shape.text.strip()]


def bounds(shape) -> tuple[float, float, float, float]:
    match shape:
        case Rect(x, y, width, height):
            return x, y, x + width, y + height
        case Circle(x, y, radius):
            return x - radius, y - radius, x + radius, y + radius
        case Ellipse(x, y, across, down):
            return x - across, y - down, x + across, y + down
        case Words():
            return shape.bounds
        case Path(strokes):
            points = [point for stroke in strokes for point in stroke]
            xs, ys = [x for x, _ in points] or [0], [y for _, y in points] or [0]
            return min(xs), min(ys), max(xs), max(ys)


def messages(diagram: Diagram, picture: Picture) -> list[tuple[Message, Element]]:
    flat = [visit.node for visit in visits(diagram.statements)]
    return [(flat[each.number], each) for each in picture.elements if each.role == "message"]


@settings(deadline=None, max_examples=40)
@given(DRAWN)
def test_no_two_texts_overlap(drawn):
    boxes = [(each, each.bounds) for each in words(laid_out(*drawn, title="A title"))]
    for (one, a), (other, b) in combinations(boxes, 2):
        apart = a[2] <= b[0] + 0.5 or b[2] <= a[0] + 0.5 or a[3] <= b[1] + 0.5 or b[3] <= a[1] + 0.5
        assert apart, (one, other)


@settings(deadline=None, max_examples=40)
@given(DRAWN)
def test_all_is_within_the_canvas(drawn):
    picture = laid_out(*drawn)
    for shape in shapes(picture):
        left, top, right, bottom = bounds(shape)
        assert -0.2 <= left <= right <= picture.width + 0.2, shape
        assert -0.2 <= top <= bottom <= picture.height + 0.2, shape


@settings(deadline=None, max_examples=40)
@given(diagrams())
def test_arrows_go_from_lifeline_to_lifeline(diagram):
    picture = laid_out(diagram)
    column = {each.id: x for each, x in zip(diagram.participants, picture.columns, strict=True)}
    created = {visit.node.id for visit in visits(diagram.statements) if getattr(visit.node, "created", False)}
    for message, element in messages(diagram, picture):
        line = next(s for s in element.shapes if isinstance(s, Path) and s.style in ("solid", "dotted"))
        start, end = line.strokes[0][0], line.strokes[0][-1]
        bars = sizes.BAR / 2 + 20 * sizes.LIFT if any(s.style == "bar" for s in picture.ground) else sizes.BAR / 2
        if message.sender not in created:
            assert abs(start[0] - column[message.sender]) <= bars
        if message.receiver not in created:
            assert abs(end[0] - column[message.receiver]) <= bars
        if message.sender != message.receiver:
            assert start[1] == end[1]


@settings(deadline=None, max_examples=40)
@given(diagrams())
def test_the_order_is_kept(diagram):
    picture = laid_out(diagram)
    assert all(a < b for a, b in pairwise(picture.columns))
    drawn = [element for _, element in messages(diagram, picture)]
    tops = [min(bounds(shape)[1] for shape in element.shapes) for element in drawn]
    bottoms = [max(bounds(shape)[3] for shape in element.shapes) for element in drawn]
    assert all(bottom <= top + 0.2 for bottom, top in zip(bottoms, tops[1:], strict=False))
    assert [each.number for each in drawn] == sorted(each.number for each in drawn)


@settings(deadline=None, max_examples=40)
@given(diagrams())
def test_every_label_is_there(diagram):
    picture = laid_out(diagram)
    shown = {e.number: e for e in picture.elements if e.role in ("message", "note", "frame", "section")}
    for number, visit in enumerate(visits(diagram.statements)):
        if isinstance(visit.node, Message | Note):
            said = "".join(read(visit.node.text)).replace(" ", "")
            texts = (s.text for s in shown[number].shapes if isinstance(s, Words) and s.style == "text")
            assert "".join(texts).replace(" ", "").startswith(said)  # behind it may stand the head that it creates
        elif visit.section and visit.node.kind != "rect" and read(visit.section.label):
            said = "".join(read(visit.section.label)).replace(" ", "")
            texts = "".join(s.text for s in shown[number].shapes if isinstance(s, Words)).replace(" ", "")
            assert f"[{said}]" in texts
    heads = [element for element in picture.elements if element.role == "lifeline"]
    assert len(heads) == len(diagram.participants)


@settings(deadline=None, max_examples=40)
@given(DRAWN)
def test_the_same_diagram_gives_the_same_picture(drawn):
    assert laid_out(*drawn) == laid_out(*drawn)


@pytest.mark.parametrize(
    ("name", "picture"), [*seeds(), *edited()], ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_seeds_are_legible_at_a_thousand_pixels(name: str, picture: Picture):
    scale = min(1.0, 1000 / picture.width)
    assert min(each.size for each in words(picture)) * scale >= 12


@pytest.mark.parametrize(
    ("name", "picture"), [*seeds(), *edited()], ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_seeds_look_as_they_did(name: str, picture: Picture):
    assert outline(picture) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def texts_of(picture: Picture, role: str) -> list[str]:
    return [s.text for e in picture.elements if e.role == role for s in e.shapes if isinstance(s, Words)]


def test_what_did_not_change_is_folded_and_counted():
    diagram = diagram_of("sequenceDiagram\nA->>B: 1\nA->>B: 2\nloop x\nA->>B: 3\nend\nA->>B: 4\n")
    picture = laid_out(diagram, Marks({n: Mark("hidden") for n in (0, 1, 2)}))
    assert texts_of(picture, "fold") == ["3 unchanged steps"]
    assert texts_of(picture, "message") == ["4"]


def test_bars_of_what_is_folded():
    text = "sequenceDiagram\nA->>+B: 0\nB->>+C: 1\nC-->>-B: 2\nB->>+D: 3\nB->>C: 4\nD-->>-B: 5\nB-->>-A: 6\n"
    diagram = diagram_of(text)
    bars = [s for s in laid_out(diagram, Marks({n: Mark("hidden") for n in (1, 2, 3)})).ground if s.style == "bar"]
    assert len(bars) == 2  # of C there is nothing to see
    assert min(bar.height for bar in bars) > 50


def test_numbers_count_what_is_folded():
    diagram = diagram_of("sequenceDiagram\nautonumber\nA->>B: 1\nloop x\nA->>B: 2\nautonumber 20 5\nend\nA->>B: 20\n")
    picture = laid_out(diagram, Marks({1: Mark("hidden"), 2: Mark("hidden")}))
    assert [t for t in texts_of(picture, "message") if t.isdigit()] == ["20", "20"]


def test_a_lifeline_whose_creation_is_folded_begins_at_the_top():
    diagram = diagram_of("sequenceDiagram\nA->>A: 0\ncreate participant B\nA->>B: be\nB->>A: hi\n")
    picture = laid_out(diagram, Marks({0: Mark("hidden"), 2: Mark("hidden")}))
    first, second = [s for s in picture.ground if s.style == "lifeline"]
    assert bounds(first)[1] == bounds(second)[1]


def test_remarks_stand_below_a_part_with_a_sign_of_their_own():
    diagram = diagram_of("sequenceDiagram\nA->>B: 1\nopt x\nA->>B: 2\nend\n")
    remarks = (Remark("breaking", "BREAKING: no"), Remark("strengthening", "more"))
    marks = Marks({0: Mark("changed", remarks=remarks), 1: Mark("added", remarks=remarks[:1])}, remarks=remarks[1:])
    picture = laid_out(diagram, marks, "T")
    assert [s.text for s in words(picture) if s.style == "why"] == ["BREAKING: no", "BREAKING: no"]
    assert [s.text for s in words(picture) if s.style == "more"] == ["more", "more"]
    signs = [(s.y, s.text) for s in words(picture) if s.style.startswith("sign") and s.x < sizes.GUTTER]
    assert [text for _, text in sorted(signs)][:5] == ["~", "!", "↑", "+", "!"]
    assert {"breaking", "strengthening"} <= {s.text for s in words(picture)}


def test_old_texts_are_struck_out_and_signs_stand_in_the_gutter():
    diagram = diagram_of("sequenceDiagram\nA->>B: after 20s\nB->>A: gone\nA->>B: new\nA->>B: fails\n")
    marks = {0: Mark("changed", "after 6s"), 1: Mark("removed"), 2: Mark("added"), 3: Mark("failing")}
    picture = laid_out(diagram, Marks(marks))
    styles = {s.text: s.style for s in words(picture)}
    assert styles["after 6s"] == "old" and styles["after 20s"] == "text" and styles["gone"] == "old"
    signs = [s.text for s in words(picture) if s.style.startswith("sign") and s.x < sizes.GUTTER]
    assert signs[:4] == ["~", "−", "+", "!"]
    labels = [e.label for e in picture.elements if e.role == "message"]
    assert labels[:2] == ["changed: A to B: after 20s (was: after 6s)", "removed: B to A: gone"]
    assert {"added", "changed", "removed", "fails here"} <= {s.text for s in words(picture)}


def test_why_a_part_fails_stands_below_it():
    diagram = diagram_of("sequenceDiagram\nA->>B: 1\nnote over A: 2\nA->>B: 3\n")
    picture = laid_out(diagram, Marks({0: Mark("failing", about="it must not"), 1: Mark("failing", about="nor this")}))
    assert [s.text for s in words(picture) if s.style == "why"] == ["it must not", "nor this"]


def test_seen_missing_and_unobservable_differ_without_colour():
    diagram = diagram_of("sequenceDiagram\nA->>B: 1\nA->>B: 2\nA->>B: 3\n")
    picture = laid_out(diagram, Marks({0: Mark("seen"), 1: Mark("missing"), 2: Mark("unobservable", about="no log")}))
    signs = [s for e in picture.elements if e.role == "legend" for s in e.shapes if "sign" in s.style]
    assert [type(sign).__name__ for sign in signs[:3]] == ["Path", "Circle", "Words"]
    assert [e.label for e in picture.elements if e.role == "message"][2].startswith("no source could show it (no log):")


def test_numbers_count_all_messages_and_are_shown_while_they_are_on():
    diagram = diagram_of("sequenceDiagram\nautonumber 10 5\nA->>B: a\nautonumber off\nA->>B: b\nautonumber\nA->>B: c\n")
    assert [t for t in texts_of(laid_out(diagram), "message") if t.isdigit()] == ["10", "20"]


def test_bars_begin_and_end_at_their_messages():
    picture = laid_out(diagram_of("sequenceDiagram\nA->>+B: go\nB->>B: work\nB-->>-A: done\n"))
    (bar,) = [s for s in picture.ground if s.style == "bar"]
    lines = [s for e in picture.elements for s in e.shapes if getattr(s, "style", "") in ("solid", "dotted")]
    assert (bar.y, bar.y + bar.height) == (lines[0].strokes[0][0][1], lines[-1].strokes[0][0][1])


def test_a_lifeline_begins_and_ends_where_it_is_created_and_destroyed():
    text = "sequenceDiagram\nA->>A: x\ncreate participant B\nA->>B: be\nB->>A: hi\ndestroy B\nB->>A: bye\nA->>A: y\n"
    picture = laid_out(diagram_of(text))
    first, second = [s for s in picture.ground if s.style == "lifeline"]
    assert bounds(first)[1] < bounds(second)[1] < bounds(second)[3] < bounds(first)[3]


def test_lifelines_leave_room_for_the_texts_on_them():
    diagram = diagram_of("sequenceDiagram\nparticipant A\nparticipant B\nparticipant C\nA->>C: a text right over B\n")
    picture = laid_out(diagram)
    middle = next(s for s in picture.ground if s.style == "lifeline" and s.strokes[0][0][0] == picture.columns[1])
    (text,) = [s for s in words(picture) if s.text.startswith("a text")]
    assert len(middle.strokes) == 2
    assert middle.strokes[0][1][1] <= text.bounds[1] and text.bounds[3] <= middle.strokes[1][0][1]


def test_many_lifelines_make_a_wide_picture_with_texts_of_the_same_size():
    lines = [f"L{n}->>L{n + 1}: message {n}" for n in range(40)]
    picture = laid_out(diagram_of("\n".join(["sequenceDiagram", *lines])))
    assert picture.width > 1000 and min(each.size for each in words(picture)) >= 12


@pytest.mark.parametrize(
    "text", ["sequenceDiagram\n", "sequenceDiagram\n  note over A: x\n", "sequenceDiagram\nrect red\nend\n"]
)
def test_little_is_a_picture_too(text: str):
    picture = laid_out(diagram_of(text))
    assert picture.width > 0 and picture.height > 0


def test_a_tree_that_breaks_the_rules_is_told():
    with pytest.raises(DiagramError):
        laid_out(Diagram((Message("A", "B", deactivate=True),)))


def test_ten_thousand_frames_in_each_other_are_drawn():
    depth = 10_000
    picture = laid_out(diagram_of("sequenceDiagram\n" + "opt x\n" * depth + "A->>B: deep\n" + "end\n" * depth))
    assert sum(element.role == "frame" for element in picture.elements) == depth


BOXED = """sequenceDiagram
participant Left
box Purple A title that is much longer than the one lifeline below it
participant B
end
participant Right
Left->>B: ask
B->>Right: ask
"""


def test_the_title_of_a_box_takes_room_beside_its_lifelines_and_no_others():
    picture = laid_out(diagram_of(BOXED))
    (box,) = (each for each in picture.elements if each.role == "box")
    assert len(box.shapes) <= 3
    area = next(each for each in picture.ground if isinstance(each, Rect) and each.style == "tint0")
    left, right = (
        next(
            s
            for e in picture.elements
            if e.role == "lifeline" and e.label.endswith(name)
            for s in e.shapes
            if isinstance(s, Rect)
        )
        for name in ("Left", "Right")
    )
    assert left.x + left.width < area.x and area.x + area.width < right.x
    assert all(area.x <= each.x and each.x + each.width <= area.x + area.width for each in box.shapes)


def test_who_comes_and_goes_does_not_stretch_the_heads_of_the_others():
    text = (
        "sequenceDiagram\nparticipant A\ncreate participant W as one<br/>two<br/>three\nA->>W: x\ndestroy W\nW->>A: y\n"
    )
    (head, *_) = (
        s for e in laid_out(diagram_of(text)).elements if e.role == "lifeline" for s in e.shapes if isinstance(s, Rect)
    )
    assert head.height < 2.5 * sizes.LINE
