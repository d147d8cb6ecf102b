"""A pooler that serves logins against checks that were refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conform.agreement.altered import disagreements
from tests.pipeline.logs import Haproxy, stamp


def _trace(folder: Path, logins: list[float], *, started: float = -100, client: str = "192.168.1.10") -> Path:
    """pgb2 refuses three checks of hap1 from 10 to 14 s; its pooler's log goes from -100 to 100 s."""
    log = Haproxy(host="hap1")
    log.session(-60, "pgb1")
    for at, status in ((10, "2/3 UP"), (12, "1/3 UP"), (14, "0/2 DOWN")):
        log.check(at, "pgb2", False, status)
    log.down(14)
    log.session(60, "pgb1")
    log.write(folder)

    def line(at: float, text: str) -> str:
        return stamp(at, "iso").replace("T", " ")[:23] + f" UTC [34] LOG {text}"

    lines = [line(started - 0.001, "listening on 0.0.0.0:6433"), line(started, "process up: PgBouncer 1.18.0, ...")]
    if started > -100:
        lines.insert(0, line(-100, "process up: PgBouncer 1.18.0, ..."))
    for at in (-99.0, *logins, 100.0):
        who = f"C-0x558bb25c19c0: app/app@{client}:55364"
        lines.append(line(at, f"{who} login attempt: db=app user=app tls=no"))
    path = folder / "pgb" / "pgb2.log"
    path.parent.mkdir()
    path.write_text("".join(f"{text}\n" for text in sorted(lines)))
    return folder


def test_logins_between_refused_checks(tmp_path: Path):
    (found,) = disagreements(_trace(tmp_path, [11.5, 12.2]))
    assert "pgb2 refused its checks at 19:00:09.999" in found.message and "2 logins from hap1" in found.message
    assert found.where is not None and found.where.file.endswith("pgb/pgb2.log")


@pytest.mark.parametrize("login", [9.0, 10.5, 13.5, 15.0])
def test_logins_near_or_outside_of_them_may_be_before_or_after(tmp_path: Path, login: float):
    assert disagreements(_trace(tmp_path, [login])) == []


def test_a_pooler_that_was_started_between_them_explains_it(tmp_path: Path):
    assert disagreements(_trace(tmp_path, [11.8], started=11.4)) == []


def test_logins_from_elsewhere_say_nothing_of_this_way(tmp_path: Path):
    assert disagreements(_trace(tmp_path, [11.5, 12.2], client="127.0.0.1")) == []
