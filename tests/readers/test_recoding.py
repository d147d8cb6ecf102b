"""Other forms of text come as UTF-8 with newlines; everything else comes as it is."""

from __future__ import annotations

import gzip
import io

import pytest

from checker.readers.recoding import as_utf8
from checker.readers.streams import damage, open_input

TEXT = "Nov 21 19:18:36 hap1 haproxy[31]: Server b/é is UP.\nNov 21 19:18:37 hap1 haproxy[31]: x\n" * 30_000
FORMS = {
    "utf-16 with a mark": TEXT.encode("utf-16"),
    "big endian with a mark": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "little endian without": TEXT.encode("utf-16-le"),
    "big endian without": TEXT.encode("utf-16-be"),
    "carriage returns": TEXT.replace("\n", "\r").encode(),
}


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("data", FORMS.values(), ids=FORMS)
def test_the_same_text_in_each_form_as_often_as_it_is_read(tmp_path, data, pack):
    path = tmp_path / "input"
    path.write_bytes(pack(data))
    with open_input(str(path)) as stream:
        assert stream.read() == TEXT.encode()
        stream.seek(0)
        assert stream.read(50) == TEXT.encode()[:50]
        assert stream.tell() == 50
        stream.seek(7)
        assert stream.read(20) == TEXT.encode()[7:27]
        assert damage(stream) == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a\r\nb\r\n",
        b"progress 1%\rprogress 2%\r" + b"x" * 5000 + b"\n",
        b"\xd4\xc3\xb2\xa1\x02\0\x04\0" + bytes(16),
        bytes(600),
        b"\0\0\0\0Nov 21 19:18:36 hap1 haproxy[31]: x\n",
        b"A\0B",
    ],
)
def test_what_is_neither_comes_as_it_is(data):
    stream = as_utf8(io.BytesIO(data))
    assert stream.read() == data


def test_half_a_character_is_damage(tmp_path):
    path = tmp_path / "input"
    path.write_bytes(TEXT.encode("utf-16")[:-1])
    with open_input(str(path)) as stream:
        assert TEXT.encode().startswith(stream.read()[:-3].rstrip())
        assert damage(stream) == "half a character of UTF-16 at its end"


def test_damage_of_what_is_compressed_is_told_through_it(tmp_path):
    path = tmp_path / "input"
    path.write_bytes(gzip.compress(TEXT.encode("utf-16"))[:-20])
    with open_input(str(path)) as stream:
        stream.read()
        assert damage(stream) == "compressed data ends early"
