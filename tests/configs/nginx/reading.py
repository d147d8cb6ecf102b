"""Reading texts as nginx files."""

from __future__ import annotations

from checker.base.finding import Finding, Severity
from checker.configs.format import Parsed
from checker.configs.formats.nginx import FORMAT
from checker.configs.nginx.facts import Nginx
from checker.configs.source import Source, Surroundings, finder


def parsed(texts: dict[str, str], environment: dict[str, str] | None = None) -> Parsed:
    sources = [Source(path, text) for path, text in texts.items()]
    return FORMAT.parse(sources, Surroundings(environment or {}, finder(sources)))


def nginx_of(text: str) -> Nginx:
    (found,) = parsed({"nginx.conf": text}).facts
    assert isinstance(found, Nginx)
    return found


def faults(text: str) -> list[Finding]:
    return [each for each in parsed({"nginx.conf": text}).problems if each.severity is not Severity.INFO]
