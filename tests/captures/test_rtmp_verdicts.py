"""The captures of the streaming system as directories: verdicts and readings are the truth's, with its witnesses."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from checker.base.errors import InputError
from checker.base.finding import Verdict
from tests.captures.rtmp_truths import NAMES, ROUTED, SETTINGS, document, folder, readings, verdicts, whole
from tests.pipeline.running import INCONCLUSIVE, VIOLATED, of, run, with_verdict

CASES = [(name, prop) for name in NAMES for prop in verdicts(name)]
COUNTED = "down-after-failures"


def copied(name: str, target: Path, *starts: str) -> Path:
    """A copy of those files of a capture whose names start so (all where none is given)."""
    target.mkdir()
    for file in folder(name).iterdir():
        if file.name != "truth.json" and file.name.startswith(starts or ("",)):
            shutil.copy(file, target)
    return target


def changed(file: Path, change) -> None:
    file.write_text("".join(change(line) for line in file.read_text().splitlines(keepends=True)))


def without_debug(folder: Path) -> None:
    for file in folder.glob("heartbeat-hs?.log"):
        changed(file, lambda line: "" if " DEBUG " in line else line)


def test_all_captures_are_there():
    assert NAMES == ("clean_failover", "normal", "seed_story")


@pytest.mark.parametrize(("name", "prop"), CASES)
def test_the_verdict_is_the_truth(name: str, prop: str):
    found = of(whole(name), prop)
    assert found.verdict.value == verdicts(name)[prop], found.why


@pytest.mark.parametrize("name", NAMES)
def test_no_property_is_violated_or_open_that_truth_does_not_speak_of(name: str):
    others = [p for p in whole(name).properties if p.id not in verdicts(name)]
    assert [p.id for p in others] == ["down-detected-in-time"]
    assert others[0].verdict.value == ("not_exercised" if name == "normal" else "holds")


@pytest.mark.parametrize("name", NAMES)
def test_the_readings_are_those_of_the_truth(name: str):
    schedule = {r.name: r.verdict.value for r in of(whole(name), "heartbeat-on-schedule").readings}
    assert schedule == readings(name, "heartbeat_interval_1s")
    routed = {r.name: r.verdict.value for r in of(whole(name), ROUTED).readings}
    if name != "normal":  # where no replica was DOWN there is nothing to read in several ways
        assert routed == readings(name, "no_request_routed_to_down_replica")
    assert sum(r.counts for r in of(whole(name), ROUTED).readings) == bool(routed)


@pytest.mark.parametrize("name", NAMES)
def test_the_witnesses_are_those_of_the_truth_once_each(name: str):
    wanted = document(name)["verdicts"]["no_request_routed_to_down_replica"]["witnesses"]
    found = [i.finding for i in with_verdict(of(whole(name), ROUTED), VIOLATED) if i.finding]
    assert len(found) == len(wanted) == of(whole(name), ROUTED).violations
    for finding, truth in zip(found, wanted, strict=True):
        assert (finding.time.lo + finding.time.hi) / 2e9 == pytest.approx(truth["t"], abs=0.002)
        assert finding.where.file.endswith("nginx-error.log")
        assert {r.place.file.rpartition("-")[2] for r in finding.related} == {"hs1.log", "hs2.log"}


@pytest.mark.parametrize("name", NAMES)
def test_every_line_was_read_and_no_truth(name: str):
    inputs = {Path(i.path).name: i for i in whole(name).inputs}
    assert inputs["truth.json"].format == ""
    assert all(i.format and not i.unread_total for file, i in inputs.items() if file != "truth.json")
    assert [inputs[f"heartbeat-hs{n}.log"].source for n in (1, 2)] == ["HS1", "HS2"]


def test_only_the_system_of_the_trace_is_spoken_of():
    assert {p.system for p in whole("normal").properties} == {"rtmp-failover"}
    capture = run(folder("normal") / "net.pcap.gz", settings=SETTINGS)
    assert {p.system for p in capture.properties} == {"rtmp-failover"}
    asked = run(folder("normal"), settings=SETTINGS, select=("single-vip-holder",))
    assert [(p.id, p.verdict) for p in asked.properties] == [("single-vip-holder", Verdict.NOT_EXERCISED)]


@pytest.mark.parametrize("name", NAMES)
def test_the_seed_story_follows_the_diagram_and_violates_it_in_one_place(name: str):
    drawn = whole(name).scenarios[0]
    missing = [step.place.line for step in drawn.steps if step.status == "missing"]
    notes = [note for note in whole(name).notes if note.code == "diagram-draws-violation"]
    if name != "seed_story":
        assert (bool(missing), notes) == (True, [])
        return
    assert missing == []
    (note,) = notes
    assert (note.where.line, note.property) == (50, ROUTED)
    assert "violates no-request-routed-to-down: line 50" in note.message
    assert "'Mark Primary DOWN (3/3 threshold)' on line 39" in note.message
    places = {f"{r.place.file.rpartition('/')[2]}:{r.place.line}" for r in note.related}
    assert places == {"rtmp-failover.md:39", "nginx-error.log:33", "rtmp-failover.md:54"}


def test_the_clean_failover_lacks_only_the_callback_to_the_dead_replica():
    drawn = whole("clean_failover").scenarios[0]
    assert {step.place.line for step in drawn.steps if step.status == "missing"} == {50, 51}


@pytest.mark.parametrize("name", ["seed_story", "clean_failover"])
def test_both_services_follow_both_rules(name: str):
    rules = [s for s in whole(name).scenarios if s.reading == "triggered"]
    assert [(s.place.line, s.instances, s.deviations) for s in rules] == [(26, 2, ()), (65, 2, ())]


@pytest.mark.parametrize(("view", "cases"), [("any", 6), ("all", 3), ("HS1", 3), ("HS2", 3)])
def test_whose_down_counts_can_be_set(view: str, cases: int):
    found = of(whole("seed_story", f"view={view}"), ROUTED)
    assert (found.verdict, found.violations, found.exercised) == (VIOLATED, 1, cases)
    assert [r.counts for r in found.readings] == [True, False, False, False]


def test_a_view_that_nobody_has_is_refused():
    with pytest.raises(InputError, match="HS3") as wrong:
        run(folder("seed_story"), settings=(*SETTINGS, "view=HS3"))
    assert "any, all, HS1, HS2" in wrong.value.hint


def test_a_log_that_hides_the_checks_says_so(tmp_path: Path):
    part = copied("seed_story", tmp_path / "logs", "heartbeat", "nginx")
    without_debug(part)
    for prop in (COUNTED, "up-after-successes"):
        found = of(run(part, settings=SETTINGS), prop)
        assert (found.verdict, found.inconclusive) == (INCONCLUSIVE, 2)
        assert "not at level DEBUG" in found.why
        assert "a capture of its checks" in found.settles


def test_the_wire_counts_what_a_log_hides(tmp_path: Path):
    part = copied("seed_story", tmp_path / "logs", "heartbeat", "net")
    without_debug(part)
    found = {p.id: p.verdict.value for p in run(part, settings=SETTINGS).properties}
    assert found[COUNTED] == found["up-after-successes"] == found["heartbeat-on-schedule"] == "holds"


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_three_printed_after_two_checks_are_caught_by_the_capture(tmp_path: Path, level: str):
    part = copied("seed_story", tmp_path / "logs", "heartbeat", "net")
    if level == "INFO":
        without_debug(part)
    # The service says DOWN after its second check: its third one (09.563) comes later.
    changed(part / "heartbeat-hs1.log", lambda line: line.replace("19:49:09.564Z  WARN", "19:49:08.554Z  WARN"))
    found = of(run(part, settings=SETTINGS), COUNTED)
    (violation,) = [i.finding for i in with_verdict(found, VIOLATED)]
    assert "after 2 failed checks (its log prints 3); 3 are stated" in violation.message
    # Each of the two checks once, though the first shows two resets.
    assert [r.place.line for r in violation.related if r.place.unit == "packet"] == [809, 823]


def test_a_capture_counts_against_a_log_that_tells_a_check_too_many(tmp_path: Path):
    part = copied("seed_story", tmp_path / "logs", "heartbeat", "net")
    failed = re.compile(r".* DEBUG .*Health check failed for \S+primary.*\n")
    lines = (part / "heartbeat-hs1.log").read_text().splitlines(keepends=True)
    first = next(n for n, line in enumerate(lines) if failed.match(line))
    # One that was never made, before the first, and DOWN one check earlier.
    lines.insert(first, lines[first].replace("19:49:07.547", "19:49:06.547"))
    text = "".join(lines).replace("19:49:09.564Z  WARN", "19:49:08.554Z  WARN")
    (part / "heartbeat-hs1.log").write_text(text)
    found = of(run(part, settings=SETTINGS), COUNTED)
    (violation,) = with_verdict(found, VIOLATED)
    assert "heartbeat@HS1 had primary DOWN at 19:49:08.554 after 2 failed checks" in violation.why


def test_of_a_media_server_at_the_default_level_the_capture_tells(tmp_path: Path):
    part = copied("seed_story", tmp_path / "logs", "heartbeat", "nginx", "net")
    changed(part / "nginx-error.log", lambda line: line if re.search(r"\[(error|crit|alert|emerg)\]", line) else "")
    assert of(run(part, settings=SETTINGS), ROUTED).violations == 1
    (part / "net.pcap.gz").unlink()
    found = of(run(part, settings=SETTINGS), ROUTED)
    assert found.verdict is INCONCLUSIVE
    assert "level info" in found.settles


def test_each_source_has_a_zone_of_its_own(tmp_path: Path):
    """The services log in India's time with its offset, nginx in its own without one; its access log names that."""
    part = copied("seed_story", tmp_path / "logs", "heartbeat", "nginx", "hls", "app")

    def india(line: str) -> str:
        return re.sub(
            r"^2026-11-21T19:(\d\d):(\d\d\.\d{3})Z",
            lambda m: f"2026-11-22T{'01' if int(m[1]) >= 30 else '00'}:{(int(m[1]) + 30) % 60:02}:{m[2]}+05:30",
            line,
        )

    for file in (*part.glob("heartbeat*"), *part.glob("app*")):
        changed(file, india)
    changed(part / "nginx-error.log", lambda line: line.replace("2026/11/21 19:", "2026/11/21 14:"))
    for file in part.glob("nginx*access.log"):
        changed(file, lambda line: line.replace("21/Nov/2026:19:", "21/Nov/2026:14:").replace("+0000", "-0500"))
    outcome = run(part, settings=SETTINGS)
    assert of(outcome, ROUTED).violations == 1
    assert of(outcome, "publish-authorised").verdict is Verdict.HOLDS
    assert of(outcome, "redirect-carries-username").verdict is Verdict.HOLDS


