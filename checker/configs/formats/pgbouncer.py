"""pgbouncer.ini and what it includes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.base.explanation import Explanation
from checker.configs.format import ConfigFormat, Parsed
from checker.configs.pgbouncer.reading import CODE, mains, pooler_of
from checker.configs.source import Source, Surroundings
from checker.configs.unreadable import told_of

_HEAD = re.compile(r"^\ufeff?[ \t]*\[(?:pgbouncer|databases)\]", re.MULTILINE)


def recognises(path: str, text: str) -> bool:
    """Say whether a file has the section [pgbouncer] or [databases]."""
    return "[" in text and bool(_HEAD.search(text))


def parse(sources: Sequence[Source], surroundings: Surroundings) -> Parsed:
    """Return the poolers of these files."""
    readable, unreadable = told_of(sources, "PgBouncer", CODE)
    loaded = mains(readable, surroundings)
    poolers = tuple(pooler_of(each, surroundings.environment) for each in loaded)
    problems = (*unreadable, *(problem for each in loaded for problem in each.problems))
    included = {path: source for each in loaded for path, source in list(each.files.items())[1:]}
    return Parsed(poolers, tuple(dict.fromkeys(problems)), tuple(included.values()))


FORMAT = ConfigFormat(
    name="pgbouncer",
    about="pgbouncer.ini: where it listens, how it pools, and what it includes",
    recognises=recognises,
    parse=parse,
    samples=(
        (
            "pgbouncer.ini",
            """[databases]
app = host=192.168.1.6 port=5432 dbname=app

[pgbouncer]
listen_addr = 0.0.0.0
listen_port = 6432
pool_mode = transaction
""",
        ),
        ("pgbouncer.ini", "%include databases.ini\n[pgbouncer]\npool_mode = transaction\n"),
    ),
    explanations=(
        Explanation(
            code=CODE,
            title="PgBouncer does not start with this file",
            what="""A line is no `key = value`, a section or a parameter is unknown, or a value is none of its
parameter. Comments stand at the start of a line only: what stands behind a value belongs to it.""",
            why="""PgBouncer has no check mode: that it does not start is seen when it is restarted, and then one of the
servers behind the load balancer is gone.""",
            bad="""[pgbouncer]
listen_port = 6432 ; the first one
""",
            good="""[pgbouncer]
; the first one
listen_port = 6432
""",
            fix="Mend the line that the finding names.",
        ),
    ),
)
