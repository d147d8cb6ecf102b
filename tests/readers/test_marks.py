"""Which bytes are text, and which readers find their lines somewhere in it."""

from __future__ import annotations

import io

import pytest

from checker.readers.marks import LINES_TRIED, as_text, found_by_marks, is_text
from checker.readers.registry import readers, recognise, recognised

HAPROXY = b"Nov 21 19:18:36 hap1 haproxy[31]: Proxy pgsql_front started.\n"
KEEPALIVED = b"Nov 21 19:21:38 hap1 Keepalived_vrrp[34]: (VI_1) Entering MASTER STATE\n"
CRON = b"Nov 21 19:21:38 hap1 CRON[99]: (root) CMD (true)\n"


def found(data: bytes) -> list[str]:
    return [reader.name for reader in found_by_marks(io.BytesIO(data), readers())]


@pytest.mark.parametrize("text", [HAPROXY, b"\0" * 5000 + HAPROXY, "é \x1b[1m".encode(), b"caf\xe9 " * 9])
def test_text(text):
    assert is_text(text)


@pytest.mark.parametrize("binary", [b"", b"\0" * 99, bytes(range(256)), b"\xd4\xc3\xb2\xa1\2\0\4\0" + bytes(16)])
def test_no_text(binary):
    assert not is_text(binary)
    assert as_text(binary) == (binary,)


@pytest.mark.parametrize("nuls", [b"\0", b"\0" * 4096])
@pytest.mark.parametrize(("line", "name"), [(HAPROXY, "haproxy"), (KEEPALIVED, "keepalived")])
def test_a_log_with_nul_bytes_is_still_one(nuls, line, name):
    for log in (line + nuls + line, nuls + line, line[:50] + nuls + line):
        assert recognise(log, readers()).name == name


def test_a_capture_with_the_text_of_a_log_in_it_is_a_capture():
    assert (
        recognise(b"\xd4\xc3\xb2\xa1\2\0\4\0" + bytes(8) + b"\0\0\4\0\1\0\0\0" + HAPROXY * 90, readers()).name
        == "capture"
    )


def test_lines_of_two_programs_have_two_readers():
    assert [r.name for r in recognised(HAPROXY + KEEPALIVED * 2, readers())] == ["haproxy", "keepalived"]
    assert [r.name for r in recognised(HAPROXY, readers())] == ["haproxy"]


def test_lines_that_begin_late_are_found():
    assert found(CRON * 50_000 + HAPROXY) == ["haproxy"]
    assert sorted(found(CRON * 50_000 + KEEPALIVED + CRON + HAPROXY)) == ["haproxy", "keepalived"]
    assert found(CRON * 10) == []


def test_a_mark_in_the_text_of_another_program_is_no_line():
    assert found(b"Nov 21 19:21:38 hap1 CRON[99]: (root) CMD (grep haproxy[ Keepalived)\n" * 2 * LINES_TRIED) == []
