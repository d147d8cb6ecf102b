"""publish_authorised(router, stream): the answer to its callback lets a publish go on."""

from __future__ import annotations

from checker.conform.happenings.happening import Happening
from checker.conform.streaming.publishing import authorised

HAPPENING = Happening(
    "publish_authorised", ("router", "stream"), "the answer to its callback lets a publish go on", authorised
)
