"""names_owner(router, stream): the name that a stream has is that of the user whose key was published."""

from __future__ import annotations

from checker.conform.fluents.fluent import Fluent
from checker.conform.streaming.owners import UNOBSERVED, owners

FLUENT = Fluent("names_owner", ("router", "stream"), "the stream has the name of its key's owner", owners, UNOBSERVED)
