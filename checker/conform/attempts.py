"""First attempts that a redispatched request hides: its line names only the server that served it in the end.

HAProxy writes `+1` behind the retries when a request was sent elsewhere after an attempt failed; which server was
tried first stands in no log. A capture shows it: the attempts of that moment from the load balancer's address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.time import NS_PER_MS, Interval
from checker.conform.evidence import Evidence
from checker.conform.lives import process_of
from checker.conform.occurrences import Occurrences
from checker.conform.words import moment, related
from checker.logic.formula import Atom
from checker.logic.truth import Truth
from checker.model.event import Event
from checker.model.outcome import Instance

# Accept date and queue time are printed in whole milliseconds, each cut; the capture has its own clock reading.
MARGIN_NS = 3 * NS_PER_MS
# A server is sought within a turn of the event loop after the request was accepted.
FIRST_NS = 5 * NS_PER_MS


@dataclass(frozen=True, slots=True)
class Attempts:
    """Decides where hidden first attempts went, from the connection attempts of a capture."""

    occurrences: Occurrences
    evidence: Evidence

    def suspects(self, event: Event) -> list[str]:
        """Return the servers that the observer had, or may have had, DOWN while this request sought a server."""
        if not event.args["redispatched"]:
            return []
        observers = self.occurrences.lives.names(event.source, event.time)
        at = self.first(event)
        servers = self.occurrences.knowledge.domains.get("server", ())
        beliefs = self.occurrences.knowledge.about
        return [
            server
            for server in servers
            if server != event.args["server"]
            and any(
                s.truth is Truth.TRUE
                for observer in observers
                for s in beliefs(Atom("down", (observer, server))).between(at.lo, at.hi)
            )
        ]

    def first(self, event: Event) -> Interval:
        """Return when the first attempt was made: at once, unless the request had to queue.

        What follows within the queue time are retries, which are no new assignments.
        """
        accepted = int(event.args["accepted_ns"])
        # a log-format may print the accept date in whole seconds
        unsure = max(0, event.time.hi - event.time.lo - NS_PER_MS)
        return Interval(accepted - MARGIN_NS, min(event.time.hi, accepted + FIRST_NS + unsure) + MARGIN_NS)

    def sought(self, event: Event) -> Interval:
        """Return when the request sought a server: up to its final assignment, as it may have had to queue first."""
        return Interval(self.first(event).lo, event.time.hi + MARGIN_NS)

    def decide(self, event: Event, suspects: Sequence[str], connects: Sequence[Event]) -> Instance:
        """Say whether the first attempt of a redispatched request went to a server that was DOWN."""
        at, whole = self.first(event), self.sought(event)
        failed = [c for c in connects if whole.lo <= c.time.lo <= whole.hi and c.args["outcome"] != "accepted"]
        down = [c for c in failed if any(s.endswith("/" + self._server(c)) for s in suspects)]
        guilty = [c for c in down if c.time.lo <= at.hi]
        covered = any(c.lo <= whole.lo and whole.hi <= c.hi for c in self.evidence.captures())
        observer, *others = self.occurrences.lives.names(event.source, event.time)
        subject = guilty[0].args["server"] if guilty else " or ".join(suspects)
        if covered and guilty and len(down) == len(failed) and not others:
            finding = self._finding(event, observer, str(subject), guilty, Verdict.VIOLATED)
            return Instance(observer, str(subject), event.time, Verdict.VIOLATED, finding.message, "", finding)
        if covered and failed and not down:
            return Instance(observer, str(subject), event.time, Verdict.HOLDS)
        finding = self._finding(event, observer, str(subject), guilty, Verdict.INCONCLUSIVE)
        why, settles = finding.message, finding.hint
        return Instance(observer, str(subject), event.time, Verdict.INCONCLUSIVE, why, settles, finding)

    def _server(self, connect: Event) -> str:
        address = str(connect.args["server"])
        servers = self.evidence.contract.servers.values()
        return next((s.name for s in servers if f"{s.address}:{s.port}" == address), address)

    def _finding(self, event: Event, observer: str, subject: str, guilty: Sequence[Event], verdict: Verdict) -> Finding:
        prop = self.occurrences.question.prop
        who, client, at = process_of(observer), event.args["client"], moment(event.time.lo)
        sure = verdict is Verdict.VIOLATED
        # without its number of retries a line does not even say this much
        known = "redispatched" if int(event.args["retries"]) >= 0 else "may have redispatched"
        message = (
            f"{who} tried {subject} first for the request of {client} at {at} while it had it DOWN, then sent it on"
            if sure
            else f"{who} {known} the request of {client} at {at}: the log does not say whether the first attempt "
            f"went to {subject}, which it had DOWN"
        )
        packets = [related(c, self.evidence.hosts) for c in guilty]
        line = Related(event.places[0], "the line names only the server that served it in the end", event.text)
        places = [*packets, line] if sure else [line, *packets]
        return Finding(
            code=prop.id,
            severity=Severity.ERROR if sure else Severity.WARNING,
            message=message,
            where=places[0].place,
            text=places[0].text,
            related=tuple(places[1:]),
            hint=prop.explanation.fix if sure else f"a capture of the connections from {who} to its servers",
            property=prop.id,
            time=event.time,
            verdict=verdict,
        )
