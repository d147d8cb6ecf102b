"""publish_refused(router, stream): a publish is refused, or nobody was asked about it."""

from __future__ import annotations

from checker.conform.happenings.happening import Happening
from checker.conform.streaming.publishing import refused

HAPPENING = Happening(
    "publish_refused", ("router", "stream"), "a publish is refused, or nobody was asked about it", refused
)
