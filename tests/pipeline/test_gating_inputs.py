"""Which files a gate reads below its paths, and what it says of those that it cannot read as what they seem to be."""

import shutil
from pathlib import Path

import pytest

from checker.base.finding import Severity
from checker.base.progress import SilentProgress
from checker.pipeline import GateRequest, gate

GOOD = Path(__file__).parent.parent / "gate" / "cases" / "g01-reference"
COPIES = ["example", "sample", "dist", "default", "old", "OLD", "save", "disabled", "dpkg-old", "dpkg-dist", "ucf-new"]
COPIES += ["rpmnew", "rpmsave", "rpmorig"]


def run(*paths, **options):
    return gate(GateRequest(tuple(str(path) for path in paths), **options), SilentProgress()).outcome


def told(outcome, code):
    return [f for f in outcome.findings if f.code == code]


@pytest.fixture
def good(tmp_path):
    return Path(shutil.copytree(GOOD, tmp_path / "conf"))


@pytest.mark.parametrize("ending", [*(f".{copy}" for copy in COPIES), "~"])
def test_a_copy_is_passed_over_unless_it_is_named(good, ending):
    copy = good / f"keepalived-1.conf{ending}"
    shutil.copy(good / "keepalived-1.conf", copy)
    assert str(copy) not in [each.path for each in run(good).inputs]
    assert {each.path: each.format for each in run(good, copy).inputs}[str(copy)] == "keepalived"


def test_what_only_looks_like_a_copy_is_read(good):
    (good / "haproxy.cfg").rename(good / "default.cfg")
    assert str(good / "default.cfg") in [each.path for each in run(good).inputs]


@pytest.mark.parametrize(
    "name",
    [
        "haproxy-1.cfg",
        "keepalived.conf",
        "pgbouncer-4.ini",
        "nginx.conf",
        "docker-compose.prod.yml",
        "compose.yaml",
        "application-prod.yml",
    ],
)
@pytest.mark.parametrize("data", [b"", b"what is this\n", "global\n".encode("utf-16")])
def test_what_its_name_promises_and_is_not_there_is_told(good, name, data):
    (good / name).write_bytes(data)
    found = told(run(good), "config-unrecognised")
    if name == "keepalived.conf" and b"\0" not in data:
        assert not found, "its name alone says what it is"
        return
    (one,) = found
    assert (one.severity, str(one.where)) == (Severity.WARNING, f"{good / name}:1")
    assert run(good, strict=True).exit_status == 1


def test_what_other_files_take_in_is_read(good):
    (good / "pgbouncer-extra.ini").write_text("max_client_conn = 200\n")
    text = (good / "pgbouncer-1.ini").read_text()
    (good / "pgbouncer-1.ini").write_text(f"{text}\n%include pgbouncer-extra.ini\n")
    (good / "compose.networks.yml").write_text("networks:\n  app: {}\n")
    assert not told(run(good), "config-unrecognised")


def test_a_comment_that_ends_with_a_semicolon_changes_nothing(good):
    file = good / "keepalived-1.conf"
    text = file.read_text().replace("state BACKUP", "state MASTER  # was BACKUP;")
    file.write_text(f"! Configuration File for keepalived;\n{text}")
    outcome = run(good)
    assert {each.path: each.format for each in outcome.inputs}[str(file)] == "keepalived"
    assert told(outcome, "nopreempt-ineffective")


def test_a_template_is_an_error_and_its_rules_say_why(tmp_path):
    text = (GOOD / "keepalived-1.conf").read_text().replace("priority 101", "priority {{ priority }}")
    (tmp_path / "keepalived.conf").write_text(text)
    outcome = run(tmp_path)
    assert outcome.exit_status == 1
    assert [f.code for f in outcome.findings if f.severity is Severity.ERROR] == ["config-syntax"]
    shutil.copy(GOOD / "haproxy.cfg", tmp_path)
    whys = {p.id: p.why for p in run(tmp_path).properties}
    assert whys["vrrp-takeover-too-slow"] == "render it first: a template tells nothing that it could examine"
