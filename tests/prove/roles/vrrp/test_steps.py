"""What each step of a VRRP pair needs, and what it changes, told a second time: by cases, in a table."""

from functools import cache

import pytest

from checker.base.time import NS_PER_S
from checker.prove.machines.interpreter import starting
from checker.prove.machines.machine import Machine
from checker.prove.roles.vrrp import ASSUMPTIONS, Group, Script
from tests.prove.roles.playing import Play
from tests.prove.roles.vrrp.groups import pair, peers

S = NS_PER_S


@cache
def _pair(track: str = "none", count: int = 2, advert: int = S, weight: int = 0, times: int = 2) -> Machine:
    script = Script(fall=times, rise=times, weight=weight)
    return pair(Group(advert=advert, track=track, script=script, preempt=weight != 0), peers(count))  # type: ignore[arg-type]


@cache
def _start(cold: bool, *setting: object) -> dict[str, int]:
    """Normal operation, where the first host is the master, or a cold start, where nobody has had the address."""
    machine = _pair(*setting)  # type: ignore[arg-type]
    return next(dict(each) for each in starting(machine) if bool(each["claimed(vip)"]) is not cold)


def played(script: str, *setting: object, under: tuple[str, ...] = (), cold: bool = False) -> Play:
    machine = _pair(*setting)  # type: ignore[arg-type]
    return Play(machine, dict(_start(cold, *setting)), under=under).follow(script)


def faults(host: str) -> set[str]:
    return {f"{each}({host})" for each in ("crash", "unplug", "stop_keepalived", "kill_keepalived", "hang_keepalived")}


ONE, TWO, CUT, HEAL = faults("hap1"), faults("hap2"), {"cut(hap1,hap2)"}, {"heal(hap1,hap2)"}
# hap2 has taken over after a clean stop of hap1; then hap1 is back as a backup, and has heard of it.
TAKEN = "stop_keepalived(hap1)@0.5 hear_resigned(hap2,hap1) promote(hap2)@0.609375"
BACK = f"{TAKEN} start_keepalived(hap1) hear(hap1,hap2)@0.01"
# After a cold start both are the master, and have not heard of each other.
BOTH = "promote(hap1)@3.60546875 promote(hap2)@0.00390625"
BEAT = "advertise(hap1)@1 hear(hap2,hap1)"

