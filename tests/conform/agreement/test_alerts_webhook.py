"""Alerts that were sent against alerts that were received."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from tests.conform.agreement.altered import disagreements
from tests.pipeline.logs import stamp

TEXTS = "pgb2 is DOWN", "pgb2 is back UP", "pgb3 is DOWN", "pgb3 is back UP"
TIMES = 10.0, 30.0, 50.0, 70.0


def _write(
    folder: Path,
    sent: Collection[int],
    received: Collection[int],
    refused: Collection[int] = (),
    foreign: Sequence[float] = (),
    late: float = 0.01,
    errors: Collection[int] = (),
) -> Path:
    """The files of a monitor and a webhook; each alert is received `late` seconds before its answer is logged."""

    def log(at: float, text: str) -> str:
        return stamp(at, "iso").replace("T", " ")[:23].replace(".", ",") + f" INFO {text}"

    lines = [log(1, "monitor started url=http://192.168.1.100:8404/stats;csv period=2.0s")]
    lines += [log(t, "poll ok node=hap1 pgb1=UP pgb2=UP pgb3=UP vip=hap1") for t in range(2, 100, 2)]
    title = "title='PgBouncer Alert'"
    for n in sent:
        what = "alert post failed: timed out" if n in refused else "alert sent status=200"
        lines.append(log(TIMES[n], f"{what} {title} message='{TEXTS[n]}'"))
    (folder / "monitor.log").write_text("".join(f"{line}\n" for line in sorted(lines)))
    alerts = [(TIMES[n] - late, TEXTS[n], 500 if n in errors else 200) for n in received]
    alerts += [(t, "pgb1 is DOWN", 200) for t in foreign]
    rows = [
        {
            "ts": stamp(at, "iso")[:23] + "Z",
            "method": "POST",
            "path": "/services/T000",
            "status": status,
            "body": {"title": "PgBouncer Alert", "message": text},
        }
        for at, text, status in sorted(alerts)
    ]
    (folder / "webhook.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def test_all_that_was_sent_was_received(tmp_path: Path):
    assert disagreements(_write(tmp_path, range(4), range(4))) == []


@pytest.mark.parametrize("lost", [1, 2])
def test_sent_and_accepted_but_not_received(tmp_path: Path, lost: int):
    (found,) = disagreements(_write(tmp_path, range(4), {0, 1, 2, 3} - {lost}))
    assert f"the monitor sent {TEXTS[lost]!r}" in found.message and "did not receive it" in found.message
    assert found.where is not None and found.where.file.endswith("monitor.log")
    assert [r.place.file.endswith("webhook.jsonl") for r in found.related] == [True, True]


@pytest.mark.parametrize("lost", [0, 3])
def test_what_the_webhooks_file_does_not_cover_is_not_missed(tmp_path: Path, lost: int):
    assert disagreements(_write(tmp_path, range(4), {0, 1, 2, 3} - {lost})) == []


def test_an_alert_that_was_not_accepted_need_not_be_received(tmp_path: Path):
    assert disagreements(_write(tmp_path, range(4), {0, 1, 3}, refused={2})) == []


def test_received_but_not_sent(tmp_path: Path):
    (found,) = disagreements(_write(tmp_path, {0, 1, 3}, range(4)))
    assert f"the webhook received {TEXTS[2]!r}" in found.message and "did not send it" in found.message
    assert found.where is not None and found.where.file.endswith("webhook.jsonl")


def test_a_post_that_failed_for_the_monitor_may_have_arrived(tmp_path: Path):
    assert disagreements(_write(tmp_path, range(4), range(4), refused={2})) == []


def test_accepted_for_the_monitor_and_refused_by_the_webhook(tmp_path: Path):
    (found,) = disagreements(_write(tmp_path, range(4), range(4), errors={1}))
    assert f"answered 200 to {TEXTS[1]!r}" in found.message and "it answered 500" in found.message
    assert [r.place.file.endswith("webhook.jsonl") for r in found.related] == [True]


def test_a_webhook_that_others_post_to_is_not_only_this_monitors(tmp_path: Path):
    trace = _write(tmp_path, range(4), range(4), foreign=(20, 40, 55, 65, 80))
    assert disagreements(trace) == []


def test_files_without_any_alert_in_common_are_not_compared(tmp_path: Path):
    assert disagreements(_write(tmp_path, {1, 2}, {0, 3})) == []


@pytest.mark.parametrize("late", [-0.9, 0.5, 8])
def test_an_answer_that_takes_its_time_or_clocks_a_little_apart(tmp_path: Path, late: float):
    assert disagreements(_write(tmp_path, range(4), range(4), late=late)) == []


def test_of_many_the_first_are_told_and_the_rest_counted(tmp_path: Path):
    trace = _write(tmp_path, range(4), range(4))
    with (trace / "monitor.log").open("a") as file:
        for n in range(14):
            when = stamp(15 + n, "iso").replace("T", " ")[:23].replace(".", ",")
            file.write(f"{when} INFO alert sent status=200 title='PgBouncer Alert' message='pgb1 is DOWN, {n}'\n")
    found = disagreements(trace)
    assert len(found) == 10 and found[-1].message.endswith("(and 4 more of these two sources)")
