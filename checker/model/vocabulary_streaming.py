"""The kinds of events of a streaming system: heartbeat services, a media server and its callbacks, HTTP, segments."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from checker.model.event_kind import EventKind

_CONNECTION = "the media server's number of the client's session, or ''"
_CALL = "publish or publish_done, or '' where nothing shows which"

STREAMING: Mapping[str, EventKind] = MappingProxyType(
    {
        # heartbeat services
        "checks_began": EventKind({"servers": "how many it checks, or -1"}, "a heartbeat service begins a round"),
        "checks_ended": EventKind({"detail": "as logged"}, "a heartbeat service has checked every replica once"),
        "failure_counted": EventKind(
            {"server": "the replica", "count": "as printed, or -1", "of": "the threshold as printed, or -1"},
            "a heartbeat service prints that a check failed and how many it counts; what it prints proves no number",
        ),
        "primary_switched": EventKind(
            {"before": "the replica that it preferred", "after": "the replica that it prefers from now on"},
            "a heartbeat service changes the replica that it holds for the first; no media server reads it",
        ),
        # a replica
        "publish_answered": EventKind(
            {
                "user": "whose key it was as the replica says, or ''",
                "call": _CALL,
                "status": "HTTP status that it answers, or -1",
                "location": "the name to which it redirects, or ''",
            },
            "a replica says how it answers a callback; whether the media server took the answer it cannot know",
        ),
        # a media server
        "rtmp_connected": EventKind(
            {"connection": _CONNECTION, "client": "address", "app": "application"}, "an RTMP client connects"
        ),
        "rtmp_closed": EventKind({"connection": _CONNECTION}, "an RTMP session ends"),
        "publish_began": EventKind(
            {"connection": _CONNECTION, "client": "address", "name": "the name, or key, that the client gives"},
            "a client asks to publish; nobody has answered it yet",
        ),
        "callback_sent": EventKind(
            {"connection": _CONNECTION, "call": _CALL, "server": "address:port", "path": "of the URL"},
            "the media server begins to ask a replica",
        ),
        "callback_redirected": EventKind(
            {"connection": _CONNECTION, "location": "the name that the stream gets"},
            "a replica's answer lets the publish go on under another name",
        ),
        "callback_failed": EventKind(
            {"connection": _CONNECTION, "detail": "as logged"}, "the media server got no answer that it understands"
        ),
        "publish_denied": EventKind(
            {"connection": _CONNECTION, "detail": "as logged"}, "the media server itself refuses a publish"
        ),
        "push_created": EventKind(
            {"connection": _CONNECTION, "name": "of the stream", "target": "address:port/application"},
            "the media server begins to push a stream on",
        ),
        "configuration_rejected": EventKind(
            {"detail": "as logged"}, "a program cannot use a new configuration, and goes on with the old one"
        ),
        "rtmp_session": EventKind(
            {
                "client": "address",
                "command": "PUBLISH, PLAY or ''",
                "app": "application",
                "name": "of the stream as the client gave it: in an application that redirects, the key",
                "bytes_in": "that the client sent",
                "lasted": "how long it lasted, as printed: whole seconds, cut, such as 1m 0s",
            },
            "an RTMP session ended (its time is the end); a refused publish has such a line, too",
        ),
        "segment_written": EventKind(
            {"stream": "the folder of the stream", "file": "name of the file", "bytes": "its size, or -1"},
            "a segment of a stream was written to for the last time",
        ),
        "relayed": EventKind(
            {"client": "address:port", "entry": "address:port where it was accepted", "detail": "as logged"},
            "a router accepted a connection that it passes on",
        ),
        # derived (checker.conform.streaming): what sources tell of one callback, brought together
        "callback": EventKind(
            {
                "connection": _CONNECTION,
                "call": _CALL,
                "server": "the replica",
                "name": "the key that was published, or ''",
                "outcome": "redirected, accepted, refused (by the answer), failed (no answer), or '' (not known)",
                "location": "the name that the stream gets, or ''",
                "ended_ns": "when the answer was there (ns), or -1",
            },
            "the media server asks a replica (its time is when it began)",
            instants=("ended_ns",),
        ),
        "owner_found": EventKind(
            {"key": "the key that was looked up", "row": "what was found, as JSON by column without secrets"},
            "a database tells whose a key is, while a callback of that key waits for its answer",
        ),
        "health_poll": EventKind(
            {
                "client": "address:port",
                "server": "the replica",
                "passed": "bool",
                "began_ns": "when its first packet was sent (ns)",
            },
            "a check of a heartbeat service on the wire (its time is its end)",
            instants=("began_ns",),
        ),
        # HTTP
        "http_request": EventKind(
            {
                "client": "address",
                "method": "such as GET",
                "path": "as requested, with its query",
                "status": "that was answered",
                "bytes": "of the body, or -1",
            },
            "a server answered a request (its time is that of the answer)",
            bulk=True,
        ),
        "sql_answer": EventKind(
            {
                "client": "address:port",
                "server": "address:port",
                "statement": "the text, cut after some thousand characters",
                "row": "the first row of the answer, as JSON by column without secrets, or ''",
                "ended_ns": "when it was answered (ns), or -1",
            },
            "a SELECT on the wire (its time is that of the question), and what was found",
            bulk=True,
            instants=("ended_ns",),
        ),
        "http_exchange": EventKind(
            {
                "client": "address:port",
                "server": "address:port",
                "host": "as the client calls the server, or ''",
                "method": "such as GET",
                "path": "as requested, with its query",
                "form": "the first bytes of a form, or ''",
                "status": "that was answered, or -1",
                "location": "of a redirect, or ''",
                "ended_ns": "when the answer began, or the connection ended (ns), or -1",
            },
            "a request on the wire (its time is its first packet), and what came of it",
            bulk=True,
            instants=("ended_ns",),
        ),
    }
)
