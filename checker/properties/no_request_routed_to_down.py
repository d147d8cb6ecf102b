"""No request is newly assigned to a server by an observer that has that server DOWN or in maintenance."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="no-request-routed-to-down",
    says="no request is newly assigned to a server by an observer that has it DOWN",
    formula=(
        "forall o: observer, s: server. "
        "always (assigned(o, s) and (exists d: server. down(o, d)) implies not down(o, s))"
    ),
    triggered_by="a request assigned while its observer has some server DOWN",
    subject="s",
    programs=("haproxy", "nginx", "heartbeat"),
    told_by=("assigned", "callback"),
    slack="route.tolerance",
    by_own_clock=True,
    by_view=True,
    parameters=("route.tolerance",),
    violated="{observer} assigned the request of {client} to {server} at {at}, {since} after {viewer} had it DOWN",
    inconclusive="{observer} may have assigned the request of {client} to {server} at {at} while {viewer} had it DOWN",
    explanation=Explanation(
        code="no-request-routed-to-down",
        title="a request was routed to a server that was DOWN",
        what=(
            "A load balancer gave a new request to a server which the same process of the same load balancer had "
            "marked DOWN (or put into maintenance) before."
        ),
        why=(
            "The diagrams draw that a DOWN server is skipped. What counts is the instant of the assignment (accept "
            "date + time in queue), not the line: HAProxy writes it when the session ends, so a request that was "
            "assigned before the server went DOWN may well be logged after it, and retries of that request may reach "
            "the server later still. Neither is a violation. Each load balancer is judged by its own view only.\n"
            "\n"
            "A media server asks whoever its `on_publish` names, and knows nothing of what heartbeat services find "
            "out. There the parameter `view` says whose DOWN counts: that of any service, of all that are at work "
            "together, or of one (`--set view=HS1`). The verdicts of all these readings stand side by side. What "
            "counts is when the callback begins; its end (`publish_done`) is a request, too."
        ),
        bad=(
            "19:24:45.770 hap1 haproxy[31]: Server pgbouncer_back/pgb1 is DOWN. 2 active ...\n"
            "19:24:49.199 hap1 haproxy[31]: 192.168.1.50:47780 [21/Nov/2026:19:24:46.195] pgsql_front "
            "pgbouncer_back/pgb1 1/-1/3003 0 SC 4/4/3/0/3 0/0"
        ),
        good=(
            "19:24:45.770 hap1 haproxy[31]: Server pgbouncer_back/pgb1 is DOWN. 2 active ...\n"
            "19:24:46.194 hap1 haproxy[31]: 192.168.1.50:41288 [21/Nov/2026:19:24:43.190] pgsql_front "
            "pgbouncer_back/pgb1 1/-1/3004 0 SC 4/4/3/0/3 0/0     (accepted 43.190, before DOWN)"
        ),
        fix=(
            "Look for `option persist`, `force-persist`, `use-server` and stick tables without `option redispatch`: "
            "they send requests to servers that are DOWN. A media server: change `on_publish` and reload it as soon as "
            "a replica is DOWN, or put a load balancer between."
        ),
    ),
)
