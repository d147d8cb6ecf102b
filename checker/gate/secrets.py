"""Where passwords and keys stand in a line of a configuration, whatever its format.

A name tells it (of a variable, a YAML key, a header: it holds PASS, SECRET, TOKEN, KEY or the like), or a keyword of a
daemon, or the form of a URL. What only refers to a variable is no secret, and neither is a switch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

Stretch = tuple[int, int]

_KIND = "(?:PASS|SECRET|TOKEN|KEY|PWD|CREDENTIAL)"
# The end of a name, which is enough to find it; and a whole one. (Bounded, as else long words take long.)
_NAME = rf"{_KIND}[\w.-]{{0,80}}"
_WHOLE = rf"[\w.$-]{{0,80}}?{_NAME}"
_DOUBLE = r'"(?P<double>(?:[^"\\]|\\.)*)"'
_SINGLE = r"'(?P<single>(?:[^'\\]|\\.|'')*)'"
_WORD = rf"""(?:{_DOUBLE}|{_SINGLE}|(?P<plain>(?:[^\s"'\\]|\\.)+))"""
_BLANK = r"(?:\\?\s)+"
# What can hide in a sentence as well as in a line. Each value is one of the groups `double`, `single`, `plain`.
_ANYWHERE = (
    # in a connection string, a query, JSON: name=value
    rf"""{_NAME}["']?\s*=\s*(?:{_DOUBLE}|{_SINGLE}|(?P<plain>[^\s"'&;]+))""",
    # a default: ${NAME:-value}, ${NAME-value}; such a name has no dash
    rf"{_KIND}\w{{0,80}}:?[-=](?P<plain>[^}}\s]+)\}}",
    # a user and a password in a URL: up to the last @ before the path, or else any
    r"""://[^\s/:@"']*:(?:(?P<plain>[^\s"'/]+)(?=@)|(?P<single>[^\s"'@]+)(?=@))""",
    rf"authorization[\"'\\:,\s]*(?:basic|bearer|token){_BLANK}(?P<plain>[^\s\"'\\]+)",
)
_IN_LINES = (
    # the whole of a line or an entry of a list, with blanks: NAME=value, name: value
    rf"""^\s*(?:-\s+)?(?:export\s+)?(?P<quote>["']?){_WHOLE}=(?P<plain>[^\n]*?)(?P=quote)\s*$""",
    rf"^\s*(?:-\s+)?{_WHOLE}:\s+(?P<plain>[^\s\"'{{[|>\#][^\n]*?)(?:\s+\#.*|\s*)$",
    # in JSON and flow mappings
    rf"""{_NAME}["']?:(?![-=?+])\s*(?:{_DOUBLE}|{_SINGLE}|(?P<plain>(?:\$\{{[^}}]*\}}|(?!\s\#)[^"',{{}}[\]|>\n])+))""",
    rf"""{_NAME}(?<!secrets)["']?:\s*\[(?P<plain>[^\]]+)\]""",
    # an option of a command, in one word or as two of a list
    rf"""(?:^|[\s"'\[,])--?{_WHOLE}["']?[\s,]+{_WORD}""",
    r"""\s(?:-u|--user)[\s="',]+[^\s:"']+:(?P<plain>[^\s"']+)""",
    # what daemons call otherwise
    rf"\bauth_pass\s+{_WORD}",
    r"\bstats\s+auth\s+(?P<quote>[\"']?)(?:[^\s:\\\"']|\\.)*:(?P<plain>(?:[^\s\"'\\]|\\.)+)",
    rf"\buser\s+\S+\s+(?:groups\s+\S+\s+)?(?:insecure-)?password\s+{_WORD}",
    rf"\b(?:pre)?setenv\s+{_WHOLE}\s+{_WORD}",
    rf"^\s*set\s+\${_WHOLE}\s+{_WORD}",
    rf"\b(?:hdr|(?:set|add)[-_]header|proxy_set_header)\s+[\"']?{_WHOLE}[\"']?\s+{_WORD}",
    rf"\bsend(?:-lf)?\s+[\"']?AUTH{_BLANK}(?P<plain>[^\s\"'\\]+)",
    rf"\b(?:dynamic-cookie-key|secure_link_md5|secure_link_secret)\s+{_WORD}",
)
_SENTENCES = tuple(re.compile(form, re.IGNORECASE) for form in _ANYWHERE)
_LINES = (*_SENTENCES, *(re.compile(form, re.IGNORECASE) for form in _IN_LINES))
# A line in which none of these stands hides nothing; most lines are done with by this.
_SUSPECT = re.compile(r"pass|secret|token|key|pwd|credential|://|auth|secure_link|-u\b|--user", re.IGNORECASE)
# No person reads such a line: what it hides is not searched for.
_LONGEST = 4096
_NAMED = re.compile(_NAME, re.IGNORECASE)
# A reference to a variable, a switch, and the placeholder of a hint.
_NO_SECRET = re.compile(r"\$\{?\w+\}?|\$\{\w+:?\?[^}]*\}|\*+|true|false|yes|no|on|off|null|none|~|VALUE", re.IGNORECASE)
_BLOCK = re.compile(rf"^(?P<indent>[\s-]*){_WHOLE}\s*:\s*[|>][+-]?\d?\s*(?:\#.*)?$", re.IGNORECASE)
_OPEN = re.compile(rf"^(?P<indent>[\s-]*)(?!secrets:){_WHOLE}\s*:\s*(?:\#.*)?$", re.IGNORECASE)
_ENTRY = re.compile(rf"""^\s*(?:-\s+)?["']?name["']?:\s*["']?{_WHOLE}["']?\s*$""", re.IGNORECASE)
_ITS_VALUE = re.compile(r"""^\s*["']?value["']?:\s*(?P<value>\S.*?)\s*$""", re.IGNORECASE)
_MAPPING = re.compile(r"^\s*(?:-\s+)?[\w.\"'-]+:(?:\s|$)")


def names_secret(name: str) -> bool:
    """Say whether what has this name is to be kept secret."""
    return _NAMED.search(name) is not None


def secrets_in(text: str, *, sentence: bool = False) -> list[Stretch]:
    """Return the stretches of a line that hide something, in their order, none within another.

    In a sentence of a report a keyword is just a word: `auth_pass differs`.
    """
    found: list[Stretch] = []
    for start, end in _stretches(text, _SENTENCES if sentence else _LINES):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _stretches(text: str, forms: Iterable[re.Pattern[str]] = _LINES) -> list[Stretch]:
    """Return all that the forms find, in its order; one may hold another: the default in `${PASSWORD:-default}`."""
    if not _SUSPECT.search(text):
        return []
    if len(text) > _LONGEST:
        return [(0, len(text))]
    return sorted({stretch for form in forms for stretch in _values(form, text)})


def _values(form: re.Pattern[str], text: str) -> Iterator[Stretch]:
    for match in form.finditer(text):
        name = next((each for each in ("double", "single", "plain") if match.groupdict().get(each)), "")
        if name and match[name].strip() and not _NO_SECRET.fullmatch(match[name].strip()):
            yield match.span(name)


def secrets_by_line(text: str) -> Mapping[int, tuple[str, ...]]:
    """Return the secret values of a whole file by their lines (from 1); some begin on a line above."""
    found: dict[int, tuple[str, ...]] = {}
    if not _SUSPECT.search(text):
        return found
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if not _SUSPECT.search(line):
            continue
        if own := tuple(line[start:end] for start, end in _stretches(line)):
            found[number] = own
        for below, value in _below(lines, number):
            found[below] = (*found.get(below, ()), value)
    return found


def _below(lines: list[str], number: int) -> Iterator[tuple[int, str]]:
    """Yield what stands on further lines: a text in a block, or the `value` of an entry with a `name`."""
    head = lines[number - 1].rstrip("\r")
    block, opened = _BLOCK.match(head), _OPEN.match(head)
    if indent := block or opened:
        for below, line in enumerate(lines[number:], number + 1):
            text = line.strip()
            deeper = len(line) - len(line.lstrip()) > len(indent["indent"])
            if (text and not deeper) or (opened and _MAPPING.match(line)):
                return
            if text:
                yield below, text.removeprefix("- ").strip("\"' ")
    elif _ENTRY.match(head) and number < len(lines) and (value := _ITS_VALUE.match(lines[number].rstrip("\r"))):
        yield number + 1, value["value"].strip("\"'")
