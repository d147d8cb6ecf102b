"""Words of a line: quotes, escapes, comments, variables; HAProxy's own reading of the same lines."""

import random
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.configs.haproxy import tokens as t
from checker.configs.haproxy.tokens import tokens
from tests.configs.haproxy import daemon

HELD = {"A": "x", "LIST": "b  c", "EMPTY": "", ".LINE": "1"}

WORDS = {
    r"a b": ["a", "b"],
    " \ta\t b  ": ["a", "b"],
    "a\vb\fc": ["a", "b", "c"],
    r"a\ b": ["a b"],
    r"a\tb": ["a\tb"],
    r"a\#b#c d": ["a#b"],
    r"a\x41\x4a": ["aAJ"],
    "a\\": ["a\\"],
    r"a\qb": [r"a\qb"],
    r"'a b' 'c\' d": ["a b", "c\\", "d"],
    r"'a # $A' # c": ["a # $A"],
    r'"a # b"c': ["a # bc"],
    r'"a\"b\\c\$d\'"': ["a\"b\\c$d'"],
    r'"a\nb\ c\#d"e': ["a\nb c#de"],
    "a''b \"\" c": ["ab", "", "c"],
    "'it'\"'\"'s'": ["it's"],
    "\"$A\" $A '$A'": ["x", "$A", "$A"],
    r'a\$A "\$A"': [r"a\$A", "$A"],
    '"${A}y$A-z"': ["xyx-z"],
    '"${EMPTY-d}" "${UNSET-d}" "${UNSET-}e"': ["", "d", "e"],
    '"${LIST}" "${LIST[*]}z"': ["b  c", "b", "cz"],
    '"${EMPTY[*]}"': [""],
    '"$.LINE"': ["1"],
    "a\rb": ["a"],
    "caf\u00e9 \u2713": ["caf\u00e9", "\u2713"],
    "": [],
    "# a": [],
}
FAULTS = {
    '"a': t.UNENDED,
    "'a": t.UNENDED,
    "a \"b'": t.UNENDED,
    r"\xzz": t.BAD_HEX,
    r'"\x4"': t.BAD_HEX,
    '"a$"': t.BAD_NAME,
    '"$1"': t.BAD_NAME,
    '"${A"': t.BAD_BRACE,
    '"${A+b}"': t.BAD_BRACE,
    '"${A-b c}"': t.BAD_BRACE,
    "a\0b": t.NUL,
}


@pytest.mark.parametrize("line", WORDS)
def test_words(line):
    found, faults = tokens(line, HELD.get)
    assert ([each.text for each in found], faults) == (WORDS[line], [])


@pytest.mark.parametrize("line", FAULTS)
def test_faults(line):
    assert [fault.what for fault in tokens(line, HELD.get)[1]] == [FAULTS[line]]


def test_an_unknown_variable_leaves_its_word_open():
    found, faults = tokens('a "x${NOT}" "$NOT"', HELD.get)
    why = "the environment variable NOT is not known"
    assert [(each.text, each.unknown) for each in found] == [("a", ""), ("x${NOT}", why), ("$NOT", why)]
    assert not faults


def test_places():
    found, _ = tokens("  ab 'c d'#e", HELD.get)
    assert [(each.start, each.end) for each in found] == [(2, 4), (5, 10)]


@given(st.text(st.sampled_from("ab \t'\"\\$#{}-[]*xA1.\r\0é"), max_size=30))
def test_words_stand_where_they_say(line):
    found, faults = tokens(line, HELD.get)
    places = list(dict.fromkeys((each.start, each.end) for each in found))
    assert all(0 <= start < end <= len(line) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    if not faults:
        gaps = [
            line[one:other] for one, other in zip([0, *[e for _, e in places]], [s for s, _ in places], strict=False)
        ]
        assert not "".join(gaps).strip(" \t\v\f")


@pytest.mark.slow
@daemon.needed()
def test_haproxy_reads_the_same(tmp_path, monkeypatch):
    for name in ("A", "LIST", "EMPTY"):
        monkeypatch.setenv(name, HELD[name])
    said = {}
    for line, words in WORDS.items():
        if len(words) == 1 and "\n" not in words[0]:
            _, text = daemon.check(tmp_path / "haproxy.cfg", f".notice {line}\n")
            found = re.search(r"haproxy\.cfg:1\]: '(.*)'\.$", text, re.MULTILINE)
            said[line] = found[1] if found else text
    assert said == {line: WORDS[line][0] for line in said}
    assert len(said) > 10


@pytest.mark.slow
@daemon.needed()
def test_haproxy_refuses_the_same(tmp_path):
    for line in FAULTS:
        status, text = daemon.check(tmp_path / "haproxy.cfg", f".notice {line}\n")
        assert status == 1, (line, text)


@pytest.mark.slow
@daemon.needed()
@pytest.mark.parametrize("seed", range(4))
def test_haproxy_reads_the_same_of_random_lines(tmp_path, seed):
    chosen = random.Random(seed)
    lines = ["".join(chosen.choices("ab \t'\"\\#x4$A{}", k=chosen.randint(1, 9))) for _ in range(120)]
    for line in lines:
        status, text = daemon.check(tmp_path / "haproxy.cfg", f".notice {line}\n")
        found, faults = tokens(line, lambda _: "")
        wrong = "fault" if faults else ""
        wrong = wrong or ("several" if len(found) > 1 else "")
        match = re.search(r"haproxy\.cfg:1\]: '(.*)'\.$", text, re.MULTILINE | re.DOTALL)
        assert bool(wrong) == (match is None and status == 1), (line, found, faults, text)
        if match and not wrong:
            assert match[1].startswith(found[0].text if found else ""), (line, text)
