"""What the commands do with the answers of the pipeline, and with its errors."""

from __future__ import annotations

import json

import pytest

from checker.base.errors import InputError
from checker.base.finding import Finding, Severity
from checker.base.places import Place
from tests.report.outcomes import OUTCOMES


@pytest.mark.parametrize("name", OUTCOMES)
def test_the_status_is_that_of_the_outcome(name: str, verify, pipeline) -> None:
    pipeline.answer = OUTCOMES[name]
    ran = verify("a.log")
    assert ran.status == OUTCOMES[name].exit_status
    assert ran.err == ""
    assert f"exit status {ran.status}" in ran.out.splitlines()[-1]


def test_every_option_reaches_the_pipeline(verify, pipeline) -> None:
    verify(
        *["a.log", "-", "--spec", "s.md", "--set", "a=1", "--set", "b=2", "--clock", "h=1s±1ms"],
        *["--gap", "h=1/2", "--select", "x", "--strict"],
    )
    (request,) = pipeline.requests
    assert request.paths == ("a.log", "-")
    assert request.spec == "s.md"
    assert request.settings == ("a=1", "b=2")
    assert request.clocks == ("h=1s±1ms",)
    assert request.gaps == ("h=1/2",)
    assert request.select == ("x",)
    assert request.strict


def test_the_stub_has_the_door_of_the_real_pipeline() -> None:
    from dataclasses import fields

    from tests.cli.conftest import CheckRequest

    real = pytest.importorskip("checker.pipeline")
    if not hasattr(real, "CheckRequest"):
        pytest.skip("the pipeline is not there yet")
    assert {field.name for field in fields(real.CheckRequest)} >= {field.name for field in fields(CheckRequest)}


ERRORS = {
    "input": (InputError("no such file: a.log"), "verify: no such file: a.log\n"),
    "place": (
        InputError("no such parameter 'check.fal'", Place("c.yaml", 3, 7), "did you mean 'check.fall'?"),
        "verify: c.yaml:3:7: no such parameter 'check.fal'\n  hint: did you mean 'check.fall'?\n",
    ),
    "packet": (InputError("cut off", Place("b.pcap", 9, unit="packet")), "verify: b.pcap#9: cut off\n"),
    "escape": (InputError("odd name \x1b[2J"), "verify: odd name \\x1b[2J\n"),
    "system": (PermissionError(13, "Permission denied", "a.log"), "verify: a.log: Permission denied\n"),
    "bug": (
        ZeroDivisionError("division by zero"),
        "verify: internal error: ZeroDivisionError: division by zero (this is a bug in verify, not in your files)\n"
        "  hint: VERIFY_DEBUG=1 shows where it happened\n",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_one_message_and_status_2(name: str, verify, pipeline) -> None:
    pipeline.error, message = ERRORS[name]
    assert verify("a.log") == (2, "", message)


def test_debugging_shows_the_traceback(verify, pipeline, monkeypatch) -> None:
    monkeypatch.setenv("VERIFY_DEBUG", "1")
    pipeline.error = ZeroDivisionError("division by zero")
    ran = verify("a.log")
    assert ran.status == 2
    assert "Traceback (most recent call last)" in ran.err
    assert "internal error: ZeroDivisionError" in ran.err


def test_an_interrupt_is_told_in_one_line_and_is_status_130(verify, pipeline) -> None:
    pipeline.error = KeyboardInterrupt()
    assert verify("a.log") == (130, "", "verify: interrupted\n")


def test_quiet_leaves_the_status(verify, pipeline) -> None:
    pipeline.answer = OUTCOMES["violated"]
    assert verify("a.log", "--quiet") == (1, "", "")


def test_quiet_leaves_a_format_that_was_asked_for(verify) -> None:
    assert json.loads(verify("a.log", "-q", "--format", "json").out)["verdict"] == "holds"


def test_the_summary_is_short(verify, pipeline) -> None:
    pipeline.answer = OUTCOMES["violated"]
    out = verify("a.log", "--summary").out
    assert out.startswith("✗ VIOLATED: no-request-routed-to-down (twice)\n")
    assert len(out.splitlines()) == 8


def test_the_summary_of_a_coverage_counts(verify) -> None:
    assert verify("coverage", "drill/", "--summary").out == (
        "what 1 capture exercised\n"
        "  drawn steps 0 of 0\n"
        "  properties  1 of 1\n"
        "  parameters  0 of 0\n"
        "  more: the same without --summary\n"
    )


def test_render_writes_a_line_a_file(verify) -> None:
    ran = verify("render", "a.log", "-", "--to", "json")
    assert [json.loads(line)["path"] for line in ran.out.splitlines()] == ["a.log", "-"]
    assert ran.status == 0


def test_render_stops_with_status_2_at_a_file_that_cannot_be_read(verify, pipeline) -> None:
    pipeline.error = InputError("no such file: bad.log")
    ran = verify("render", "a.log", "bad.log", "--to", "json")
    assert (ran.status, ran.err) == (2, "verify: no such file: bad.log\n")
    assert len(ran.out.splitlines()) == 1


def test_coverage_is_told_for_people_or_for_programs(verify, pipeline) -> None:
    ran = verify("coverage", "one", "two", "--clock", "hap1=1ms")
    assert (ran.status, ran.err) == (0, "")
    assert "exercised 3 times, by capture 1" in ran.out
    assert pipeline.requests[-1].clocks == ("hap1=1ms",)
    assert json.loads(verify("coverage", "one", "--format", "json").out)["captures"] == ["one"]


def test_coverage_of_nothing_is_status_3(verify, pipeline) -> None:
    pipeline.notes = (Finding("nothing-recognised", Severity.ERROR, "no input is of a known format"),)
    for form in ("text", "json"):
        ran = verify("coverage", "one", "--format", form)
        assert (ran.status, ran.err) == (3, "verify: error: no input is of a known format [nothing-recognised]\n")
        assert ran.out


def test_coverage_of_what_cannot_be_read_is_status_2(verify, pipeline) -> None:
    pipeline.error = InputError("no such file: bad.log")
    assert verify("coverage", "bad.log") == (2, "", "verify: no such file: bad.log\n")


def test_explain_lists_the_codes(verify) -> None:
    assert verify("explain").out.splitlines() == [
        "no-request-routed-to-down  routed to a server that was DOWN",
        "single-vip-holder          two hosts held the address",
    ]


def test_explain_says_what_a_code_means(verify) -> None:
    ran = verify("explain", "single-vip-holder")
    assert ran.status == 0
    assert ran.out == (
        "single-vip-holder: two hosts held the address\n\nwhat it says\n  It says this.\n\nwhy\n  For this reason.\n\n"
        "bad\n  a bad line\n  another\n\ngood\n  a good line\n\nwhat to do\n  Mend it.\n"
    )


def test_explain_knows_kinds_of_events(verify) -> None:
    ran = verify("explain", "vrrp_state")
    assert ran.status == 0
    assert ran.out.startswith("vrrp_state: keepalived entered a state\n\na kind of event; its arguments\n  instance  ")


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("vrrp_sate", "did you mean 'vrrp_state'?"),
        ("single-vip-hodler", "did you mean 'single-vip-holder'?"),
        ("zzz", "verify explain lists all codes, and with --spec PATH those of your contract"),
    ],
)
def test_explain_knows_near_misses(code: str, hint: str, verify) -> None:
    assert verify("explain", code) == (2, "", f"verify: there is no finding code '{code}'\n  hint: {hint}\n")
