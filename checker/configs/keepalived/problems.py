"""What is wrong with a keepalived.conf as such, as findings."""

from __future__ import annotations

from checker.base.finding import Finding, Related, Severity
from checker.base.places import Place
from checker.configs.words import Word

SYNTAX = "config-syntax"
UNKNOWN = "unknown-keyword"
VALUE = "config-value"
UNDEFINED = "config-undefined"
IGNORED = "config-ignored"
INCLUDE = "config-include"


def refused(where: Place, message: str, hint: str = "") -> Finding:
    """Return the finding of what keepalived cannot read."""
    return Finding(SYNTAX, Severity.ERROR, message, where, hint=hint)


def unknown_keyword(where: Place, message: str, hint: str = "") -> Finding:
    """Return the finding of a keyword that keepalived does not have at this place."""
    return Finding(UNKNOWN, Severity.ERROR, message, where, hint=hint)


def bad_value(where: Place, message: str, hint: str = "") -> Finding:
    """Return the finding of a value that keepalived does not take."""
    return Finding(VALUE, Severity.ERROR, message, where, hint=hint)


def undefined(word: Word, key: str, message: str, hint: str = "", related: tuple[Related, ...] = ()) -> Finding:
    """Return the finding of a name that means nothing where it is used (`key`: behind which keyword)."""
    return Finding(
        UNDEFINED, Severity.ERROR, message, word.place, hint=hint, related=related, key=key, found=word.value
    )


def ignored(where: Place, message: str, hint: str = "", because: Place | None = None, label: str = "") -> Finding:
    """Return the finding of a line that keepalived ignores or changes, and of the place that makes it."""
    related = (Related(because, label),) if because else ()
    return Finding(IGNORED, Severity.WARNING, message, where, hint=hint, related=related)


def needless(where: Place, message: str, hint: str = "") -> Finding:
    """Return the finding of a line that keepalived ignores, and that changes nothing."""
    return Finding(IGNORED, Severity.INFO, message, where, hint=hint)


def told(where: Place, message: str, hint: str = "") -> Finding:
    """Return the finding of something that is worth to be known, and may be meant."""
    return Finding(INCLUDE, Severity.INFO, message, where, hint=hint)
