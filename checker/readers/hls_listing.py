"""Listings of a directory of HLS segments that carry times: `ls -lR --full-time`, with playlists behind it or not.

A file's time is that of its last change: a segment was written until then. Its directory is the name of the stream.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import BinaryIO

from checker.base.places import Place
from checker.model.event import Event, Source, Value
from checker.readers.postgresql_stamp import read_stamp
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.streams import blocks

_JUDGED_LINES = 100
_MODE = r"[-dlbcps][-rwxsStT]{9}[.+@]?"
_FILE = re.compile(
    rf"(?P<mode>{_MODE}) +\d{{1,9}} +\S{{1,64}} +\S{{1,64}} +(?P<bytes>\d{{1,20}}) +"
    r"(?P<stamp>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,9} [+-]\d{4}) (?P<name>.{1,500})",
    re.ASCII,
)
_NO_TIME = re.compile(rf"{_MODE} +\d{{1,9}} +\S+ +\S+ +\d", re.ASCII)
_FOLDER = re.compile(r"(?P<folder>\.|\.?/?[^\s#:=][^:]{0,500}):\Z", re.ASCII)
# The sum of blocks, and what `head` and the like print between playlists.
_BESIDE = re.compile(r"total \d|[#=]{1,3} |#EXT|==> ", re.ASCII)
_SEGMENT = re.compile(r".+\.(?:ts|m4s|mp4|aac)\Z", re.ASCII)
_PLAYED = re.compile(r"\S+\.(?:ts|m4s|mp4|aac|m3u8|key)(?:\?\S*)?\Z", re.ASCII)


class HlsListingReader:
    """What `ls` prints of `hls_path`, with full times."""

    name = "hls-listing"
    bulk: frozenset[str] = frozenset()
    by_file = True
    samples: Mapping[str, bytes] = MappingProxyType(
        {
            "ls -lR --full-time": (
                b".:\ntotal 4\n"
                b"drwxr-xr-x 2 www-data www-data 4096 2026-11-21 19:49:21.507592009 +0000 stream_alice\n\n"
                b"./stream_alice:\ntotal 12\n"
                b"-rw-r--r-- 1 www-data www-data 3008 2026-11-21 19:49:03.103591282 +0000 0.ts\n"
                b"-rw-r--r-- 1 www-data www-data  275 2026-11-21 19:49:21.507592009 +0000 index.m3u8\n"
            ),
            "one directory": (
                b"total 4\n-rw-r--r-- 1 www-data www-data 3008 2026-11-21 19:49:03.103591282 +0000 stream_alice-0.ts\n"
            ),
        }
    )

    def recognises(self, head: bytes) -> float:
        """Return the share of the first lines that a listing has, if one of its files is a segment or a playlist."""
        lines = [_text(line) for line in head.split(b"\n")[:_JUDGED_LINES] if line.strip()]
        files = [match for line in lines if (match := _FILE.match(line))]
        if not any(_PLAYED.match(match["name"].strip()) for match in files):
            return 0.0
        own = sum(bool(_FOLDER.match(x) or _BESIDE.match(x) or _PLAYED.match(x)) for x in lines)
        return min(1.0, (len(files) + own) / len(lines))

    def read(self, stream: BinaryIO, context: Context, wanted: Wanted, tally: Tally) -> Iterator[Event]:
        """Yield when each segment was written; all are control events."""
        folder = ""
        source = Source(context.host, "hls-listing", "")
        for block in blocks(stream):
            tally.lines = block.last_line
            for number, raw in enumerate(block.data.split(b"\n")[: block.lines], block.first_line):
                text = _text(raw)
                if match := _FILE.match(text):
                    event = _written(match, folder, source, Place(context.path, number))
                    if event is None and _is_segment(match):
                        tally.skip(number, "no time stamp that can be read")
                    if event and wanted.control:
                        tally.cover(source, event.time)
                        tally.events += 1
                        yield event
                elif named := _FOLDER.match(text):
                    folder = named["folder"].rstrip("/").rpartition("/")[2].strip(".")
                elif text and not _BESIDE.match(text) and not _PLAYED.match(text):
                    why = "a file without a full time" if _NO_TIME.match(text) else "not a line of a listing"
                    tally.skip(number, why)


def _is_segment(match: re.Match[str]) -> bool:
    return match["mode"].startswith("-") and bool(_SEGMENT.match(match["name"]))


def _written(match: re.Match[str], folder: str, source: Source, place: Place) -> Event | None:
    stamp = read_stamp(match["stamp"], 0)
    if stamp is None or not _is_segment(match):
        return None
    # Without `hls_nested` the name of the stream is a part of the file's.
    stream = folder or match["name"].rpartition("-")[0]
    args: Mapping[str, Value] = {"stream": stream, "file": match["name"], "bytes": int(match["bytes"])}
    return Event("segment_written", stamp.time, source, args, (place,), match[0])


def _text(raw: bytes) -> str:
    return raw[:2048].decode("utf-8", "replace").rstrip("\r\n")


READER = HlsListingReader()
