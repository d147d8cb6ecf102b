"""segment(router, stream): a segment of a stream is written."""

from __future__ import annotations

from checker.conform.happenings.happening import Happening
from checker.conform.streaming.segments import segments

HAPPENING = Happening("segment", ("router", "stream"), "a segment of a stream is written", segments)
