"""Files that are called like a configuration, and were not read as one: none of them passes in silence."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from checker.base.explanation import Explanation
from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.configs.deployment import Deployment

UNRECOGNISED = "config-unrecognised"
EXPLANATION = Explanation(
    code=UNRECOGNISED,
    title="a file that is called like a configuration is not recognised as one",
    what="Files are recognised by what they say. This one says nothing that its name promises, and was not judged.",
    why="An empty file, one in UTF-16, or one for another program would else pass in silence.",
    bad="an empty haproxy.cfg",
    good="a haproxy.cfg with sections",
    fix="Give the file that the daemon reads, saved as UTF-8; or name it as what it is.",
)
_NAMES = {
    "haproxy.cfg": r"haproxy[^/]*\.cfg",
    "keepalived.conf": r"keepalived[^/]*\.conf",
    "pgbouncer.ini": r"pgbouncer[^/]*\.ini",
    "nginx.conf": r"nginx[^/]*\.conf",
    "compose.yml": r"(?:docker-)?compose[^/]*\.ya?ml",
    "application.yml": r"application[^/]*\.ya?ml",
}
# A compose file may hold nothing but what others share.
_SHARED = re.compile(r"^(?:networks|volumes|secrets|configs|include|x-[\w-]+)[ \t]*:", re.MULTILINE)


def looks_like(path: str) -> str:
    """Return the usual name of the configuration that a file is called like, or ''."""
    name = posixpath.basename(path)
    return next((usual for usual, pattern in _NAMES.items() if re.fullmatch(pattern, name)), "")


def unrecognised(deployment: Deployment, unread: tuple[tuple[str, str], ...]) -> Iterator[Finding]:
    """Yield a warning for each file that is called like a configuration, and of no known format."""
    for path, why in unread:
        if usual := looks_like(path):
            yield _finding(path, usual, f"it is {why}")
    for file in deployment.files:
        text, usual = file.source.text, looks_like(file.source.path)
        if file.format or not usual or (usual == "compose.yml" and _SHARED.search(text)):
            continue
        yield _finding(file.source.path, usual, "nothing in it is of one" if text.strip() else "it is empty")


def _finding(path: str, usual: str, why: str) -> Finding:
    message = f"{posixpath.basename(path)} is called like a {usual}, and was not judged: {why}"
    hint = "give the file that the daemon reads, in UTF-8"
    return Finding(UNRECOGNISED, Severity.WARNING, message, Place(path, 1), hint=hint)
