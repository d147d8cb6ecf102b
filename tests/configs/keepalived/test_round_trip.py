"""Words stand where they say, files can be written back byte by byte, and nothing that is read raises."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.configs.formats.keepalived import FORMAT
from checker.configs.keepalived.nodes import read_each_id
from checker.configs.keepalived.tree import Node
from checker.configs.source import Source, Surroundings, decode, encode, finder
from checker.configs.words import Word, apply_edits, insert_line, replace_word
from tests.configs.keepalived.accepted import ACCEPTED
from tests.configs.keepalived.corpus import files_of
from tests.configs.keepalived.faults import REJECTED
from tests.configs.keepalived.reading import node, nodes

ALL = {**ACCEPTED, **REJECTED}
TEXTS = [text for case in ALL.values() for text in files_of(case).values()]


def words(nodes: list[Node]) -> Iterator[Word]:
    for each in nodes:
        yield from (token.word for token in each.tokens)
        yield from words(each.children or [])


def words_of(text: str) -> list[Word]:
    reads = read_each_id(Source("keepalived.conf", text), Surroundings())
    found = {(word.start, word.end): word for read in reads for word in words(read.tree.nodes)}
    return [found[key] for key in sorted(found)]


@pytest.mark.parametrize("name", ALL)
def test_each_word_stands_where_it_says(name):
    for text in files_of(ALL[name]).values():
        lines = text.split("\n")
        for word in words_of(text):
            assert text[word.start : word.end] == word.raw
            assert lines[word.place.line - 1][word.place.column - 1 :].startswith(word.raw)


@pytest.mark.parametrize("name", ACCEPTED)
def test_words_and_what_is_between_them_are_the_file(name):
    for text in files_of(ACCEPTED[name]).values():
        at, pieces = 0, []
        for word in words_of(text):
            if word.start >= at:
                pieces += [text[at : word.start], word.raw]
                at = word.end
        assert "".join([*pieces, text[at:]]) == text
        assert apply_edits(text, {replace_word(word, word.raw) for word in words_of(text)}) == text


# A line that is added within a definition would end it; the gate drops a repair that does not help.
IN_DEFINITIONS = {"sequence-of-instances", "variable-lines-nested"}


@pytest.mark.parametrize("name", [name for name in ACCEPTED if name not in IN_DEFINITIONS])
def test_a_line_can_be_added_to_each_instance(name):
    files = files_of(ACCEPTED[name])
    for before in nodes(files):
        for at, instance in enumerate(before.instances):
            path = instance.block.place.file
            changed = {**files, path: apply_edits(files[path], [insert_line(instance.block, "priority 77")])}
            after = node(changed, before.config_id).instances[at]
            assert after.name == instance.name
            assert after.priority.value == 77 or not instance.priority.is_default


def test_a_word_that_is_changed_is_read_again():
    text = files_of(ACCEPTED["variable"])["keepalived.conf"]
    priority = node(text).instances[0].priority
    assert priority.word is not None
    changed = apply_edits(text, [replace_word(priority.word, "99")])
    assert changed.startswith("$PRIO=99\n")
    assert node(changed).instances[0].priority.value == 99


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = bytearray(encode(draw(st.sampled_from(TEXTS))))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        match draw(st.integers(0, 3)):
            case 0:
                data[at:at] = draw(
                    st.sampled_from([b"{", b"}", b'"', b"'", b"\\", b"$", b"@a ", b"~SEQ(", b"#", b"\n"])
                )
            case 1:
                data[at:at] = draw(st.binary(min_size=1, max_size=4))
            case 2:
                del data[at : at + draw(st.integers(1, 20))]
            case _:
                other = encode(draw(st.sampled_from(TEXTS)))
                data[at:at] = other[: draw(st.integers(0, 80))]
    return bytes(data)


@given(mutated())
@settings(max_examples=300, deadline=None)
def test_mutated_files_are_read(data):
    text = decode(data)
    assert encode(text) == data
    source = Source("keepalived.conf", text)
    result = FORMAT.parse([source], Surroundings({}, finder([source])))
    for word in words_of(text):
        assert text[word.start : word.end] == word.raw
    assert all(problem.where and problem.where.line <= text.count("\n") + 1 for problem in result.problems)
    assert isinstance(FORMAT.recognises("x.conf", text), bool)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read(data):
    FORMAT.parse([Source("keepalived.conf", decode(data))], Surroundings())
