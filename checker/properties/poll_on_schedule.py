"""The monitor polls at the stated interval."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="poll-on-schedule",
    says="the monitor polls at the stated interval",
    formula=(
        "forall m: observer. always (polled(m) and once[1ns, inf] polled(m) implies "
        "once[monitor.interval - monitor.tolerance, monitor.interval + monitor.tolerance] polled(m) "
        "and not once[1ns, monitor.interval - monitor.tolerance - 1ns] polled(m))"
    ),
    triggered_by="two polls of one life of a monitor",
    subject="m",
    programs=("monitor",),
    told_by=("poll",),
    by_own_clock=True,
    parameters=("monitor.interval", "monitor.tolerance"),
    violated="{m} polled at {at}, {pause} after the poll before",
    inconclusive="{m} may have polled at {at} off its schedule, {pause} after the poll before",
    explanation=Explanation(
        code="poll-on-schedule",
        title="the monitor did not poll at the stated interval",
        what=(
            "A poll came sooner or later after the poll before it than the stated interval (`monitor.interval`) "
            "allows, give or take `monitor.tolerance`: a fifth of the interval, at most 1s."
        ),
        why=(
            "What the monitor does not see it cannot alert: an outage that is shorter than the pause between two polls "
            "stays unseen. What counts is the time between two polls of one process; after a restart the schedule "
            "begins anew. A line is written when the answer is there. A poll that timed out was made at an unknown "
            "time before its line, so the polls around it are seldom decided. If the monitor runs at another interval "
            "on purpose, say so: `--set monitor.interval=2s`, or change the contract."
        ),
        bad=(
            "19:21:35,171 INFO poll ok node=hap1 pgb1=UP pgb2=UP pgb3=UP\n"
            "19:22:01,171 INFO poll ok node=hap1 pgb1=UP pgb2=UP pgb3=UP     (26s later, where 10s are stated)"
        ),
        good=(
            "19:21:35,171 INFO poll ok node=hap1 pgb1=UP pgb2=UP pgb3=UP\n"
            "19:21:45,173 INFO poll ok node=hap1 pgb1=UP pgb2=UP pgb3=UP"
        ),
        fix=(
            "Look for a monitor that waits the whole interval after slow answers or alerts instead of keeping to its "
            "schedule, for a host that was suspended, and for an interval that was configured otherwise than drawn."
        ),
    ),
)
