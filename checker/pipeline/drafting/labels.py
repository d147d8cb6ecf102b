"""Labels as a contract writes them: what stays the same in a text, with `{name}` for what it says of whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from checker.model.phrases.lines import lines_of
from checker.pipeline.drafting.naming import Names

_STATE = r"UP|DOWN|MAINT|DRAIN|MASTER|BACKUP|FAULT|STOP"
# Where the part of a text ends that says what it is: brackets, quotes, numbers, addresses, what comes behind a colon.
_VARIABLE = r"[({\[\"'`]|\S*://\S*|\?\S*|(?<![\w.])\S*\d\S*|:(?=\s)"
_ARROW = r"(?:→|⇒|⟶|->|-->|=>|â†’)"
_CHANGE = re.compile(rf"(?P<subject>[\w.\-]+):[ \t]*(?P<before>{_STATE})[ \t]*{_ARROW}[ \t]*(?P<after>{_STATE})\b")
# Words that say nothing by themselves.
IDLE = frozenset(
    re.findall(
        r"\w+",
        "a about after an and are as at be by each every for has have in is it its least minute minutes most of on or "
        "second seconds self takes than that the to up was with within",
    )
)
# Further ones with which texts begin, in some of the languages in which documents are written.
_PROSE = frozenset(
    re.findall(
        r"\w+",
        "all any before by during if no not now once only since so some still then there this these until when while "
        "aber alle auf bei das dem den der des die dies eine einer eines er es für hat höchstens im in innerhalb ist "
        "jede jeder mindestens mit nach nicht noch nun ohne seit sobald sonst und vom von vor wenn zu zum zur über "
        "après au aux avant chaque dans de dès du elle en et il la le les par pas pour quand sans si sur un une "
        "al antes cada con cuando desde después el ella hasta la las los no para por se sin tras una uno y",
    )
)
_WORD = re.compile(r"\w+")
_STATUS = re.compile(r"[1-5]\d\d [A-Z]\w*")


@dataclass(frozen=True)
class Labels:
    """Makes labels of texts; `names` are those that may stand for anybody of their kind."""

    names: Names

    @cached_property
    def _tokens(self) -> re.Pattern[str]:
        def any_of(words: tuple[str, ...]) -> str:
            return "|".join(map(re.escape, words)) or r"(?!)"

        servers, hosts = any_of(self.names.server_words), any_of(self.names.host_words)
        return re.compile(
            rf"(?<!\w)(?:(?P<host>{hosts})|(?P<server>{servers})|(?P<state>{_STATE})|:(?P<port>\d{{2,5}}))(?!\w)|"
            rf"(?P<cut>{_VARIABLE})",
        )

    def label(self, text: str, places: Mapping[str, str], brackets: bool = False) -> str:
        """Return the label of one line of a text; `places` are the kinds of words that it keeps, each with its name.

        The label ends where something begins that has no place in it (with `brackets`: it goes on into brackets); `...`
        stands for such a thing at its start.
        """
        text = text.strip()
        if "change" in places:
            return "{subject}: {before} ... {after}"
        found, at = [], 0
        if status := _STATUS.match(text):
            found, at = [status[0]], status.end()
        for match in self._tokens.finditer(text, at):
            kind = match.lastgroup or ""
            if (kind == "state" and kind not in places) or (brackets and match[0] == "("):
                continue
            if kind in places:
                mark = ":" if kind == "port" else ""
                found += [text[at : match.start()], f"{mark}{{{places[kind]}}}"]
                at = match.end()
            elif kind == "cut" and match[0] == ":" and places:
                continue
            elif any(word.strip() for word in found) or text[at : match.start()].strip():
                return _tidy("".join([*found, text[at : match.start()]]))
            else:
                found, at = ["... "], match.end()
                if match[0] in "({[\"'`":
                    return "..."
        return _tidy("".join([*found, text[at:]]))

    def lines(self, text: str) -> Iterator[str]:
        """Yield the lines of a text that are not empty."""
        return (line.text for line in lines_of(text) if line.text.strip())


def changes(text: str) -> bool:
    """Say whether a text tells of a change of state such as `pgb2: UP -> DOWN`."""
    return bool(_CHANGE.search(text))


def too_little(label: str, line: str) -> bool:
    """Say whether a label keeps of a longer text only words of which any prose is full."""
    words = _WORD.findall(label)
    return len(words) < len(_WORD.findall(line)) and all(word.lower() in IDLE | _PROSE for word in words)


def _tidy(label: str) -> str:
    return re.sub(r"\s+", " ", label).strip().rstrip(",;:.-=/ ").strip() or "..."
