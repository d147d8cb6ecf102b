"""Any diagrams with any marks: trees, so that nothing but the layout is asked."""

from hypothesis import strategies as st

from checker.diagram.arrows import ARROWS
from checker.diagram.tree import (
    Activation,
    Autonumber,
    Block,
    Box,
    Declaration,
    Destroy,
    Diagram,
    Message,
    Note,
    Participant,
    Section,
    visits,
)
from checker.picture.marks import Mark, Marks

WORDS = st.text("abcdefghijklmnop ABC 0123456789.:/-_()äß→日本🙂\t", max_size=40)
TEXTS = st.one_of(
    WORDS,
    st.lists(WORDS, min_size=2, max_size=3).map("<br/>".join),
    st.sampled_from(["", "a < b & c > d", "#35; and #infin;", "x" * 90, "\x00\x07\ud800", "W" * 12 + " " + "W" * 12]),
)
TYPES = ("participant", "actor", "database", "queue", "boundary")


@st.composite
def diagrams(draw, most: int = 6):
    """Draw a diagram of up to so many lifelines."""
    ids = [f"L{number}" for number in range(draw(st.integers(1, most)))]
    named = st.sampled_from(ids)
    pairs = st.sampled_from(list(ARROWS))
    messages = st.builds(
        Message,
        named,
        named,
        pairs,
        TEXTS,
        st.booleans(),
        st.booleans(),
        st.sampled_from(["", "sender", "receiver", "both"]),
    )
    notes = st.one_of(
        st.builds(Note, st.sampled_from(["left of", "right of", "over"]), st.tuples(named), TEXTS),
        st.builds(Note, st.just("over"), st.tuples(named, named), TEXTS),
    )
    others = st.one_of(
        st.builds(Activation, named, st.booleans()),
        st.builds(Autonumber, st.sampled_from([None, 1, 99.5]), st.sampled_from([None, 1, 0.25]), st.booleans()),
        st.builds(Destroy, named),
    )
    leaves = st.one_of(messages, messages, messages, notes, others)

    def blocks(inner):
        sections = st.builds(Section, TEXTS, st.lists(inner, max_size=4).map(tuple))
        several = st.lists(sections, min_size=1, max_size=3).map(tuple)
        coloured = st.builds(
            Section, st.sampled_from(["rgb(255, 0, 0)", "teal", "nonsense", ""]), st.lists(inner, max_size=3).map(tuple)
        )
        return st.one_of(
            st.builds(Block, st.sampled_from(["alt", "par", "critical", "par_over"]), several),
            st.builds(Block, st.sampled_from(["loop", "opt", "break"]), st.tuples(sections)),
            st.builds(Block, st.just("rect"), st.tuples(coloured)),
        )

    statement = st.recursive(leaves, blocks, max_leaves=12)
    body = draw(st.lists(statement, max_size=8))
    created = draw(st.sets(named, max_size=1))
    participants = tuple(
        Participant(id, draw(TEXTS) or id, draw(st.sampled_from(TYPES)), box=0 if index < 2 else None)
        for index, id in enumerate(ids)
    )
    boxed = (Box("lightblue", draw(TEXTS)),) if draw(st.booleans()) else ()
    if not boxed:
        participants = tuple(Participant(p.id, p.label, p.type) for p in participants)
    begun = tuple(Declaration(id, created=True) for id in created)
    return Diagram((*boxed, *begun, *body), participants)


@st.composite
def marked(draw, diagram: Diagram):
    """Draw marks for a diagram."""
    kinds = st.sampled_from(
        ["added", "removed", "changed", "failing", "seen", "missing", "unobservable", "hidden"],
    )
    marks = st.builds(Mark, kinds, TEXTS, WORDS)
    count = len(list(visits(diagram.statements)))
    lifelines = st.sampled_from([each.id for each in diagram.participants])
    shown = marks.filter(lambda mark: mark.kind != "hidden")
    return Marks(
        draw(st.dictionaries(st.integers(0, max(count - 1, 0)), marks, max_size=6)),
        draw(st.dictionaries(lifelines, shown, max_size=3)),
        draw(st.dictionaries(st.integers(0, max(count - 1, 0)), TEXTS, max_size=3)),
    )
