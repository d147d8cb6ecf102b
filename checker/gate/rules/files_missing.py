"""Each host and each server of the diagrams has its file among the inputs."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.words import listed
from checker.gate.covering import Coverage, coverages
from checker.gate.rule import Example, Problem, Rule, Site
from checker.gate.vrrp.examples import ONE, TWO


def _judge(site: Site, found: Coverage) -> Iterator[Problem]:
    count = len(found.there) + found.unplaced
    if count >= len(found.wanted):
        return
    total = len(found.wanted)
    whose = f"none of {listed(found.missing)}" if not found.unplaced else f"{count} of {total}"
    yield Problem(
        where=found.head.place,
        message=f"{whose} is among the inputs: {found.kind} of {listed(found.wanted)} are drawn, "
        f"and what is not given is not judged",
        promise="balancer-not-single-point" if found.kind == "keepalived.conf" else "down-detected-in-time",
        key=found.kind,
        wanted=", ".join(found.wanted),
        found=", ".join(found.there),
        hint="give the files of all of them, or the directory that holds them",
    )


_POOLER = "[pgbouncer]\nlisten_addr = *\nlisten_port = {port}\npool_mode = transaction\n"

RULE = Rule(
    code="files-missing",
    severity=Severity.INFO,
    says="each host and each server of the diagrams has its file among the inputs",
    title="a host or server of the diagrams has no file among the inputs",
    what="""
The diagrams draw several hosts or servers, each with a file of its own, and only some of the files are given.
""",
    why="""
What is not given is not judged: two nodes that contradict each other, or the one PgBouncer that listens elsewhere, pass
without a word. A set that is partial must be seen as that.
""",
    fix="Give all files, or the directory that holds them. If one file serves all, there is nothing to do.",
    promises=("balancer-not-single-point", "down-detected-in-time"),
    subjects=coverages,
    judge=_judge,
    invalid=(
        Example({"pgbouncer.ini": _POOLER.format(port=6432)}, at=("pgbouncer.ini:1",)),
        Example({"hap1/keepalived.conf": ONE}, at=("hap1/keepalived.conf:11",)),
        Example({"pgbouncer-1.ini": _POOLER.format(port=6432)}, at=("pgbouncer-1.ini:1",)),
    ),
    valid=(
        Example({f"pgbouncer-{n}.ini": _POOLER.format(port=6431 + n) for n in (1, 2, 3)}),
        Example({"hap1/keepalived.conf": ONE, "hap2/keepalived.conf": TWO}),
        Example(
            {
                "pgbouncer.ini": _POOLER.format(port=6432),
                "compose.yml": "services:\n"
                + "".join(
                    f"  pgb{n}:\n    image: pgbouncer/pgbouncer\n    volumes: [./pgbouncer.ini:/etc/pgbouncer.ini]\n"
                    for n in (1, 2, 3)
                ),
            }
        ),
    ),
)
