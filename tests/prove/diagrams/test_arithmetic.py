"""Contradictory statements: the cores are minimal, the numbers are those of the closed formulas and of measurements."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.base.finding import Severity
from checker.prove.diagrams import findings
from checker.prove.diagrams.arithmetic import Formula, Statement, broken, unreached
from checker.prove.diagrams.promises import PRIORITY, promises, rounded_up, statements
from tests.prove.diagrams.drawings import embedded

S = 1_000_000_000
NAMES = ("a", "b", "c")


@given(st.tuples(*[st.integers(0, 4)] * 3), st.tuples(*[st.integers(0, 3)] * 3), st.integers(0, 12), st.booleans())
def test_a_core_is_minimal_and_exact(weights, values, most, shrinking):
    """By the definition: a set is contradictory if no values of the others keep the promise, tried on a grid."""
    sign = {"a": 1, "b": 1, "c": -1 if shrinking else 1}
    formula = Formula(
        lambda v: Fraction(sum(w * sign[n] * v[n] for n, w in zip(NAMES, weights, strict=True))),
        "",
        "",
        {"c": Fraction(3)} if shrinking else {},
    )
    said = tuple(Statement(n, Fraction(v), n) for n, v in zip(NAMES, values, strict=True))

    def contradictory(kept):
        fixed = {each.name: each.value for each in kept}
        free = [n for n in NAMES if n not in fixed]
        grids = st_product(range(4), len(free))
        return all(formula.value({**fixed, **dict(zip(free, map(Fraction, g), strict=True))}) > most for g in grids)

    found = broken(formula, said, most)
    assert (found is not None) == contradictory(said)
    if found:
        assert found.actual == formula.value({each.name: each.value for each in said})
        assert contradictory(found.core)
        for size in range(len(found.core)):
            assert not any(contradictory(part) for part in combinations(found.core, size))


def st_product(values, size):
    return [()] if not size else [(v, *rest) for v in values for rest in st_product(values, size - 1)]


@given(st.tuples(*[st.integers(0, 3)] * 2), st.integers(0, 3), st.integers(0, 12))
def test_a_core_of_a_lower_end_is_minimal(weights, shrinking, least):
    formula = Formula(lambda v: weights[0] * v["a"] + weights[1] * v["b"] - v["c"], "", "", {"c": Fraction(3)})
    said = tuple(Statement(n, Fraction(v), n) for n, v in zip(NAMES, (2, 1, shrinking), strict=True))
    found = unreached(formula, said, least)
    actual = 2 * weights[0] + weights[1] - shrinking
    assert (found is not None) == (actual < least)
    if found:
        free = {"a": Fraction(10**9), "b": Fraction(10**9), "c": Fraction(0)}

        def contradictory(kept):
            return formula.value({**free, **{each.name: each.value for each in kept}}) < least

        assert found.actual == actual and contradictory(found.core)
        for size in range(len(found.core)):
            assert not any(contradictory(part) for part in combinations(found.core, size))


def test_two_adverts_are_faster_than_the_range_says(pool):
    found = [f for f in findings(_set(pool, **{"vrrp_down_adverts": "2"})) if f.code == "promised-time-impossible"]
    early = [f for f in found if f.where.line == 201]
    assert [f.severity for f in early] == [Severity.INFO] and "1.609s" in early[0].message


def _worst(contract, parameter, at=0):
    promise = [each for each in promises(contract) if each.parameter == parameter][at]
    return promise.formula.value({each.name: each.value for each in statements(contract, promise)})


def _set(contract, **values):
    return contract.with_settings(
        f"{name.replace('_', '.', 1).replace('_', '-')}={value}" for name, value in values.items()
    )


@pytest.fixture(scope="module")
def pool():
    return embedded()[0]


def test_formulas_give_the_measured_bounds(pool):
    """Kill to DOWN 6 s refused and 12 s silent, UP 4 s, takeover 3.609 s with priority 100."""
    assert _worst(pool, "down.within") == 6 * S
    assert _worst(pool, "down.within", 1) == 12 * S
    assert _worst(pool, "up.within") == 4 * S
    assert _worst(pool, "vip.takeover") == 3 * S + Fraction(156, 256) * S
    assert _worst(pool, "client.interruption") == _worst(pool, "vip.takeover")


def test_faster_checks_and_slower_ones_when_down(pool):
    """fastinter .5: up to 3 s; downinter 5: UP up to 7 s; timeout check .5: silent up to 7.5 s; fall 10: 5 s."""
    assert _worst(_set(pool, check_fastinter="500ms"), "down.within") == 3 * S
    assert _worst(_set(pool, check_downinter="5s"), "up.within") == 7 * S
    assert _worst(_set(pool, check_timeout="500ms"), "down.within", 1) == 7.5 * S
    slow = _set(pool, check_fall="10", check_interval="500ms", check_fastinter="500ms")
    assert _worst(slow, "down.within") == 5 * S


def test_a_heartbeat_service():
    """Interval 10 s, timeout 5 s, 3 of 2: fixed delay 3P + 3T, fixed rate 3P + T."""
    (service,) = [each for each in embedded() if "heartbeat.interval" in each.parameters]
    assert _worst(service, "down.within") == 45 * S
    assert _worst(service, "up.within") == 25 * S
    rate = service.with_settings(["heartbeat.schedule=fixed-rate"])
    assert _worst(rate, "down.within") == 35 * S
    assert _worst(rate, "up.within") == 25 * S


def test_a_contract_that_says_too_little_promises_nothing(pool):
    little = replace(pool, parameters={n: p for n, p in pool.parameters.items() if n != "check.fall"})
    assert not [f for f in findings(little) if f.code == "promised-time-impossible" and f.where.line == 109]
    alone = replace(pool, hosts={name: replace(host, priority=-1) for name, host in pool.hosts.items()})
    assert not _impossible(alone)


def test_versions_of_vrrp(pool):
    """adv 3 s: 9.61 s; VRRPv3 adv .3 s: 1.08 s; two adverts: 2.61 s."""
    assert rounded_up(_worst(_set(pool, vrrp_advert="3s"), "vip.takeover")) == "9.61s"
    assert rounded_up(_worst(_set(pool, vrrp_advert="300ms", vrrp_version="3"), "vip.takeover")) == "1.09s"
    assert rounded_up(_worst(_set(pool, **{"vrrp_down_adverts": "2"}), "vip.takeover")) == "2.61s"


def _impossible(contract):
    return {
        f.where.line: f
        for f in findings(contract)
        if f.code == "promised-time-impossible" and f.severity != Severity.INFO
    }


def test_of_the_seed_201_and_207_are_impossible_and_109_and_145_are_not(pool):
    found = _impossible(pool)
    assert sorted(found) == [201, 207]
    for each in found.values():
        assert [place.place.line for place in each.related] == [236]
        for part in ("vrrp.advert 1s", "vrrp.down-adverts 3", "priority 100 (line 236)", "RFC 3768, 6.1"):
            assert part in each.message


def test_what_makes_them_true(pool):
    assert not _impossible(_set(pool, vip_takeover="4s", client_interruption="4s"))
    assert not _impossible(_set(pool, vrrp_version="3", vrrp_advert="830ms"))
    assert _impossible(_set(pool, vrrp_version="3", vrrp_advert="840ms"))
    assert not _impossible(_set(pool, **{"vrrp_down_adverts": "2"}))


def test_slower_checks_break_the_six_seconds(pool):
    found = _impossible(_set(pool, check_interval="3s"))
    assert {109, 145, 201, 207} == set(found)


def test_the_second_highest_priority_takes_over(pool):
    three = replace(pool.hosts["hap1"], name="hap3", priority=50)
    vip = replace(pool.vips["vip"], hosts=("hap1", "hap2", "hap3"))
    more = replace(pool, hosts={**pool.hosts, "hap3": three}, vips={"vip": vip})
    promise = next(p for p in promises(more) if p.parameter == "vip.takeover")
    assert next(s.value for s in statements(more, promise) if s.name == PRIORITY) == 100
