"""What a small log makes the program load: nothing that it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOGS = ROOT / "traces" / "pgbouncer-ha" / "persist_to_down"

# Everything here is slow to load, or stands for a part of the program that has other uses.
HEAVY = {
    *("z3", "lark", "zstandard", "shutil", "tempfile", "subprocess", "json", "hashlib", "pkgutil", "difflib"),
    *("checker.diagram", "checker.model.contract_diagrams", "checker.report.formats.as_json"),
    *("checker.conform.refine", "checker.conform.exact", "checker.logic.timing", "checker.logic.bounds"),
}
CAPTURES = "capture pcap pcap_feed pcapng pcapng_blocks packets packets_tcp packets_arp packets_vrrp capture_samples"
KEEPALIVED = "keepalived keepalived_lines"
# What decides properties of which a load balancer's log alone tells nothing.
OF_OTHERS = {
    *(f"checker.conform.{name}" for name in ("alerts", "clients", "polls", "claims", "vrrp_log", "agreement.pair")),
    *(f"checker.conform.fluents.{name}" for name in ("asking", "changed", "claimed", "has_address", "standby")),
    *(f"checker.conform.streaming.{name}" for name in ("answering", "counting", "publishing", "routing", "views")),
    *("checker.pipeline.requests", "checker.model.requests", "checker.readers.collecting"),
}


# What reads contracts, which the second run finds kept.
READING = {"yaml", "fractions", "checker.model.spec", "checker.model.phrases", "checker.model.phrases.rules"}


def loaded(*paths: Path) -> set[str]:
    code = "import sys; from checker.cli import main; main(sys.argv[1:]); print(*sys.modules, sep='\\n')"
    argv = [sys.executable, "-c", code, *map(str, paths)]
    ran = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    return set(ran.stdout.split("\n"))


def readers(names: str) -> set[str]:
    return {f"checker.readers.{name}" for name in names.split()}


def test_a_small_log_loads_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    small = tmp_path / "haproxy.log"
    small.write_bytes(b"".join((LOGS / "hap1" / "haproxy.iso.log").read_bytes().splitlines(keepends=True)[:40]))
    loaded(small)  # the first run of all draws the diagrams, the next ones find them kept
    modules = loaded(small)
    assert "checker.readers.haproxy" in modules
    assert "checker.conform.fluents.down" in modules
    assert modules & (HEAVY | OF_OTHERS | readers(CAPTURES) | readers(KEEPALIVED)) == set()


def test_the_second_run_reads_no_contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (small := tmp_path / "haproxy.log").write_bytes((LOGS / "hap1" / "haproxy.log").read_bytes()[:6000])
    assert loaded(small) >= READING
    assert loaded(small) & READING == set()


def test_keepalived_needs_no_captures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    loaded(LOGS / "hap1" / "keepalived.log")
    modules = loaded(LOGS / "hap1" / "keepalived.log")
    assert "checker.readers.keepalived" in modules
    assert modules & {"z3", "lark", *readers(CAPTURES)} == set()


def test_a_capture_loads_its_readers() -> None:
    captures = [path for path in LOGS.rglob("*") if ".pcap" in path.name]
    modules = loaded(captures[0])
    assert readers(CAPTURES) - readers("capture_samples") <= modules
