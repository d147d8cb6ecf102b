"""A file that is read in stretches tells what it tells as a whole."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.generate_spans import exported
from checker.model.outcome import Outcome
from checker.pipeline import requests_chunks
from tests.pipeline.test_requests import FAULTY, account, checked


def told(outcome: Outcome) -> object:
    """All that is said, with places; of one file, whatever its name."""
    (read,) = outcome.inputs
    found = [(s.text, s.lifeline, s.seen, s.status) for scenario in outcome.scenarios for s in scenario.steps]
    whole = account(outcome)
    groups = tuple(
        replace(
            group,
            fingerprint="",
            examples=tuple(
                replace(each, places=tuple(replace(place, file="") for place in each.places)) for each in group.examples
            ),
        )
        for group in whole.groups
    )
    return replace(whole, groups=groups), replace(read, path="", unread=tuple(read.unread)), found


@pytest.fixture
def in_stretches(monkeypatch) -> list[int]:
    """How many stretches were made of each file that was read so."""
    made: list[int] = []

    def counted(*args, **options):
        bounds = real(*args, **options)
        made.append(len(bounds) - 1)
        return bounds

    real = requests_chunks._bounds
    monkeypatch.setattr(requests_chunks, "_bounds", counted)
    return made


def whole_and_parts(path: Path, size: int) -> tuple[object, object]:
    whole = told(checked(path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests_chunks, "CHUNK_BYTES", size)
        return whole, told(checked(path))


def test_in_stretches_or_as_a_whole(tmp_path, in_stretches):
    path = tmp_path / "spans.json"
    path.write_text("".join(exported(FAULTY)))
    whole, parts = whole_and_parts(path, path.stat().st_size // 5)
    assert in_stretches == [5]
    assert whole == parts


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), size=st.integers(20_000, 200_000))
def test_with_lines_that_cannot_be_read(tmp_path, seed, size):
    random, lines = Random(seed), list(exported(FAULTY))
    random.shuffle(lines)
    for _ in range(6):
        at = random.randrange(len(lines))
        lines[at] = random.choice(["{broken\n", "\n", "[1]\n", lines[at][:300] + "\n", json.dumps({"a": 1}) + "\n"])
    path = tmp_path / "spans.json"
    path.write_text("".join(lines))
    with pytest.MonkeyPatch.context() as patch:
        # one process, so that starting others takes no time
        patch.setattr(requests_chunks, "in_parallel", lambda jobs, _, progress: [job() for job in jobs])
        (whole, read, steps), (parts, read_in_parts, steps_in_parts) = whole_and_parts(path, size)
    assert (read, steps) == (read_in_parts, steps_in_parts)
    assert (whole.requests, whole.violated + whole.inconclusive) == (
        parts.requests,
        parts.violated + parts.inconclusive,
    )


def test_no_request_of_many_lines_is_parted(tmp_path, in_stretches):
    lines = [json.dumps(json.loads(line), indent=1) for line in exported(FAULTY)]
    path = tmp_path / "spans.json"
    path.write_text("\n".join(lines) + "\n")
    whole, parts = whole_and_parts(path, 50_000)
    assert in_stretches[0] > 3
    assert whole == parts


def test_what_is_packed_is_read_as_a_whole(tmp_path, in_stretches):
    path = tmp_path / "spans.json.gz"
    path.write_bytes(gzip.compress("".join(exported(FAULTY)).encode()))
    whole, parts = whole_and_parts(path, 1_000)
    assert in_stretches == []
    assert whole == parts