POSSIBLE: list[tuple[str, float, set[str]]] = [
    ("", 0, ONE | TWO | CUT),
    ("", 0.999, ONE | TWO | CUT),
    ("", 1, ONE | TWO | CUT | {"advertise(hap1)"}),
    (" ".join([BEAT] * 4), 0.5, ONE | TWO | CUT),
    ("crash(hap1)", 0, {"boot(hap1)", "unplug(hap1)"} | TWO),
    ("crash(hap1) unplug(hap1)", 0, {"boot(hap1)", "replug(hap1)"} | TWO),
    ("crash(hap1)", 3.609374, {"boot(hap1)", "unplug(hap1)"} | TWO),
    ("crash(hap1)", 3.609375, {"boot(hap1)", "unplug(hap1)", "promote(hap2)"} | TWO),
    ("unplug(hap1)", 0, {"replug(hap1)", "link_down(hap1)"} | TWO | ONE - {"unplug(hap1)"}),
    (f"{BACK} unplug(hap1)", 0, {"replug(hap1)", "link_down(hap1)"} | TWO | ONE - {"unplug(hap1)"}),
    ("unplug(hap1) crash(hap1)", 0, {"replug(hap1)", "boot(hap1)"} | TWO),
    ("unplug(hap1) link_down(hap1)", 0, {"replug(hap1)"} | TWO | ONE - {"unplug(hap1)", "hang_keepalived(hap1)"}),
    ("unplug(hap1) stop_keepalived(hap1)", 0, {"replug(hap1)", "crash(hap1)", "start_keepalived(hap1)"} | TWO),
    ("unplug(hap1) hang_keepalived(hap1)", 0, {"replug(hap1)", "crash(hap1)", "resume_keepalived(hap1)"} | TWO),
    (
        "advertise(hap1)@1 unplug(hap1)",
        0,
        {"link_down(hap1)", "hear(hap2,hap1)", "lose(hap2,hap1)"} | TWO | ONE - {"unplug(hap1)"},
    ),
    (
        "stop_keepalived(hap1)",
        0,
        {"start_keepalived(hap1)", "crash(hap1)", "unplug(hap1)", "hear_resigned(hap2,hap1)", "lose(hap2,hap1)"}
        | TWO
        | CUT,
    ),
    ("kill_keepalived(hap1)", 0, {"start_keepalived(hap1)", "crash(hap1)", "unplug(hap1)"} | TWO | CUT),
    ("kill_keepalived(hap1) crash(hap1)", 0, {"boot(hap1)", "unplug(hap1)"} | TWO),
    ("hang_keepalived(hap1)", 2, {"resume_keepalived(hap1)", "crash(hap1)", "unplug(hap1)"} | TWO | CUT),
    ("cut(hap1,hap2)", 0, ONE | TWO | HEAL),
    ("unplug(hap2)", 0, ONE | {"replug(hap2)", "link_down(hap2)"} | TWO - {"unplug(hap2)"}),
    ("advertise(hap1)@1", 0.01, ONE | TWO | CUT | {"hear(hap2,hap1)", "lose(hap2,hap1)"}),
    ("advertise(hap1)@1 crash(hap1) boot(hap1)", 0, ONE | TWO | CUT),
    ("cut(hap1,hap2) advertise(hap1)@1", 0, ONE | TWO | HEAL),
    (
        TAKEN,
        0,
        {"start_keepalived(hap1)", "crash(hap1)", "unplug(hap1)", "hear(hap1,hap2)", "lose(hap1,hap2)"} | TWO | CUT,
    ),
    (BACK, 0, ONE | TWO | CUT),
    (f"{BACK} crash(hap2)", 3.605468, ONE | {"boot(hap2)", "unplug(hap2)"}),
    (f"{BACK} crash(hap2)", 3.60546875, ONE | {"boot(hap2)", "unplug(hap2)", "promote(hap1)"}),
]

COLD: list[tuple[str, float, set[str]]] = [
    ("", 0, ONE | TWO | CUT),
    (BOTH, 0, ONE | TWO | CUT | {"yield(hap2,hap1)", "answer(hap1,hap2)", "lose(hap2,hap1)", "lose(hap1,hap2)"}),
    (
        f"{BOTH} answer(hap1,hap2) stop_keepalived(hap1)",
        0,
        {"answer(hap2,hap1)", "lose(hap2,hap1)", "start_keepalived(hap1)", "crash(hap1)", "unplug(hap1)"} | TWO | CUT,
    ),
    (
        f"{BOTH} lose(hap2,hap1) stop_keepalived(hap2)",
        0,
        {"answer(hap1,hap2)", "lose(hap1,hap2)", "start_keepalived(hap2)", "crash(hap2)", "unplug(hap2)"} | ONE | CUT,
    ),
]

