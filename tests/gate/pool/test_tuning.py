"""Repairs of detection that is too slow: they keep the promise, and the next value on the grid would not."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from checker.base.time import NS_PER_MS
from checker.configs.registry import deployment_of
from checker.configs.source import Source, Surroundings
from checker.configs.words import apply_edits
from checker.gate.pool.pools import checked_members
from checker.gate.pool.silence import blame_for_silence, down_unanswered
from checker.gate.pool.timings import timing_of
from checker.gate.pool.tuning import blame, blame_first, fall_knob, interval_knobs
from checker.gate.rule import Site
from tests.gate.judged import contract

ms = st.integers(1, 20_000)
settings = st.fixed_dictionaries(
    {"inter": ms},
    optional={"fall": st.integers(1, 12), "fastinter": ms, "rise": st.integers(1, 5), "downinter": ms},
)
timeouts = st.fixed_dictionaries({}, optional={"connect": ms, "check": ms})


def written(options, limits, spread):
    words = " ".join(
        f"{key} {value}" if key in ("fall", "rise") else f"{key} {value}ms" for key, value in options.items()
    )
    lines = "".join(f"    timeout {name} {value}ms\n" for name, value in limits.items())
    spreading = f"global\n    spread-checks {spread}\n" if spread else ""
    return f"{spreading}backend pgbouncers\n{lines}    default-server {words}\n    server pgb1 192.168.1.5:6432 check\n"


def checks_of(text, promised):
    site = Site(promised, deployment_of([Source("haproxy.cfg", text)], Surroundings()))
    assert not [p for p in site.deployment.problems if p.severity == "error"]
    (member,) = checked_members(site)
    return member.checks


@given(settings, st.integers(0, 30), st.integers(1, 12))
def test_repairs_keep_the_promise_and_are_the_nearest(options, spread, bound):
    promised = contract("pgbouncer-ha", (f"down.within={bound}s",))
    text = written(options, {}, spread)
    checks, limit = checks_of(text, promised), promised.duration("down.within")
    timing = timing_of(checks)
    assume(timing.down_refused.hi > limit)
    knobs = blame_first(interval_knobs(promised, checks, "fastinter"))
    knob, repairs = blame(timing, lambda t: t.down_refused, limit, [fall_knob(promised, checks)], knobs)
    assert repairs
    assert knob.place.file == "haproxy.cfg"
    for repair in repairs:
        after = timing_of(checks_of(apply_edits(text, repair.edits), promised))
        assert after.down_refused.hi <= limit, repair.shown
        assert after.fall == 3
        for field in ("inter", "fastinter", "spread"):
            now, then = getattr(timing, field), getattr(after, field)
            if len(repair.edits) == 1 and now != then and then is not None:
                step = 1 if field == "spread" else NS_PER_MS
                assert replace(after, **{field: then + step}).down_refused.hi > limit, repair.shown


@given(settings, timeouts)
def test_repairs_for_silent_servers_keep_the_promise(options, limits):
    promised = contract("pgbouncer-ha")
    text = written(options, limits, 0)
    checks, limit = checks_of(text, promised), promised.duration("down.within")
    timing = timing_of(checks)
    assume(down_unanswered(timing, checks).hi > limit)
    _, repairs = blame_for_silence(promised, checks, timing)
    assert repairs
    for repair in repairs:
        again = checks_of(apply_edits(text, repair.edits), promised)
        assert down_unanswered(timing_of(again), again).hi <= limit, repair.shown
