"""`render --observed` on real captures: the story of each incident, and what it says where there is none."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from checker.base.errors import InputError
from checker.base.progress import SilentProgress
from checker.diagram import diagram_of
from checker.pipeline import ObserveRequest, observe
from tests.pipeline.observed.goldens import FOLDER, NAMES, TRACES, drawn, golden, trace

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)


def render(*args: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "checker", "render", *args]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str):
    assert drawn(trace(name)) == golden(name).read_text(encoding="utf-8"), (
        "if this is meant: python -m tests.pipeline.observed.regenerate, and read the difference"
    )


def test_no_golden_is_left_over():
    assert {path.stem for path in FOLDER.iterdir()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_person_can_read_it_at_once(name: str):
    told = [line for line in golden(name).read_text(encoding="utf-8").splitlines() if "%%" not in line]
    assert len(told) < 60


@pytest.mark.parametrize("name", NAMES)
def test_every_place_leads_to_a_line(name: str):
    for file, line in re.findall(r"(\S+\.(?:log|jsonl)):(\d+)", golden(name).read_text(encoding="utf-8")):
        lines = (trace(name) / file).read_text(encoding="utf-8").splitlines()
        assert 1 <= int(line) <= len(lines), (file, line)


def test_the_command_writes_it_and_reads_it_back():
    done = render("--observed", str(TRACES / "pgb2_kill"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == golden("pgb2_kill").read_text(encoding="utf-8")
    back = render("-", "--to", "json", stdin=done.stdout)
    (diagram,) = json.loads(back.stdout)["diagrams"]
    assert (diagram["verdict"], back.stderr) == ("accept", "")
    assert [a["id"] for a in diagram["actors"]] == [p.id for p in diagram_of(done.stdout).participants]
    assert {"e": "message", "from": "Monitor", "to": "Slack"}.items() <= next(
        e for e in diagram["events"] if e.get("to") == "Slack"
    ).items()


def test_the_violation_is_in_the_picture():
    """As many requests to a DOWN server as the property finds violations."""
    assert re.search(
        r"loop 35 times.*\n\s+HAProxy->>PGB1: request sent to pgb1, which it has DOWN",
        drawn(TRACES / "persist_to_down"),
    )


def test_two_holders_are_in_the_picture():
    assert "hap1 and hap2 both held it for 12.00 s" in drawn(TRACES / "split_brain").replace("<br/>", " ")


def test_copies_and_order_of_inputs_change_nothing():
    trace = TRACES / "pgb2_kill"
    files = [str(p) for p in sorted(trace.rglob("*")) if p.is_file() and p.suffix in (".log", ".jsonl", ".gz")]
    assert drawn(*files) == drawn(*reversed(files))
    told = drawn(trace / "hap1" / "haproxy.iso.log")
    both = drawn(trace / "hap1" / "haproxy.iso.log", trace / "hap1" / "haproxy.log")
    assert _without_comments(told) == _without_comments(both)


def _without_comments(text: str) -> list[str]:
    """The lines but for places, and for how long the quiet was: a coarse copy is heard for up to a second longer."""
    lines = [line for line in text.splitlines() if "%%" not in line]
    return [re.sub(r"[\d.]+ s(?=, \d+ requests: nothing changed)", "", line) for line in lines]


def test_a_diagram_may_be_chosen_by_its_title():
    told = drawn(TRACES / "pgb2_kill", diagram="high availability")
    assert "participant HAProxy2" in told and "participant PGB2" not in told


def test_a_clock_moves_what_its_host_tells():
    log = TRACES / "pgb2_kill" / "hap1" / "haproxy.iso.log"
    assert "19:19:34" not in drawn(log)
    assert "2026-11-21 19:19:30" in drawn(log, clocks=("hap1=+60s",))


def test_nothing_known_is_status_3_and_says_so(tmp_path: Path):
    garbage = tmp_path / "x.bin"
    garbage.write_bytes(bytes(range(256)) * 20)
    done = render("--observed", str(garbage))
    assert (done.returncode, done.stdout) == (3, "")
    assert "no input is of a known format" in done.stderr and "nothing-recognised" in done.stderr
    empty = tmp_path / "empty.log"
    empty.touch()
    done = render("--observed", str(empty))
    assert (done.returncode, done.stdout) == (3, "")
    assert "every input is empty" in done.stderr


def test_a_quiet_trace_is_a_diagram_that_says_so(tmp_path: Path):
    log = tmp_path / "haproxy.log"
    lines = (TRACES / "normal" / "hap1" / "haproxy.iso.log").read_text(encoding="utf-8").splitlines()
    log.write_text("\n".join(line for line in lines if "pgsql_front" in line and "pgb1" in line) + "\n")
    told = drawn(log)
    assert re.search(r"\d+ requests: nothing changed", told)
    assert diagram_of(told).participants


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--observed",), "needs a trace"),
        (("--observed", "no/such"), "no/such"),
        (("--observed", "traces", "--to", "dot"), "cannot write 'dot'"),
        (("--observed", "-", "-"), "only once"),
        (("spec/pgbouncer-ha.md", "--to", "json", "--spec", "x"), "--spec is for what happened"),
        (("--observed", "traces/pgbouncer-ha/normal/hap1", "--diagram", "nonsense"), "2. PgBouncer"),
        (("--observed", "traces/pgbouncer-ha/normal/hap1", "--clock", "nobody=1s"), "no source is called"),
        (("--observed", "traces/pgbouncer-ha/normal/hap1", "--gap", "nobody=2026-01-01/2026-01-02"), "no source"),
        (("--observed", "traces/pgbouncer-ha/normal/hap1", "--set", "no.such=1"), "no.such"),
    ],
)
def test_wrong_use_is_status_2(args: tuple[str, ...], told: str):
    done = render(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr and "hint" in done.stderr


def test_a_spec_without_a_diagram_cannot_be_drawn_on(tmp_path: Path):
    with pytest.raises(InputError, match="--diagram"):
        observe(ObserveRequest((str(TRACES / "normal"),), diagram="\x00"), SilentProgress())


def _of_addresses(name: str) -> list[str]:
    """Return what is drawn of who has the address, without its times."""
    told = drawn(trace(name)).replace("<br/>", " ")
    about = ("both h", "both have held", "without a holder", "takes", "gives up", "again")
    steps = (re.sub(r".*: \+[\d.]+ s ", "", line) for line in told.splitlines() if "%%" not in line)
    return [step for step in steps if any(each in step for each in about)]


@pytest.mark.slow
def test_an_unplugged_host_holds_the_address_for_nobody():
    """Its truth.json: none has it for 3.08 s, and both for 47 ms."""
    told = [step for step in _of_addresses("unplugged") if "both" in step or "without" in step]
    assert told == [
        "without a holder for 2.99 to 3.09 s",
        "hap1 and hap2 may both hold the address from here on",
        "hap1 and hap2 may both have held it for up to 0.68 s",
    ]


@pytest.mark.slow
def test_an_address_that_a_killed_daemon_leaves_behind_may_be_held_by_two():
    """Its truth.json: both have it for 8.918 s; nothing that is recorded shows it for certain."""
    assert [step for step in _of_addresses("keepalived_sigkill") if "both" in step] == [
        "hap1 and hap2 may both hold the address from here on",
        "hap1 and hap2 may both have held it for up to 8.92 s",
    ]


@pytest.mark.slow
def test_two_that_become_master_at_once_end_as_their_logs_say():
    """The capture has each of the announcements that the logs have: 5 of hap2, 10 of hap1."""
    assert sorted(_of_addresses("flap")) == [
        "gives up the address",
        "takes 192.168.1.100, announced 10 times (gratuitous ARP)",
        "takes 192.168.1.100, announced 5 times (gratuitous ARP)",
    ]