CHANGES: list[tuple[str, str, str]] = [
    ("", "crash(hap1)@0.5", "-up(hap1) vrrp(hap1)=stopped -holds(hap1) +gave_up(hap1)"),
    (f"{BACK} advertise(hap2)@0.99", "crash(hap1)", "-up(hap1) vrrp(hap1)=stopped -standby(hap1) -pending(hap2,hap1)"),
    (f"{BACK} advertise(hap2)@0.99", "unplug(hap1)", "-plugged(hap1) -pending(hap2,hap1)"),
    ("", "unplug(hap1)@0.5", "-plugged(hap1)"),
    (
        "advertise(hap1)@1 crash(hap1)",
        "boot(hap1)@0.005",
        "+up(hap1) vrrp(hap1)=backup silence(hap1)=0 -pending(hap1,hap2)",
    ),
    (
        "crash(hap1) promote(hap2)@3.609375",
        "boot(hap1)@0.5",
        "+up(hap1) vrrp(hap1)=backup silence(hap1)=0 +standby(hap1)",
    ),
    ("unplug(hap1) link_down(hap1)", "replug(hap1)@0.5", "+plugged(hap1) vrrp(hap1)=backup silence(hap1)=0"),
    ("unplug(hap1)", "replug(hap1)@0.5", "+plugged(hap1)"),
    (
        "unplug(hap1) link_down(hap1) promote(hap2)@3.609375",
        "replug(hap1)@0.5",
        "+plugged(hap1) vrrp(hap1)=backup silence(hap1)=0 +standby(hap1)",
    ),
    (
        f"unplug(hap1) {' '.join(['advertise(hap1)@1'] * 3)} promote(hap2)@0.609375 stop_keepalived(hap2)",
        "replug(hap1)",
        "+plugged(hap1) +standby(hap2)",
    ),
    (f"{BACK} unplug(hap1)", "replug(hap1)", "+plugged(hap1)"),
    (
        f"{BACK} stop_keepalived(hap2)@0.5 hear_resigned(hap1,hap2)",
        "promote(hap1)@0.60546875",
        "vrrp(hap1)=master +holds(hap1) -gave_up(hap1) -resigned(hap1) +standby(hap2) sent(hap1)=0 +pending(hap1,hap2)",
    ),
    ("", "advertise(hap1)@1", "sent(hap1)=0 +pending(hap1,hap2)"),
    ("unplug(hap2)", "advertise(hap1)@1", "sent(hap1)=0"),
    ("cut(hap1,hap2)", "advertise(hap1)@1", "sent(hap1)=0"),
    ("unplug(hap1)", "link_down(hap1)@0.5", "vrrp(hap1)=fault -holds(hap1) +gave_up(hap1)"),
    (
        "",
        "stop_keepalived(hap1)@0.5",
        "vrrp(hap1)=stopped -holds(hap1) +gave_up(hap1) +resigned(hap1) sent(hap1)=0 +pending(hap1,hap2)",
    ),
    (BACK, "stop_keepalived(hap1)@0.5", "vrrp(hap1)=stopped -standby(hap1)"),
    ("", "stop_keepalived(hap2)@0.5", "vrrp(hap2)=stopped"),
    ("", "kill_keepalived(hap1)@0.5", "vrrp(hap1)=stopped +gave_up(hap1)"),
    ("", "hang_keepalived(hap1)@0.5", "vrrp(hap1)=hung +gave_up(hap1)"),
    (
        "kill_keepalived(hap1)@0.5 promote(hap2)@3.109375 hear(hap1,hap2)",
        "start_keepalived(hap1)@0.5",
        "vrrp(hap1)=backup -holds(hap1) silence(hap1)=0 +standby(hap1)",
    ),
    ("stop_keepalived(hap1)@0.5", "start_keepalived(hap1)@0.001", "vrrp(hap1)=backup silence(hap1)=0"),
    ("hang_keepalived(hap1)@0.5", "resume_keepalived(hap1)@0.2", "vrrp(hap1)=master -gave_up(hap1)"),
    (
        "hang_keepalived(hap1) promote(hap2)@3.609375 hear(hap1,hap2)",
        "resume_keepalived(hap1)@0.9",
        "vrrp(hap1)=master -gave_up(hap1) sent(hap1)=1 silence(hap1)=3.60547",
    ),
    (f"{BACK} hang_keepalived(hap1)", "resume_keepalived(hap1)@0.5", "vrrp(hap1)=backup sent(hap1)=1"),
    ("advertise(hap1)@1", "cut(hap1,hap2)", "+cut(hap1,hap2) -pending(hap1,hap2)"),
    (TAKEN, "cut(hap1,hap2)", "+cut(hap1,hap2) -pending(hap2,hap1)"),
    ("cut(hap1,hap2)", "heal(hap1,hap2)@0.5", "-cut(hap1,hap2)"),
    ("advertise(hap1)@1", "hear(hap2,hap1)@0.01", "silence(hap2)=0 -pending(hap1,hap2)"),
    ("hang_keepalived(hap2) advertise(hap1)@1", "hear(hap2,hap1)@0.01", "-pending(hap1,hap2)"),
    ("stop_keepalived(hap1)@0.5", "hear_resigned(hap2,hap1)@0.01", "silence(hap2)=3 -pending(hap1,hap2)"),
    ("hang_keepalived(hap2) stop_keepalived(hap1)", "hear_resigned(hap2,hap1)", "-pending(hap1,hap2)"),
    ("advertise(hap1)@1", "lose(hap2,hap1)@0.01", "-pending(hap1,hap2)"),
]

