"""The inputs are one deployment: no host or server of the diagrams has two files."""

import posixpath
from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.covering import Coverage, coverages
from checker.gate.rule import Example, Problem, Rule, Site
from checker.gate.vrrp.examples import ONE, TWO


def _judge(site: Site, found: Coverage) -> Iterator[Problem]:
    if len(found.files) <= len(found.wanted):
        return
    folders = sorted({posixpath.dirname(file) or "." for file in found.files})
    apart = f"judge each directory alone: verify gate {folders[0]}" if len(folders) > 1 else "give one file for each"
    yield Problem(
        where=found.head.place,
        message=f"{len(found.files)} files are each a {found.kind} of {', '.join(found.wanted)}: they are compared "
        f"with each other as if they ran together",
        promise="balancer-not-single-point" if found.kind == "keepalived.conf" else "down-detected-in-time",
        key=found.kind,
        wanted=str(len(found.wanted)),
        found=str(len(found.files)),
        hint=apart,
    )


_PAIRS = {f"{at}/keepalived-{n}.conf": text for at in ("dev", "prod") for n, text in ((1, ONE), (2, TWO))}

RULE = Rule(
    code="several-deployments",
    severity=Severity.INFO,
    says="the inputs are one deployment",
    title="more files than the diagrams have hosts or servers",
    what="More keepalived.conf or pgbouncer.ini are given than the diagrams have hosts or servers to run them.",
    why="""
Files of several environments (`prod/` and `dev/`) or copies are compared with each other as if they ran together: what
differs on purpose looks like a contradiction.
""",
    fix="Judge each directory alone.",
    promises=("balancer-not-single-point", "down-detected-in-time"),
    subjects=coverages,
    judge=_judge,
    invalid=(Example(_PAIRS, at=("dev/keepalived-1.conf:11",)),),
    valid=(Example({"hap1/keepalived.conf": ONE, "hap2/keepalived.conf": TWO}),),
)
