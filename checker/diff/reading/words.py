"""Words that turn what a text says: without them another wording says the same, with them it may not.

Two texts of a matched step differ in wording only if they hold the same words of each group.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from checker.diff.change import Rank

# By group, patterns of words; a group counts by which of its patterns are there.
_TURNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "negation": (
            r"not|no|never|none|without|cannot|can't|don't|doesn't|isn't|won't|neither|nor|skip\w*|except|avoid\w*",
        ),
        "outcome": (
            r"success\w*|succeed\w*|ok|accept\w*|passed|healthy|confirm\w*|acknowledg\w*|ack",
            r"fail(?!over|back)\w*|refus\w*|reject\w*|error\w*|den(?:y|ies|ied)|lost|unhealthy|crash\w*|dead|nack|abort\w*",
            r"timeouts?|timed",
        ),
        "state": (
            r"up|online|alive|recover\w*|rejoin\w*|restor\w*",
            r"down|offline|unavailable|unreachable",
            r"master|primary|leader|active",
            r"backup|standby|secondary|replica|follower|passive",
        ),
        "deed": (
            r"promot\w*|claim\w*|acquir\w*|tak(?:e|es|ing)",
            r"demot\w*|releas\w*|resign\w*|step(?:s|ping)? down|giv(?:e|es|ing) up",
            r"start\w*|enabl\w*|open\w*|add(?:s|ed|ing)?",
            r"stop\w*|disabl\w*|clos\w*|remov\w*|delet\w*|kill\w*",
            r"fail(?:s|ed)?[ -]?over|switch\w*|migrat\w*",
            r"fail(?:s|ed)?[ -]?back|reclaim\w*|preempt\w*",
            r"read(?:s|ing)?|fetch\w*",
            r"writ\w*|updat\w*|stor\w*|sav(?:e|es|ing)",
        ),
        "order": (r"before|prior|until", r"after|once|upon|then"),
        "how many": (r"all|every|each|both", r"any|either|some|one of", r"majority|most", r"half|quarter", r"twice"),
        "bound from below": (r"(?:more|longer|later|no less|not less) than|minimum|min|at least",),
        "mode": (r"async\w*",),
    }
)
_STRONG = r"must|shall|always|never|only|guarantee\w*|ensur\w*|exactly|at most|at no time|zero|immediately"
_WEAK = (
    r"may|might|can|could|should|usually|typically|optional\w*|sometimes|possibly|normally|eventually|try|tries|"
    r"best effort"
)
_NAMED = re.compile(r"\b[a-z][a-z_-]*\d{1,3}\b")
_PARTS = re.compile(r"[^\W_]+")
# Words that begin with so many same letters are forms of one: failed, failures.
_STEM = 4
_SMALL_WORDS = (
    "a an the this that these those its their our and or but so as of to in on at by for from with via per is are was "
    "were be been being has have had it they we i e g now then also still just here there when while"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_INVARIANT = re.compile(
    rf"\b(?:{_STRONG}|unaffected|no longer|no (?:single|other|more|client|request)|without|continues?|stays?|remains?|"
    r"loses? no|lossless|protection)\b",
    re.IGNORECASE,
)


def turned(old: str, new: str) -> str:
    """Return in words which turn the one text has that the other lacks, or ''."""
    for group, patterns in _TURNS.items():
        for pattern in patterns:
            before, after = _found(pattern, old), _found(pattern, new)
            if bool(before) != bool(after):
                return f"'{before or after}' ({group}) stands in one of them only"
    return ""


def renamed(old: str, new: str) -> str:
    """Return in words which numbered name stands for another one of its kind ("web2" for "web1"), or ''."""
    before, after = set(_NAMED.findall(old)), set(_NAMED.findall(new))
    for one in sorted(before - after):
        for other in sorted(after - before):
            if one.rstrip("0123456789") == other.rstrip("0123456789"):
                return f"'{other}' stands for '{one}'"
    return ""


def gone(old: str, new: str) -> tuple[str, ...]:
    """Return the words of a text that say something and of which the other has none that begins alike."""
    kept = set(_PARTS.findall(new.casefold()))
    stems = {word[:_STEM] for word in kept}
    words = dict.fromkeys(_PARTS.findall(old.casefold()))
    return tuple(
        word
        for word in words
        if word not in kept | _SMALL and not word[0].isdigit() and not (word.isalpha() and word[:_STEM] in stems)
    )


def obliged(old: str, new: str) -> tuple[Rank, str] | None:
    """Return what became of how binding a text is: weaker is breaking, stronger is strengthening; None if the same."""
    strong_before, strong_after = _found(_STRONG, old), _found(_STRONG, new)
    weak_before, weak_after = _found(_WEAK, old), _found(_WEAK, new)
    if (strong_before and not strong_after) or (weak_after and not weak_before):
        word = f"'{weak_after}' is new" if weak_after and not weak_before else f"'{strong_before}' is gone"
        return Rank.BREAKING, f"{word}, so it binds less"
    if (strong_after and not strong_before) or (weak_before and not weak_after):
        word = f"'{strong_after}' is new" if strong_after and not strong_before else f"'{weak_before}' is gone"
        return Rank.STRENGTHENING, f"{word}, so it binds more"
    return None


def unbound(text: str) -> str:
    """Return a text without the words that say how binding it is."""
    return re.sub(rf"\b(?:{_STRONG}|{_WEAK})\b", " ", text, flags=re.IGNORECASE)


def is_invariant(text: str) -> bool:
    """Say whether a text says what always, or never, is so."""
    return _INVARIANT.search(text) is not None


def _found(pattern: str, text: str) -> str:
    match = re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE)
    return match[0].lower() if match else ""