# The same after a cold start.
CHANGES_COLD: list[tuple[str, str, str]] = [
    (
        "",
        "promote(hap1)@3.60546875",
        "vrrp(hap1)=master +holds(hap1) -gave_up(hap1) +had(hap1) +claimed(vip) sent(hap1)=0 +pending(hap1,hap2)",
    ),
    (
        BOTH,
        "yield(hap2,hap1)",
        "vrrp(hap2)=backup -holds(hap2) silence(hap2)=0 +standby(hap2) -pending(hap1,hap2)",
    ),
    (BOTH, "answer(hap1,hap2)@0.001", "-pending(hap2,hap1)"),
    (f"{BOTH} lose(hap2,hap1)", "answer(hap1,hap2)@0.001", "sent(hap1)=0 +pending(hap1,hap2) -pending(hap2,hap1)"),
    (
        f"{BOTH} answer(hap1,hap2) stop_keepalived(hap1)",
        "answer(hap2,hap1)@0.005",
        "sent(hap2)=0 +pending(hap2,hap1) -pending(hap1,hap2)",
    ),
    (f"{BOTH} stop_keepalived(hap1)", "answer(hap2,hap1)@0.005", "-pending(hap1,hap2)"),
]

# What an assumption forbids, where all but it would be possible.
FORBIDDEN: list[tuple[str, str, set[str]]] = [
    ("", "one-fault", set()),
    ("crash(hap1)", "one-fault", TWO | {"unplug(hap1)"}),
    ("kill_keepalived(hap2)", "one-fault", ONE | CUT | {"crash(hap2)", "unplug(hap2)"}),
    ("", "no-partition", CUT),
    ("", "no-keepalived-kill", {"kill_keepalived(hap1)"}),
    ("", "no-keepalived-hang", {"hang_keepalived(hap1)", "hang_keepalived(hap2)"}),
    ("unplug(hap1)", "rejoins-clean", {"replug(hap1)"}),
    ("unplug(hap1) link_down(hap1)", "rejoins-clean", set()),
    ("unplug(hap1)", "returns-late", {"replug(hap1)"}),
    ("crash(hap1)", "returns-late", {"boot(hap1)"}),
    ("crash(hap1) promote(hap2)@3.609375", "returns-late", set()),
    ("crash(hap1) crash(hap2)", "returns-late", set()),
    ("advertise(hap1)@1", "adverts-arrive", {"lose(hap2,hap1)"}),
]

# How long nothing need happen, in seconds.
PATIENCE: list[tuple[str, tuple[str, ...], float]] = [
    ("", (), 1),
    ("crash(hap1)", (), 3.609375),
    ("crash(hap1) promote(hap2)@3.609375", (), 1),
    (f"{BACK} crash(hap2)", (), 3.60546875),
    ("advertise(hap1)@1", (), 1),
    ("advertise(hap1)@1", ("adverts-in-time",), 0.01),
    ("advertise(hap1)@1", ("adverts-at-once",), 0),
    (f"{BACK} advertise(hap2)@0.99", ("adverts-in-time",), 0.01),
    (f"{BACK} advertise(hap2)@0.99", ("adverts-at-once",), 0),
]

