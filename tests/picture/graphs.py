"""The graphs whose text is kept, and those that docs/ shows: by the commands that write them."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

from checker.cli import main as verify
from tests.picture.seeds import DOCS, GOLDEN, ROOT, SPEC

CASES = ROOT / "tests" / "gate" / "cases"
BOTH = ["--spec", str(SPEC)]
# The name of the file, and the words behind `verify render`.
GRAPHS: dict[str, list[str]] = {
    "order-alerting": [str(SPEC / "pgbouncer-ha.md"), "--diagram", "Alerting"],
    "states-check": ["--states", "check@hap1/pgb2"],
    "states-check-ten": ["--states", "check@hap1/pgb2", "--without", "no-maintenance", "--set", "check.fall=10"],
    "states-vrrp": ["--states", "vrrp@hap2"],
    "states-vrrp-tracking": ["--states", "vrrp@hap1", "--set", "vrrp.track=fault"],
    "states-script": ["--states", "script@hap1", "--set", "vrrp.track=fault"],
    "states-monitor": ["--states", "monitor"],
    "states-client": ["--states", "client"],
    "states-balancer": ["--states", "balancer@hap1"],
    "states-server": ["--states", "server@primary", "--without", "servers-refuse", "--without", "no-hang"],
    "states-heartbeat": ["--states", "heartbeat@HS1"],
    "states-view": ["--states", "view@HS1/secondary"],
    "states-publishing": ["--states", "publishing"],
    "states-router": ["--states", "router"],
    "states-routing": ["--states", "routing@hap1", "--set", "balance.sticky=yes", "--set", "balance.redispatch=yes"],
    "topology-bare": ["--topology", str(CASES / "g01-reference")],
    "topology-pooling": ["--topology", str(CASES / "g01-reference"), *BOTH],
    "topology-streaming": ["--topology", str(CASES / "s01-reference"), *BOTH],
    "topology-two-callbacks": ["--topology", str(CASES / "s03-two-on-publish"), *BOTH],
}
SHOWN = ("states-check", "states-vrrp", "topology-pooling", "topology-streaming")


def text_of(name: str) -> str:
    """Return the text of a graph as the command writes it; paths as if the repository were the current directory."""
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        status = verify(["render", *GRAPHS[name], "--format", "dot"])
    assert status == 0
    return written.getvalue().replace(f"{ROOT}/", "")


def kept(name: str) -> Path:
    """Return where the text of a graph is kept."""
    return GOLDEN / "graphs" / f"{name}.dot"


def drawn(name: str) -> Path:
    """Return where docs/ has the picture of a graph."""
    return DOCS / f"{name}.svg"
