"""What the warnings about diagrams mean, for `verify explain`."""

from __future__ import annotations

from types import MappingProxyType

from checker.base.explanation import Explanation

_HEADER = "sequenceDiagram\n    "


def _explained(code: str, title: str, *words: str) -> Explanation:
    what, bad, good, fix = words
    why = "Mermaid draws it without a word. What is drawn is then not what its author meant, and nobody is told."
    return Explanation(code, title, what, why, _HEADER + bad, _HEADER + good, fix)


EXPLANATIONS = MappingProxyType(
    {
        e.code: e
        for e in (
            _explained(
                "text-cut-at-hash",
                "a text ends at a #",
                "In messages, notes, labels and aliases a # begins a comment; only `#word;` is kept, as a character.",
                "A->>B: ticket #42 is closed",
                "A->>B: ticket #35;42 is closed",
                "Write #35; for a # in a text.",
            ),
            _explained(
                "text-cut-at-semicolon",
                "a text ends at a ;",
                "A ; ends a statement, within a text too; what follows is read as the next one.",
                "A->>B: done ;)",
                "A->>B: done #59;)",
                "Write #59; for a ; in a text.",
            ),
            _explained(
                "undeclared-participant",
                "a lifeline that no participant line declares",
                "A diagram that declares its participants uses a further name, often a mistyped one. It becomes a "
                "second lifeline beside the one that was meant.",
                "participant Client\n    participant HAProxy\n    Client->>HaProxy: query",
                "participant Client\n    participant HAProxy\n    Client->>HAProxy: query",
                "Declare it, or write the declared name.",
            ),
            _explained(
                "activation-left-open",
                "an activation is never ended",
                "A lifeline is activated and stays active to the end of the diagram.",
                "A->>+B: work",
                "A->>+B: work\n    B-->>-A: done",
                "End it with `deactivate X`, or with - behind the arrow of a message from X.",
            ),
            _explained(
                "mojibake",
                "characters that were read in a wrong encoding",
                "UTF-8 text was once read as Windows-1252 and written again: an arrow became three other characters.",
                "Note over A: UP \u00e2\u2020\u2019 DOWN",
                "Note over A: UP \u2192 DOWN",
                "Write the character that was meant, and save the file as UTF-8.",
            ),
            _explained(
                "stray-character",
                "a character that begins no statement is passed over",
                "Where a statement may begin, a single character that fits nowhere is dropped; `(web)` becomes `web)`.",
                "(web)->>B: query",
                "web->>B: query",
                "Remove the character, or declare a participant with a label.",
            ),
            _explained(
                "name-read-as-comment",
                "a part of a line is read as a comment",
                "A character directly before `%%` is taken into the comment with it.",
                "A->>B: x\n    ;%%y",
                "A->>B: x\n    %% y",
                "Put comments on lines of their own.",
            ),
            _explained(
                "comment-in-id",
                "a comment behind an id is part of the id",
                "Behind `participant X` no comment can follow: it becomes part of the name.",
                "participant A %% the client",
                "%% the client\n    participant A",
                "Put the comment on a line of its own.",
            ),
            _explained(
                "alias-in-id",
                "an alias behind an id with blanks is part of the id",
                "An id with blanks takes no `as`: the whole line is the id.",
                "participant my server as S",
                "participant S as my server",
                "Use an id without blanks and write the words as its label.",
            ),
        )
    }
)
