"""Each change that the monitor sees between two polls gives exactly one alert, accepted by the webhook in time."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="alert-per-state-change",
    says="each change of a server's state or of the answering node between two polls gives exactly one accepted alert",
    formula=(
        "forall m: observer, x: change. always (changed(m, x) implies "
        "not historically[0, alert.within] unannounced(m, x) and not announced_twice(m, x))"
    ),
    triggered_by="a change of a server's state, or of the answering node, between two polls",
    subject="x",
    programs=("monitor", "webhook"),
    told_by=("poll",),
    by_own_clock=True,
    parameters=("alert.within",),
    violated="{m} saw {x}, but {told} within {bound}",
    inconclusive="{m} saw {x}, and it is open whether exactly one alert of it was accepted within {bound}",
    explanation=Explanation(
        code="alert-per-state-change",
        title="a change of state was not alerted, or not exactly once",
        what=(
            "Two polls of the monitor in a row saw a server in different states, or were answered by different load "
            "balancers, and within `alert.within` of the later one no alert of it was accepted by the webhook, or "
            "more than one."
        ),
        why=(
            "The diagrams draw one alert for each change, and the state file is written after it: when the POST fails "
            "the new state is saved all the same, and nobody ever hears of the change. Changes are taken from the "
            "polls themselves, compared with the last answered poll of the same process of the monitor. Of its first "
            "poll after a restart the monitor's own line tells what changed against its state file; where it begins "
            "with a new baseline instead, what changed while it was down is nobody's change. Alerts are taken from "
            "the monitor's own lines and from what the webhook received; which change an alert is of, its text says "
            "(the name of the server or host, and the state). Where the text, a missing log or an unanswered POST "
            "leaves that open, the verdict is inconclusive. The receiver decides what it accepted: where its own "
            "record of that very alert says a status of 400 or more, and the monitor's log says that it was accepted, "
            "the verdict is inconclusive, whichever of the two is wrong (sources-disagree tells where); without such "
            "a record the monitor's own `status=200` counts. What changes and changes back between two polls no "
            "monitor can see."
        ),
        bad=(
            "19:26:52,397 INFO poll ok node=hap1 pgb1=UP pgb2=UP pgb3=UP\n"
            "19:26:54,397 INFO poll ok node=hap1 pgb1=UP pgb2=DOWN pgb3=UP\n"
            "19:26:54,397 WARNING alert post failed: Connection refused title='Alert' message='pgb2 is DOWN'\n"
            "19:26:56,395 INFO poll ok node=hap1 pgb1=UP pgb2=DOWN pgb3=UP     (and no further attempt)"
        ),
        good=(
            "19:18:33,749 INFO poll ok node=hap1 pgb1=UP pgb2=UP pgb3=UP\n"
            "19:18:35,749 INFO poll ok node=hap1 pgb1=UP pgb2=DOWN pgb3=UP\n"
            "19:18:35,750 INFO alert sent status=200 title='PgBouncer Alert' message='pgb2 is DOWN'"
        ),
        fix=(
            "Let the monitor repeat an alert until the webhook has taken it, and write the state file only then; and "
            "see that the webhook can be reached from where the monitor runs."
        ),
    ),
)
