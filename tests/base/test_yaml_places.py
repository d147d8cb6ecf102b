"""YAML with places: what is read, where it stood, and the exact message for every way to get it wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.base.errors import InputError
from checker.base.places import Place
from checker.base.yaml_places import Entries, InputErrors, Items, Scalar, read_yaml


def test_every_key_and_scalar_knows_its_place():
    node = read_yaml(b"a: 1\nb:\n  - x\n  - {c: 'y'}\n", "f.yaml")
    assert isinstance(node, Entries)
    assert node.by_key["a"].place == Place("f.yaml", 1, 1)
    assert node.by_key["a"].value == Scalar("1", Place("f.yaml", 1, 4))
    items = node.by_key["b"].value
    assert isinstance(items, Items)
    assert items.nodes[0] == Scalar("x", Place("f.yaml", 3, 5))
    inner = items.nodes[1]
    assert isinstance(inner, Entries)
    assert inner.by_key["c"].value == Scalar("y", Place("f.yaml", 4, 9), quoted=True)


@pytest.mark.parametrize("text", ["no", "yes", "1:30", "010", "1_000", "2026-11-21", "0x10", "1e3"])
def test_scalars_stay_what_was_written(text):
    node = read_yaml(f"a: {text}\n".encode(), "f.yaml")
    assert isinstance(node, Entries)
    assert node.by_key["a"].value == Scalar(text, Place("f.yaml", 1, 4))


def test_columns_count_characters_not_bytes():
    node = read_yaml("{ä: 'öö', b: c}\n".encode(), "f.yaml")
    assert isinstance(node, Entries)
    assert node.by_key["b"].place.column == 11


def test_a_byte_order_mark_is_no_text():
    node = read_yaml(b"\xef\xbb\xbfa: 1\n", "f.yaml")
    assert isinstance(node, Entries)
    assert list(node.by_key) == ["a"]


def test_aliases_and_merge_keys_keep_the_place_where_they_were_written():
    node = read_yaml(b"base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n", "f.yaml")
    assert isinstance(node, Entries)
    use = node.by_key["use"].value
    assert isinstance(use, Entries)
    assert use.by_key["x"].value == Scalar("1", Place("f.yaml", 1, 14))
    assert use.by_key["y"].value == Scalar("3", Place("f.yaml", 4, 6))


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 10)) for i in range(8)
)
WRONG = [
    (
        b"a: 1\n\tb: 2\n",
        "f.yaml:2:1: not YAML: found a tab character that violates indentation\n"
        "  hint: a tab cannot indent YAML: use blanks",
    ),
    (
        b"a: @x\n",
        "f.yaml:1:4: not YAML: found character that cannot start any token\n"
        "  hint: put quotes around a text that starts with @",
    ),
    (
        b"a: b: c\n",
        "f.yaml:1:5: not YAML: mapping values are not allowed in this context\n"
        "  hint: put quotes around a text that holds ': '",
    ),
    (
        b"a: [1\n",
        "f.yaml:2:1: not YAML: did not find expected ',' or ']'\n"
        "  hint: look above for a bracket or quote that is never closed, or a line indented otherwise than its "
        "neighbours",
    ),
    (b"a: 'x\n", "f.yaml:2:1: not YAML: found unexpected end of stream"),
    (b"a: 1\na: 2\n", "f.yaml:2:1: key 'a' stands here again\n  hint: it stands first at f.yaml:1"),
    (
        b"a: !!python/object:os.system x\n",
        "f.yaml:1:4: unknown tag 'tag:yaml.org,2002:python/object:os.system'\n  hint: write the value without a tag",
    ),
    (b"a: *b\n", "f.yaml:1:4: alias '*b' names nothing that is complete before it"),
    (b"a: &a [*a]\n", "f.yaml:1:8: alias '*a' names nothing that is complete before it"),
    (BOMB, "f.yaml:5:4: unfolds to more than 100000 values\n  hint: use fewer aliases"),
    (b"a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document starts here\n  hint: remove the line `---`"),
    (b"a: " + b"[" * 99, "f.yaml:1:44: nested deeper than 40 levels"),
    (b"ok: 1\nbad: \xff\n", "f.yaml:2:6: not UTF-8 text (byte 0xff)\n  hint: save the file as UTF-8"),
    (b"ok: 1\nbad: \x01\n", "f.yaml:2:6: control character U+0001\n  hint: remove it, or write it as an escape"),
    (b"? [a]\n: b\n", "f.yaml:1:3: a key must be a text"),
]


@pytest.mark.parametrize(("data", "message"), WRONG, ids=[m.split("\n")[0][8:50] for _, m in WRONG])
def test_what_is_wrong_is_said_with_its_place(data, message):
    with pytest.raises(InputError) as caught:
        read_yaml(data, "f.yaml")
    assert str(caught.value) == message


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(InputErrors) as caught:
        read_yaml(b"a: !x 1\nb: 2\nb: 3\n", "f.yaml")
    assert [e.place.line for e in caught.value.errors if e.place] == [1, 3]


@given(st.binary(max_size=200) | st.text("ab:-[]{}&*!|>'\"\n \t#,?<", max_size=60).map(str.encode))
def test_any_bytes_give_a_node_or_an_input_error(data):
    try:
        read_yaml(data, "f.yaml")
    except InputError as error:
        assert isinstance(error, InputErrors) or error.place is not None