def test_access_logs_in_one_file_are_read_alike(tmp_path: Path):
    part = copied("seed_story", tmp_path / "logs", "heartbeat", "nginx-access", "nginx-rtmp", "nginx-error")
    both = [
        *(part / "nginx-access.log").read_text().splitlines(),
        *(part / "nginx-rtmp-access.log").read_text().splitlines(),
    ]
    (part / "nginx-access.log").write_text("\n".join(sorted(both, key=lambda line: line.partition("[")[2])) + "\n")
    (part / "nginx-rtmp-access.log").unlink()
    outcome = run(part, settings=SETTINGS)
    (mixed,) = [i for i in outcome.inputs if i.path.endswith("nginx-access.log")]
    assert (mixed.format, mixed.lines, mixed.events, mixed.unread_total) == ("access-log", 8, 8, 0)


def test_a_stream_that_goes_straight_to_the_segments_is_not_authorised(tmp_path: Path):
    part = copied("seed_story", tmp_path / "logs", "nginx-rtmp", "nginx-error")
    log = part / "nginx-rtmp-access.log"
    bypass = (
        '10.77.0.9 [21/Nov/2026:19:49:28 +0000] PUBLISH "hls" "stream_mallory" "" - 177978 409 "" "FMLE/3.0" (4s)\n'
    )
    log.write_text(log.read_text() + bypass)
    found = of(run(part, settings=SETTINGS), "publish-authorised")
    assert [i.subject for i in with_verdict(found, VIOLATED)] == ["stream_mallory"]


@pytest.mark.parametrize(
    ("location", "verdict"),
    [
        ("stream_bob", "violated"),  # the replica's log says that it was alice's key
        ("9f2c4e7ab1d05836", "violated"),
        ("http://spring-boot-app-primary:80/api/stream/stream_alice", "violated"),
        ("stream_alice", "holds"),
    ],
)
def test_the_name_of_a_stream_is_its_owners(tmp_path: Path, location: str, verdict: str):
    part = copied("normal", tmp_path / "logs", "nginx-error", "app")
    for file in (part / "nginx-error.log", part / "app-primary.log"):
        changed(
            file,
            lambda line: line.replace("'stream_alice'", f"'{location}'").replace(": stream_alice", f": {location}"),
        )
    assert of(run(part, settings=SETTINGS), "redirect-carries-username").verdict.value == verdict


def test_the_captures_are_small():
    assert sum(f.stat().st_size for f in folder("").rglob("*") if f.is_file()) < 700_000