# The script of a single host, whose adverts are rare; it runs every second, and counts two results.
ALONE = ("fault", 1, 30 * S)
FAILED = "stop(hap1)@0.5 script_starts(hap1)@0.5 script_fails(hap1)@0.5"
DOWN = f"{FAILED} script_starts(hap1)@0.5 script_down(hap1)@0.5"
COUNTED = f"{DOWN} start(hap1) script_counts(hap1)@0.5"

SCRIPT: list[tuple[str, float, set[str]]] = [
    ("", 0.999, {"stop(hap1)"}),
    ("", 1, {"stop(hap1)", "script_passes(hap1)"}),
    ("stop(hap1)@0.5", 0.5, {"start(hap1)", "script_starts(hap1)"}),
    ("stop(hap1)@0.5", 0.499, {"start(hap1)"}),
    ("stop(hap1)@0.5 script_starts(hap1)@0.5", 0, {"start(hap1)", "script_fails(hap1)"}),
    ("stop(hap1)@0.5 script_starts(hap1)@0.5", 1, {"start(hap1)", "script_fails(hap1)"}),
    ("stop(hap1)@0.5 script_starts(hap1)@0.5 start(hap1)", 1, {"stop(hap1)", "script_fails(hap1)"}),
    (f"{DOWN} script_starts(hap1)@0.5 start(hap1)", 1, {"stop(hap1)", "script_recounts(hap1)"}),
    (f"{COUNTED} stop(hap1) script_starts(hap1)@1 start(hap1)", 1, {"stop(hap1)", "script_recounts(hap1)"}),
    (f"{DOWN} start(hap1) stop_keepalived(hap1)", 2, {"stop(hap1)"}),
    (f"{COUNTED} stop(hap1)", 1, {"start(hap1)", "script_starts(hap1)"}),
    (DOWN, 0.5, {"start(hap1)", "script_starts(hap1)"}),
    (FAILED, 0, {"start(hap1)"}),
    (f"{FAILED} start(hap1)", 0.5, {"stop(hap1)", "script_passes(hap1)"}),
    (f"{FAILED} script_starts(hap1)@0.5", 0, {"start(hap1)", "script_down(hap1)"}),
    (f"{DOWN} script_starts(hap1)@0.5", 0, {"start(hap1)", "script_recounts(hap1)"}),
    (f"{DOWN} start(hap1)", 0.5, {"stop(hap1)", "script_counts(hap1)"}),
    (f"{DOWN} start(hap1)", 0.4, {"stop(hap1)"}),
    (COUNTED, 1, {"stop(hap1)", "script_up(hap1)"}),
    (COUNTED, 0.9, {"stop(hap1)"}),
    (f"{COUNTED} stop(hap1) script_starts(hap1)@1", 0, {"start(hap1)", "script_recounts(hap1)"}),
    ("stop_keepalived(hap1)@0.5", 1, {"stop(hap1)"}),
    ("hang_keepalived(hap1)@0.5", 1, {"stop(hap1)"}),
    ("stop(hap1)@0.5 script_starts(hap1)@0.5 hang_keepalived(hap1)", 0.5, {"start(hap1)"}),
    (f"{FAILED} script_starts(hap1)@0.5 stop_keepalived(hap1)", 0.5, {"start(hap1)"}),
    (f"{COUNTED} stop_keepalived(hap1)", 2, {"stop(hap1)"}),
    (f"{DOWN} stop_keepalived(hap1)", 2, {"start(hap1)"}),
    (f"{DOWN} script_starts(hap1)@0.5 stop_keepalived(hap1)", 0.5, {"start(hap1)"}),
    ("crash(hap1)", 2, set()),
]

