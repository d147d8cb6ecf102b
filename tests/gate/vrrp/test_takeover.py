"""The numbers of a takeover against what was measured, and repairs that are the nearest that do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.time import NS_PER_MS, NS_PER_S, Interval, parse_duration
from checker.configs.words import apply_edits
from checker.gate import bounds, registry
from checker.gate.judging import judge
from checker.gate.rule import Example
from checker.gate.vrrp.examples import ONE, TWO
from checker.gate.vrrp.nodes import groups
from checker.gate.vrrp.pacing import GRID_NS, advert_text, longest_advert
from checker.gate.vrrp.takeover import designated, effective_priority, takeovers
from tests.gate.judged import contract, site

RULE = registry.load()["vrrp-takeover-too-slow"]


def pair(one=(), two=(), both=()):
    texts = {"hap1/keepalived.conf": ONE, "hap2/keepalived.conf": TWO}
    for name, changes in (("hap1", (*both, *one)), ("hap2", (*both, *two))):
        for old, new in changes:
            assert old in texts[f"{name}/keepalived.conf"]
            texts[f"{name}/keepalived.conf"] = texts[f"{name}/keepalived.conf"].replace(old, new, 1)
    return Example(texts)


def group_of(example):
    (group,) = groups(site(example))
    return group


# (version, priority, advert in ms, printed best and worst case in s, measured least and most in s)
MEASURED = [
    (2, 100, 3000, (6.61, 9.61), (6.77, 9.51)),
    (2, 250, 1000, (2.02, 3.02), (2.22, 2.98)),
    (3, 100, 300, (0.78, 1.08), (0.84, 1.10)),
    (2, 100, 1000, (2.61, 3.61), (2.72, 3.64)),
]


@pytest.mark.parametrize(("version", "priority", "advert", "printed", "measured"), MEASURED)
def test_bounds_are_as_measured(version, priority, advert, printed, measured):
    found = bounds.takeover_after_crash(version, priority, advert * NS_PER_MS, 3)
    assert (found.lo / NS_PER_S, found.hi / NS_PER_S) == pytest.approx(printed, abs=0.005)
    # a measurement ends when the change was seen: up to 40 ms later
    assert found.lo / NS_PER_S <= measured[0] and measured[1] <= found.hi / NS_PER_S + 0.04


def test_clean_stop_is_the_skew():
    assert bounds.skew(2, 100, NS_PER_S) / NS_PER_S == pytest.approx(0.609, abs=0.001)


def test_reference_numbers():
    takeover = designated(group_of(pair()))
    assert (takeover.holder.name, takeover.taker.name) == ("hap1", "hap2")
    assert takeover.master_down == 2_887_500_000
    assert takeover.after_crash == Interval(2_087_500_000, 2_887_500_000)
    assert takeover.after_stop == 487_500_000


def test_every_holder_may_crash():
    every = takeovers(group_of(pair()))
    assert [(each.holder.name, each.taker.name) for each in every] == [("hap1", "hap2"), ("hap2", "hap1")]


def test_a_third_node_takes_over_only_after_the_second():
    third = TWO.replace("priority 100", "priority 1").replace("192.168.1.11", "192.168.1.12")
    example = Example({**pair().files, "third/keepalived.conf": third})
    every = takeovers(group_of(example))
    assert [each.taker.name for each in every] == ["hap2", "hap1", "hap1"]
    assert not judge(RULE, site(example)).problems


def test_a_version_3_backup_goes_by_the_holder():
    slow_one = group_of(pair(one=(("advert_int 0.8", "advert_int 2"),)))
    assert [each.advert for each in takeovers(slow_one)] == [2 * NS_PER_S, 800 * NS_PER_MS]
    second = (("vrrp_version 3", "vrrp_version 2"), ("advert_int 0.8", "advert_int 1"))
    own = group_of(pair(both=second, one=(("advert_int 1", "advert_int 2"),)))
    assert [each.advert for each in takeovers(own)] == [NS_PER_S, 2 * NS_PER_S]


def test_a_node_alone_is_judged_by_its_own_file():
    alone = Example({"hap2/keepalived.conf": TWO.replace("advert_int 0.8", "advert_int 1")})
    (takeover,) = takeovers(group_of(alone))
    assert takeover.holder is None and takeover.master_down == 3_609_375_000
    assert [str(problem.where) for problem in judge(RULE, site(alone)).problems] == ["hap2/keepalived.conf:16"]


@pytest.mark.parametrize(
    ("weight", "well", "failing"),
    [("-20", 101, 81), ("20", 121, 101), ("0", 101, 101), ("-200", 101, 1), ("200", 254, 101)],
)
def test_weights_change_the_priority(weight, well, failing):
    instance = group_of(pair(both=(("fall 2", f"fall 2\n    weight {weight}"),))).members[0].instance
    assert effective_priority(instance) == well
    assert effective_priority(instance, instance.tracked) == failing


def test_a_reversed_weight_counts_the_other_way():
    instance = group_of(pair(both=(("fall 2", "fall 2\n    weight -20 reverse"),))).members[0].instance
    assert (effective_priority(instance), effective_priority(instance, instance.tracked)) == (101, 121)


def test_the_owner_has_no_weights():
    changes = (("fall 2", "fall 2\n    weight -20"),), (("priority 101", "priority 255"),)
    instance = group_of(pair(both=changes[0], one=changes[1])).members[0].instance
    assert effective_priority(instance, instance.tracked) == 255


def test_an_unknown_value_is_no_pass():
    example = pair(both=(("advert_int 0.8", "advert_int ${_ENV ADVERT}"),))
    found = judge(RULE, site(example))
    assert found.doubts and not found.problems


@settings(max_examples=60, deadline=None)
@given(
    version=st.sampled_from([2, 3]),
    limit=st.integers(500, 20_000),
    priorities=st.tuples(st.integers(1, 254), st.integers(1, 254)),
)
def test_the_longest_interval_keeps_the_limit_and_one_step_more_does_not(version, limit, priorities):
    changes = tuple((f"priority {old}", f"priority {new}") for old, new in zip((101, 100), priorities, strict=True))
    every = takeovers(group_of(pair(one=changes[:1], two=changes[1:])))
    limit *= NS_PER_MS
    longest = longest_advert(every, limit, version)

    def worst(advert: int) -> int:
        return max(bounds.master_down(version, each.priority, advert, each.down_adverts) for each in every)

    assert longest % GRID_NS[version] == 0
    assert longest == 0 or worst(longest) <= limit
    assert worst(longest + GRID_NS[version]) > limit


@settings(max_examples=60, deadline=None)
@given(
    advert=st.integers(1, 400),
    down=st.integers(1, 9),
    priority=st.integers(1, 254),
    version=st.sampled_from(["2", "3"]),
    seconds=st.integers(1, 8),
)
def test_each_repair_keeps_the_promise(advert, down, priority, version, seconds):
    both = (
        ("vrrp_version 3", f"vrrp_version {version}"),
        ("advert_int 0.8", f"advert_int {advert_text(advert * 10 * NS_PER_MS)}\n    down_timer_adverts {down}"),
    )
    example = pair(both=both, two=(("priority 100", f"priority {priority}"),))
    example = Example(example.files, settings=(f"vip.takeover={seconds}s",))
    limit = seconds * NS_PER_S
    at = site(example)
    every = takeovers(groups(at)[0])
    problems = judge(RULE, at).problems
    assert bool(problems) == (max(each.after_crash.hi for each in every) > limit)
    for repair in (repair for problem in problems for repair in problem.repairs):
        files = {
            name: apply_edits(text, [edit for edit in repair.edits if edit.file == name])
            for name, text in example.files.items()
        }
        mended = judge(RULE, site(Example(files, settings=example.settings)))
        assert not mended.problems, repair.shown


def test_intervals_are_written_as_short_as_they_are():
    written = [advert_text(parse_duration(text)) for text in ("1s", "830ms", "800ms", "10ms", "12s", "1.05s")]
    assert written == ["1", "0.83", "0.8", "0.01", "12", "1.05"]


def test_promise_is_stated_by_the_contract():
    assert contract("pgbouncer-ha").duration("vip.takeover") == 3 * NS_PER_S
