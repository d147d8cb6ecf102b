"""Clients are without a successful query no longer than the stated bound."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="client-interruption-bounded",
    says="clients are without a successful query no longer than the stated bound",
    formula=("forall c: observer. always (asking(c) implies not historically[0, client.interruption] interrupted(c))"),
    triggered_by="a client that asks queries",
    subject="c",
    programs=("client",),
    told_by=("query",),
    by_own_clock=True,
    parameters=("client.interruption",),
    violated="{c} had no successful query for {lasted}, from {at}",
    inconclusive="{c} may have had no successful query for more than {bound}, from {at}",
    explanation=Explanation(
        code="client-interruption-bounded",
        title="clients were without a successful query for too long",
        what=(
            "Between two successful queries of a client, all its workers taken together, more time passed than the "
            "diagrams promise (`client.interruption`), and the client asked in vain meanwhile."
        ),
        why=(
            "This is what users notice of a failover, and it is longer than the failover itself: connections have to "
            "time out or to be reset, and SYNs to be sent again. It counts from the last answer before to the first "
            "answer after it; so one slow query counts, too, if no other was answered while it ran for longer than the "
            "bound, although it was answered in the end. While nobody asks nobody can be interrupted: time counts as "
            "certain only while a query ran, and between queries that failed and the next one, if no longer than the "
            "bound lay between them. Where a pause is longer than the bound, but the client asked in vain only for a "
            "part of it, the verdict is inconclusive; so it is where the log ends without another answer, unless the "
            "client asked in vain for longer than the bound. Each client (host "
            "that logs queries) is judged by its own queries."
        ),
        bad=(
            '{"ts": 1795288895.7, "end": 1795288895.826, "worker": "S1", "ok": true, ...}\n'
            '{"ts": 1795288896.0, "end": 1795288898.066, "worker": "S1", "ok": false, "err": "timeout expired"}\n'
            '{"ts": 1795288898.3, "end": 1795288899.087, "worker": "S1", "ok": true, ...}     (3.261s later)'
        ),
        good=(
            '{"ts": 1795288895.7, "end": 1795288895.826, "worker": "S1", "ok": true, ...}\n'
            '{"ts": 1795288896.0, "end": 1795288898.066, "worker": "S1", "ok": false, "err": "timeout expired"}\n'
            '{"ts": 1795288898.1, "end": 1795288898.110, "worker": "S2", "ok": true, ...}     (2.284s later)'
        ),
        fix=(
            "Shorten what the client waits for: its connect timeout and TCP user timeout, VRRP's advertisement "
            "interval, the health checks; and let HAProxy send requests elsewhere (`option redispatch`) before a "
            "server is DOWN."
        ),
    ),
)