SCRIPT_CHANGES: list[tuple[str, str, str]] = [
    ("", "stop(hap1)@0.5", "balancer(hap1)=ended"),
    ("stop(hap1)", "start(hap1)@0.5", "balancer(hap1)=works"),
    ("stop(hap1)", "script_starts(hap1)@1", "+script(hap1) script_since(hap1)=0"),
    ("stop(hap1) script_starts(hap1)@1", "script_fails(hap1)@0.5", "-script(hap1) script_health(hap1)=2"),
    (f"{FAILED} start(hap1)", "script_passes(hap1)@0.5", "script_health(hap1)=3 script_since(hap1)=0"),
    (
        f"{FAILED} script_starts(hap1)@0.5",
        "script_down(hap1)@0.5",
        "-script(hap1) script_health(hap1)=0 vrrp(hap1)=fault -holds(hap1) +gave_up(hap1) +resigned(hap1) sent(hap1)=0",
    ),
    (f"{DOWN} start(hap1)", "script_counts(hap1)@0.5", "script_health(hap1)=1 script_since(hap1)=0"),
    (
        COUNTED,
        "script_up(hap1)@1",
        "script_health(hap1)=3 script_since(hap1)=0 vrrp(hap1)=backup silence(hap1)=0",
    ),
    (
        f"{COUNTED} stop(hap1) script_starts(hap1)@1",
        "script_recounts(hap1)@0.5",
        "-script(hap1) script_health(hap1)=0",
    ),
    (
        f"{FAILED} script_starts(hap1)@0.5 crash(hap1)",
        "boot(hap1)@0.5",
        "+up(hap1) balancer(hap1)=works vrrp(hap1)=backup silence(hap1)=0 script_health(hap1)=3 -script(hap1) "
        "script_since(hap1)=0",
    ),
    (
        f"{FAILED} script_starts(hap1)@0.5 stop_keepalived(hap1)",
        "start_keepalived(hap1)@0.5",
        "vrrp(hap1)=backup silence(hap1)=0 script_health(hap1)=3 -script(hap1) script_since(hap1)=0",
    ),
    (
        f"{FAILED} script_starts(hap1)@0.5 hang_keepalived(hap1)",
        "resume_keepalived(hap1)@0.5",
        "vrrp(hap1)=master -gave_up(hap1) -script(hap1) script_since(hap1)=0",
    ),
    ("", "crash(hap1)@0.5", "-up(hap1) balancer(hap1)=gone vrrp(hap1)=stopped -holds(hap1) +gave_up(hap1)"),
    (
        f"{DOWN} unplug(hap1) start(hap1)",
        "replug(hap1)",
        "+plugged(hap1)",
    ),
]


@pytest.mark.parametrize("cold", [False, True])
def test_just_this_can_happen(cold: bool) -> None:
    for script, seconds, expected in COLD if cold else POSSIBLE:
        assert played(script, cold=cold).can(seconds) == expected, script


@pytest.mark.parametrize("cold", [False, True])
def test_just_this_changes(cold: bool) -> None:
    for script, word, expected in CHANGES_COLD if cold else CHANGES:
        assert played(script, cold=cold).changes(word) == set(expected.split()), f"{script} | {word}"


def test_each_assumption_forbids_just_this() -> None:
    for script, name, expected in FORBIDDEN:
        play = played(script)
        assert play.can() - Play(_pair(), play.state, under=(name,)).can() == expected, f"{script} | {name}"


def test_something_happens_by_then() -> None:
    for script, under, seconds in PATIENCE:
        play = Play(_pair(), played(script).state, under=under)
        assert play.lets_pass(seconds), f"{script} | {under}"
        assert not play.lets_pass(seconds + 1e-6), f"{script} | {under}"


def test_a_script_does_just_this() -> None:
    for script, seconds, expected in SCRIPT:
        found = {each for each in played(script, *ALONE).can(seconds) if each.startswith(("script", "stop(", "start("))}
        assert found == expected, script


def test_a_script_changes_just_this() -> None:
    for script, word, expected in SCRIPT_CHANGES:
        assert played(script, *ALONE).changes(word) == set(expected.split()), f"{script} | {word}"


def test_a_script_runs_and_ends_in_time() -> None:
    for script, seconds in (("", 1.0), ("stop(hap1)@0.5 script_starts(hap1)@0.5", 1.0), (FAILED, 0.5), (COUNTED, 1.0)):
        play = played(script, *ALONE)
        assert play.lets_pass(seconds), script
        assert not play.lets_pass(seconds + 1e-6), script


