"""What is wrong with a haproxy.cfg as such, as findings."""

from __future__ import annotations

from checker.base.finding import Finding, Severity
from checker.base.places import Place

SYNTAX = "config-syntax"
UNKNOWN = "unknown-keyword"
DURATION = "duration-misread"
IGNORED = "config-ignored"


def refused(where: Place, message: str, hint: str = "") -> Finding:
    """Return the finding of something that HAProxy does not start with."""
    return Finding(SYNTAX, Severity.ERROR, message, where, hint=hint)


def unknown_keyword(where: Place, message: str, hint: str = "") -> Finding:
    """Return the finding of a keyword that no version of HAProxy has at this place."""
    return Finding(UNKNOWN, Severity.ERROR, message, where, hint=hint)


def misread(where: Place, message: str, hint: str = "") -> Finding:
    """Return the finding of a duration that HAProxy reads otherwise than it looks."""
    return Finding(DURATION, Severity.WARNING, message, where, hint=hint)


def ignored(where: Place, message: str, hint: str = "") -> Finding:
    """Return the finding of a line that HAProxy ignores."""
    return Finding(IGNORED, Severity.WARNING, message, where, hint=hint)
