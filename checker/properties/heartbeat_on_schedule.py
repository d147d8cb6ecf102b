"""Each heartbeat service begins its checks at the stated interval after those before have ended."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="heartbeat-on-schedule",
    says="each heartbeat service checks at the stated interval, from the end of its checks to the start of the next",
    formula=(
        "forall h: observer. always (round_began(h) and ((not service_started(h)) since round_ended(h)) implies "
        "once[0, heartbeat.interval + heartbeat.tolerance] round_ended(h) "
        "and not once[0, heartbeat.interval - heartbeat.tolerance - 1ns] round_ended(h))"
    ),
    reading="from end to start (fixed delay)",
    readings=(
        (
            "from start to start (fixed rate)",
            "forall h: observer. always (round_began(h) and ((not service_started(h)) since[1ns, inf] round_began(h)) "
            "implies once[heartbeat.interval - heartbeat.tolerance, heartbeat.interval + heartbeat.tolerance] "
            "round_began(h) and not once[1ns, heartbeat.interval - heartbeat.tolerance - 1ns] round_began(h))",
        ),
    ),
    choice=("heartbeat.schedule", "fixed-rate"),
    triggered_by="two rounds of checks in one life of a heartbeat service",
    subject="h",
    programs=("heartbeat",),
    told_by=("checks_began", "health_poll"),
    by_own_clock=True,
    steady=True,
    parameters=("heartbeat.interval", "heartbeat.tolerance"),
    violated="{h} began its checks at {at}, {pause}",
    inconclusive="{h} may have begun its checks at {at} off its schedule, {pause}",
    explanation=Explanation(
        code="heartbeat-on-schedule",
        title="a heartbeat service did not check at the stated interval",
        what=(
            "From the end of one round of checks (one check of every replica) to the start of the next, more or less "
            "time passed than the stated interval (`heartbeat.interval`) allows, give or take `heartbeat.tolerance`."
        ),
        why=(
            "How long a replica that died stays in service follows from this interval. `scheduled 10s` can be read in "
            "two ways: from start to start (fixed rate) or from end to start (fixed delay, what Spring's "
            "`@Scheduled(fixedDelay)` does). By fixed delay a service whose checks run into a timeout of 5s begins "
            "every 15s and is on schedule; from start to start alone it looks just like one that drifts. After a "
            "restart of the service its schedule begins anew."
        ),
        bad=(
            "19:25:05.000 GET http://spring-boot-app-primary:8080/health   (timed out at 19:25:10.000)\n"
            "19:25:25.000 GET http://spring-boot-app-primary:8080/health   (15s after the end, where 10s are stated)"
        ),
        good=(
            "19:25:05.000 GET http://spring-boot-app-primary:8080/health   (timed out at 19:25:10.000)\n"
            "19:25:20.004 GET http://spring-boot-app-primary:8080/health   (10s after the end, 15s after the start)"
        ),
        fix=(
            "Look for a scheduler with one thread that other work keeps busy, for `fixedRate` where `fixedDelay` is "
            "meant, and for an interval of a test profile."
        ),
    ),
)
