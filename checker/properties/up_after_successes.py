"""UP comes after exactly `check.rise` consecutive successful checks."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="up-after-successes",
    says="a server is UP again after exactly as many consecutive successful checks as stated",
    formula="forall o: observer, s: server. always (went_up(o, s) implies rise_reached(o, s))",
    triggered_by="an observer that finds a server UP again",
    subject="s",
    programs=("haproxy", "heartbeat"),
    told_by=("server_state", "check", "server_seen"),
    by_own_clock=True,
    parameters=("check.rise",),
    violated="{observer} had {s} UP at {at} after {counted}; {stated} are stated",
    inconclusive="{observer} had {s} UP at {at}, perhaps not after {stated} successful checks",
    explanation=Explanation(
        code="up-after-successes",
        title="a server was UP again after another number of successful checks than stated",
        what=(
            "A load balancer found a server UP again, and the number of health checks that had passed in a row was "
            "not `check.rise`, the number that the diagrams state."
        ),
        why=(
            "With fewer, a server that is not ready gets clients; with more, it stays idle for longer than the "
            "diagrams say. The count is HAProxy's own: `status: 1/2 DOWN` says that 1 of 2 has passed, and a failed "
            "one begins anew. Without `option log-health-checks` the statistics (check_rise) tell it, or the attempts "
            "in a capture.\n"
            "\n"
            "No instance is what was done by hand (the end of a maintenance or of a drain, `set server ... health "
            "up`), nor what follows another server (`track`). A server that its agent brings back without checks is "
            "a violation. After a start or reload every server is UP at once, without a line: no instance either."
        ),
        bad=(
            "19:18:44.803 hap1 haproxy[31]: Health check for server pgbouncer_back/pgb2 succeeded, reason: Layer4 "
            "check passed, check duration: 0ms, status: 1/3 DOWN.\n"
            "19:18:46.804 hap1 haproxy[31]: Health check for server pgbouncer_back/pgb2 succeeded, ... status: 2/3 "
            "DOWN.\n"
            "19:18:48.805 hap1 haproxy[31]: Health check for server pgbouncer_back/pgb2 succeeded, ... status: 3/3 UP."
            "\n"
            "19:18:48.805 hap1 haproxy[31]: Server pgbouncer_back/pgb2 is UP. 3 active ..."
        ),
        good=(
            "19:18:44.803 hap1 haproxy[31]: Health check for server pgbouncer_back/pgb2 succeeded, ... status: 1/2 "
            "DOWN.\n"
            "19:18:46.804 hap1 haproxy[31]: Health check for server pgbouncer_back/pgb2 succeeded, ... status: 3/3 UP."
            "\n"
            "19:18:46.804 hap1 haproxy[31]: Server pgbouncer_back/pgb2 is UP. 3 active ..."
        ),
        fix=(
            "Compare `rise` on the `server` and `default-server` lines with the diagrams; look for `agent-check`, "
            "which brings a server back without it. Is the configuration right? Then state its number in the diagram."
        ),
    ),
)
