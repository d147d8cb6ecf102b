"""Which files a gate reads below its paths, and what it says of those that it cannot read as what they seem to be."""

import shutil
from pathlib import Path

import pytest

from checker.base.progress import SilentProgress
from checker.pipeline import GateRequest, gate

GOOD = Path(__file__).parent.parent / "gate" / "cases" / "g01-reference"
COPIES = [
    "example",
    "sample",
    "dist",
    "default",
    "old",
    "save",
    "disabled",
    "dpkg-old",
    "dpkg-dist",
    "ucf-new",
    "rpmnew",
    "rpmsave",
    "rpmorig",
    "OLD",
]


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
