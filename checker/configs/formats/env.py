"""Files of environment variables: `.env` beside a compose file, and what `env_file` names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from checker.configs.format import ConfigFormat, Parsed
from checker.configs.source import Source, Surroundings

_NAME = re.compile(r"\.env(?:\.[\w\-]+)?\Z|.+\.env\Z")
_LINE = re.compile(r"\s*(?:#.*|(?:export\s+)?[A-Za-z_][\w.\-]*\s*[=:].*)?\Z")


def recognises(path: str, text: str) -> bool:
    """Say whether a file is called `.env`, `.env.x` or `x.env`, and sets variables; any program may have such lines."""
    name = posixpath.basename(path)
    if not _NAME.match(name):
        return False
    lines = text.splitlines()[:50]
    return any("=" in line for line in lines) and all(_LINE.match(line) or "=" not in line for line in lines)


def parse(sources: Sequence[Source], surroundings: Surroundings) -> Parsed:
    """Return nothing: what the variables mean is said by the compose files that use them."""
    return Parsed(())


FORMAT = ConfigFormat(
    name="env",
    about="files of environment variables, which compose files put in or hand to containers",
    recognises=recognises,
    parse=parse,
    samples=((".env", "VIP=192.168.1.100\n"), ("monitor.env", "POLL_INTERVAL_SECONDS=10\n")),
)
