"""DOWN comes after exactly `check.fall` consecutive failed checks, or one of a view that has just begun."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="down-after-failures",
    says="a server is DOWN after exactly as many consecutive failed checks as stated (1 right after a start or reload)",
    formula="forall o: observer, s: server. always (went_down(o, s) implies fall_reached(o, s))",
    triggered_by="an observer that finds a server DOWN",
    subject="s",
    programs=("haproxy", "heartbeat"),
    told_by=("server_state", "check", "server_seen"),
    by_own_clock=True,
    parameters=("check.fall",),
    violated="{observer} had {s} DOWN at {at} after {counted}; {stated} are stated",
    inconclusive="{observer} had {s} DOWN at {at}, perhaps not after {stated} failed checks",
    explanation=Explanation(
        code="down-after-failures",
        title="a server was DOWN after another number of failed checks than stated",
        what=(
            "A load balancer found a server DOWN, and the number of health checks that had failed in a row was not "
            "`check.fall`, the number that the diagrams state."
        ),
        why=(
            "With fewer, one lost packet takes a server away; with more, clients wait longer than the diagrams say. "
            "The count is HAProxy's own: `status: 1/3 UP` says that 2 of 3 have failed, whatever lines are lost. "
            "Without `option log-health-checks` the statistics (check_fall) tell it, or the attempts in a capture.\n"
            "\n"
            "A view that has just begun counts as stated with one failure: right after a start, a reload, or the end "
            "of a maintenance HAProxy knows nothing of a server and lets one failed check decide.\n"
            "\n"
            "A heartbeat service prints how many checks it counts, which proves nothing: its checks are counted, in "
            "its log (level DEBUG) or on the wire. A check of a server that died is one check, though a capture shows "
            "two resets for it.\n"
            "\n"
            "No instance is what was done by hand (maintenance, `set server ... health down`), nor what follows "
            "another server (`track`). A DOWN by errors in the traffic (`observe`, `on-error`) or by an agent is a "
            "violation: no checks were awaited, which the diagrams do not draw."
        ),
        bad=(
            "19:18:30.794 hap1 haproxy[31]: Health check for server pgbouncer_back/pgb2 failed, reason: Layer4 "
            'connection problem, info: "Connection refused", check duration: 0ms, status: 1/2 UP.\n'
            "19:18:32.796 hap1 haproxy[31]: Health check for server pgbouncer_back/pgb2 failed, reason: Layer4 "
            'connection problem, info: "Connection refused", check duration: 0ms, status: 0/2 DOWN.\n'
            "19:18:32.797 hap1 haproxy[31]: Server pgbouncer_back/pgb2 is DOWN. 2 active ..."
        ),
        good=(
            "19:18:30.794 hap1 haproxy[31]: Health check for server pgbouncer_back/pgb2 failed, ... status: 2/3 UP.\n"
            "19:18:32.796 hap1 haproxy[31]: Health check for server pgbouncer_back/pgb2 failed, ... status: 1/3 UP.\n"
            "19:18:34.798 hap1 haproxy[31]: Health check for server pgbouncer_back/pgb2 failed, ... status: 0/2 DOWN.\n"
            "19:18:34.798 hap1 haproxy[31]: Server pgbouncer_back/pgb2 is DOWN. 2 active ..."
        ),
        fix=(
            "Compare `fall` on the `server` and `default-server` lines with the diagrams; look for `observe`, "
            "`on-error` and `agent-check`, which take a server down without it. Is the configuration right? Then "
            "state its number in the diagram."
        ),
    ),
)
