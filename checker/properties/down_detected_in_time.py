"""A server that stops answering is DOWN within the stated bound."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="down-detected-in-time",
    says="a server that stops answering is DOWN within the stated bound",
    formula=(
        "forall o: observer, s: server. always (unanswered(o, s) and historically[0, down.within] unanswered(o, s) "
        "implies not historically[0, down.within] (unanswered(o, s) and not down(o, s)))"
    ),
    triggered_by="a server that does not answer for longer than the bound",
    subject="s",
    programs=("haproxy", "heartbeat", "capture"),
    told_by=("server_state", "check", "server_seen", "assigned", "connect", "query"),
    parameters=("down.within",),
    violated="{s} did not answer {o} from {at} on, which had it UP for another {lasted}; {bound} is stated",
    inconclusive="{s} did not answer {o}, which may have had it UP for too long: {lasted}, where {bound} is stated",
    explanation=Explanation(
        code="down-detected-in-time",
        title="a server stopped answering and was not DOWN in time",
        what=(
            "A server did not answer for longer than `down.within`, and the load balancer still had it UP by then. "
            "Until a server is DOWN its load balancer goes on to send clients to it."
        ),
        why=(
            "The diagrams say how long this lasts. It is fall x interval where connections are refused, but each "
            "check that runs into its timeout takes that much longer: `inter 2s`, `fall 3` and `timeout check 2s` "
            "take up to 12s where packets are lost.\n"
            "\n"
            "Nobody sees the instant at which a server dies. It lies between its last answer and the first attempt "
            "that failed, whoever made them: checks in a log, connection attempts in a capture, the pooler's own "
            "lines. Where the bound lies between the two, the verdict is inconclusive. A refusal comes from the "
            "server's host and is true for all. Silence is true for the one who met it: what others are answered "
            "does not excuse a load balancer that cannot reach the server. But it has to reach others, or others that "
            "do must not be answered by this server either: to one that is cut off itself all servers look so. Where "
            "nothing tells, the verdict is inconclusive.\n"
            "\n"
            "When a process dies, its kernel ends its connections at that instant: what it sends of its own accord on "
            "established ones shows that it lived until then.\n"
            "\n"
            "A server counts as answering when it accepts connections, unless checks above TCP fail: a program that "
            "hangs is accepted for by its kernel, passes every TCP check, and is never DOWN. Only a check that asks "
            "it something (`option pgsql-check`) finds it. Where checks go to another port than the traffic, a "
            "server that still accepts the traffic counts as answering."
        ),
        bad=(
            "14:01:14.347 SYN 192.168.1.10 to 192.168.1.5:6433, not answered\n"
            "14:01:16.347 hap1 haproxy[20]: Health check for server pgbouncer_back/pgb2 failed, reason: Layer4 "
            "timeout, check duration: 2000ms, status: 2/3 UP.\n"
            "14:01:24.353 hap1 haproxy[20]: Server pgbouncer_back/pgb2 is DOWN. 2 active ...     (10s later)"
        ),
        good=(
            "19:18:30.688 SYN 192.168.1.10 to 192.168.1.5:6433, accepted\n"
            "19:18:30.794 hap1 haproxy[31]: Health check for server pgbouncer_back/pgb2 failed, reason: Layer4 "
            'connection problem, info: "Connection refused", check duration: 0ms, status: 2/3 UP.\n'
            "19:18:34.798 hap1 haproxy[31]: Server pgbouncer_back/pgb2 is DOWN. 2 active ...     (4.1s at most)"
        ),
        fix=(
            "A shorter `inter`, or `fastinter` for the checks after the first failure, and a `timeout check` that is "
            "small beside them; or state in the diagram how long it takes when packets are lost."
        ),
    ),
)
