"""The heartbeat services differ about a replica no longer than the stated bound."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="services-agree",
    says="the heartbeat services differ about a replica no longer than the stated bound",
    formula=(
        "forall h: observer, s: server. "
        "always (watches(h, s) and (exists g: observer. (g != h and watches(g, s))) implies "
        "forall g: observer. (g != h implies not historically[0, agree.within] "
        "(watches(h, s) and down(h, s) and watches(g, s) and not down(g, s))))"
    ),
    triggered_by="two services that watch the same replica",
    subject="s",
    programs=("heartbeat",),
    told_by=("server_state", "checks_began", "check"),
    parameters=("agree.within",),
    violated="{h} had {s} DOWN from {at} on, and another service had it UP for {lasted}; {bound} is stated",
    inconclusive="{h} and another service may have differed about {s} for too long, from {at} on: {lasted}",
    explanation=Explanation(
        code="services-agree",
        title="the heartbeat services differed about a replica for too long",
        what=(
            "One heartbeat service had a replica DOWN and another one, which was running, too, had it UP, for longer "
            "than `agree.within`: the interval, two timeouts, and 250ms."
        ),
        why=(
            "The diagram draws that both services find a failure out independently. Each has its own schedule, so one "
            "is later than the other by up to a round of checks. For a replica that dies and stays dead the bound "
            "holds. It is no theorem: a replica that comes and goes may be met by one service only when it is there, "
            "and by the other only when it is not, and both are right."
        ),
        bad=(
            "19:23:37.558 hs1 FAULT DETECTED: Replica http://spring-boot-app-primary:8080/health ... marking as DOWN\n"
            "19:24:08.104 hs2 FAULT DETECTED: Replica http://spring-boot-app-primary:8080/health ... marking as DOWN"
            "     (30.5s later)"
        ),
        good=(
            "19:23:37.558 hs1 FAULT DETECTED: Replica http://spring-boot-app-primary:8080/health ... marking as DOWN\n"
            "19:23:41.562 hs2 FAULT DETECTED: Replica http://spring-boot-app-primary:8080/health ... marking as DOWN"
            "     (4.0s later)"
        ),
        fix=(
            "Compare the thresholds, intervals and timeouts of the services; look for a replica that only one of them "
            "can reach. Against flapping only a service that decides for all helps."
        ),
    ),
)
