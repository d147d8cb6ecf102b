"""The heartbeat services differ about a replica no longer than the stated bound."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="services-agree",
    says="the heartbeat services differ about a replica no longer than the stated bound",
    formula=(
        "forall h: observer, g: observer, s: server. "
        "always (down(h, s) and watching(h) and watching(g) and not down(g, s) implies "
        "not historically[0, agree.within] (down(h, s) and watching(h) and watching(g) and not down(g, s)))"
    ),
    triggered_by="a service that has a replica DOWN while another has it UP",
    subject="s",
    programs=(),
    parameters=("agree.within",),
    violated="{h} had {s} DOWN from {at} on, and {g} had it UP for another {lasted}; {bound} is stated",
    inconclusive="{h} had {s} DOWN from {at} on, and {g} may have had it UP for too long: {lasted}",
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
