"""Property files of Spring Boot applications."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from checker.base.explanation import Explanation
from checker.configs.format import ConfigFormat, Parsed
from checker.configs.formats import compose
from checker.configs.source import Source, Surroundings
from checker.configs.spring.applications import FILE, applications
from checker.configs.yaml.findings import finding_of
from checker.configs.yaml.reading import Complaint

CODE = "config-spring"

_TOP = re.compile(
    r"^(?:spring|heartbeat)[ \t]*:|^spring\.[\w.\-]+[ \t]*:"
    r"|^server[ \t]*:[ \t]*(?:#.*)?\r?\n(?:[ \t].*\n|\r?\n)*?[ \t]+port[ \t]*:",
    re.MULTILINE,
)
_LINE = re.compile(r"^[ \t]*(?:spring|server|management|heartbeat)\.[\w.\-\[\]]+[ \t]*[=:]", re.MULTILINE)
_YAML_KEY = re.compile(r"^(?:\ufeff)?[\w.\-\"'\[\]]+[ \t]*:(?:\s|\Z)|^---|^\{", re.MULTILINE)


def recognises(path: str, text: str) -> bool:
    """Say whether a file holds properties of Spring; its name decides where the content could be of another program."""
    name = posixpath.basename(path)
    if re.search(r"^\s*\[[\w.\-]+\]\s*$", text, re.MULTILINE) or compose.recognises(path, text):
        return False
    if name.endswith(".properties"):
        return bool(FILE.match(name) or _LINE.search(text))
    if not name.endswith((".yml", ".yaml")) and "." in name.lstrip("."):
        return False
    return bool(_TOP.search(text) or (FILE.match(name) and _YAML_KEY.search(text)))


def parse(sources: Sequence[Source], surroundings: Surroundings) -> Parsed:
    """Return the applications of these files."""
    complaints: list[Complaint] = []
    found = applications(sources, complaints)
    return Parsed(found, tuple(finding_of(CODE, complaint) for complaint in complaints))


FORMAT = ConfigFormat(
    name="spring",
    about="application.yml and application.properties of Spring Boot, with profiles",
    recognises=recognises,
    parse=parse,
    samples=(
        ("application.yml", "server:\n  port: 8080\nheartbeat:\n  interval: 10s\n"),
        ("application.properties", "server.port=8081\nheartbeat.failure-threshold=3\n"),
    ),
    explanations=(
        Explanation(
            code=CODE,
            title="a file of Spring properties cannot be read as it is meant",
            what="""The file is not YAML, or a key stands twice in one mapping. What can be read is still judged.""",
            why="""The application does not start with such a file, and what it would have said is not known.""",
            bad="""server:
  port: 8080
heartbeat:
  interval: 10s
  interval: 20s
""",
            good="""server:
  port: 8080
heartbeat:
  interval: 10s
""",
            fix="Mend the line that the finding names.",
        ),
    ),
)