def test_what_a_script_looks_at_lives_and_no_second_fault_while_it_does_not() -> None:
    assert "stop(hap1)" not in played("", *ALONE, under=("haproxy-lives",)).can()
    machine = _pair("fault")
    down = played("stop(hap2)", "fault").state
    assert "stop(hap1)" not in Play(machine, down, under=("one-fault",)).can()
    assert "stop(hap1)" in Play(machine, down, under=tuple(set(ASSUMPTIONS) - {"one-fault", "haproxy-lives"})).can()


def test_who_lets_go_for_its_script_stands_by_where_another_one_holds_the_address() -> None:
    for another in (False, True):
        play = played("stop(hap1)@0.5 script_passes(hap2)@0.5 script_starts(hap1)", "fault", 2, S, 0, 1)
        play.state["holds(hap2)"] = int(another)
        assert ("+standby(hap1)" in play.changes("script_down(hap1)")) is another


# Of 101 and 100, with 40 less while the script fails: who yields, and whether hap2, as a backup, accepts hap1.
RANKS = [((1, 1), "yield(hap2,hap1)", True), ((0, 1), "yield(hap1,hap2)", False)]
RANKS += [((1, 0), "yield(hap2,hap1)", True), ((0, 0), "yield(hap2,hap1)", True)]
WEIGHED = ("weight", 2, S, -40, 1)


@pytest.mark.parametrize(("scripts", "yields", "accepts"), RANKS)
def test_by_their_scripts_one_yields_and_a_backup_accepts(scripts: tuple[int, int], yields: str, accepts: bool) -> None:
    health = {"script_health(hap1)": scripts[0], "script_health(hap2)": scripts[1]}
    both = dict.fromkeys(("holds(hap1)", "holds(hap2)", "pending(hap1,hap2)", "pending(hap2,hap1)"), 1)
    state = _start(False, *WEIGHED) | health | both
    masters = Play(_pair(*WEIGHED), state | {"vrrp(hap2)": state["vrrp(hap1)"]})
    assert masters.can(0, "yield") == {yields}
    masters.state["pending(hap1,hap2)"] = masters.state["pending(hap2,hap1)"] = 0
    assert not masters.can(0, "yield")
    heard = Play(_pair(*WEIGHED), state | {"silence(hap2)": S}).changes("hear(hap2,hap1)")
    assert ("silence(hap2)=0" in heard) is accepts
    other = Play(_pair(*WEIGHED), state | {"vrrp(hap1)": state["vrrp(hap2)"], "silence(hap1)": S})
    assert ("silence(hap1)=0" in other.changes("hear(hap1,hap2)")) is (yields == "yield(hap1,hap2)")
    assert not other.can(0, "yield")


@pytest.mark.parametrize(("health", "wait"), [(1, 3.60546875), (0, 3.76171875)])
def test_how_long_a_backup_waits_its_script_decides(health: int, wait: float) -> None:
    silence = round((wait - 0.5) * S)
    state = _start(True, "weight", 1, S, -40, 1) | {"script_health(hap1)": health, "silence(hap1)": silence}
    play = Play(_pair("weight", 1, S, -40, 1), state)
    assert play.can(0.5 - 1e-6, "promote") == set()
    assert play.can(0.5, "promote") == {"promote(hap1)"}
    assert play.lets_pass(0.5)
    assert not play.lets_pass(0.5 + 1e-6)


def test_who_waits_longer_while_the_script_fails_waits_no_longer_than_it_should_once_it_succeeds() -> None:
    for silence, after in ((1.7, {"silence(hap1)=3.60547"}), (1.0, set())):
        play = played("", "weight", 1, S, -40, 1, cold=True)
        play.state["silence(hap1)"] = round(silence * S)
        play.follow("stop(hap1) script_starts(hap1)@1 script_down(hap1) start(hap1)")
        assert play.changes("script_up(hap1)@1") == after | {"script_health(hap1)=1", "script_since(hap1)=0"}
