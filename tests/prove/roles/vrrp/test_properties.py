"""What the properties of the trace monitor come to in a VRRP pair, and which assumptions they need."""

import pytest

from checker.properties import no_failback, single_vip_holder, vip_always_held
from checker.prove.machines.forming import well_formed
from checker.prove.questions.question import Found, Proof
from checker.prove.roles.vrrp import ASSUMPTIONS, Group
from tests.prove.roles.vrrp.groups import answer, pair, peers

ONE_HOLDER, HELD, STAYS = (each.PROPERTY for each in (single_vip_holder, vip_always_held, no_failback))
ALL = frozenset(ASSUMPTIONS)
HOLDER_NEEDS = frozenset(
    {
        "adverts-arrive",
        "adverts-in-time",
        "no-keepalived-hang",
        "no-keepalived-kill",
        "no-partition",
        "rejoins-clean",
    }
)


@pytest.mark.parametrize("track", ["none", "fault", "weight"])
def test_the_machine_is_well_formed(track):
    machine = pair(Group(track=track))
    assert not well_formed(machine)
    assert set(machine.assumptions) <= ALL


def test_two_hosts_never_hold_the_address_under_few_assumptions():
    assert isinstance(answer(pair(), ONE_HOLDER, HOLDER_NEEDS), Proof)


@pytest.mark.parametrize("dropped", sorted(HOLDER_NEEDS))
def test_two_hosts_hold_the_address_where_any_of_them_is_dropped(dropped):
    assert isinstance(answer(pair(), ONE_HOLDER, HOLDER_NEEDS - {dropped}), Found)


@pytest.mark.slow
def test_no_overlap_at_all_is_too_much_to_ask():
    assert isinstance(answer(pair(), ONE_HOLDER, ALL - {"adverts-at-once"}, vip_handover=9_000_000), Found)
    assert isinstance(answer(pair(), ONE_HOLDER, ALL - {"adverts-at-once"}, vip_handover=20_000_000), Proof)


def test_a_takeover_within_three_seconds_is_too_much_to_ask():
    found = answer(pair(), HELD, ALL)
    assert isinstance(found, Found)
    assert any(
        step.action in ("crash(hap1)", "crash(hap2)", "unplug(hap1)", "unplug(hap2)") for step in found.run.steps
    )


@pytest.mark.slow
def test_the_takeover_takes_no_longer_than_the_master_down_interval_and_the_delay():
    assert isinstance(answer(pair(), HELD, ALL, vip_takeover=3_609_000_000), Found)
    assert isinstance(answer(pair(), HELD, ALL, vip_takeover=3_610_000_000), Proof)


@pytest.mark.slow
def test_who_is_back_stays_standby_with_nopreempt_only():
    assert isinstance(answer(pair(), STAYS, ALL), Proof)
    assert isinstance(answer(pair(Group(preempt=True)), STAYS, ALL), Found)


@pytest.mark.slow
def test_three_hosts_keep_what_two_keep():
    assert isinstance(answer(pair(of=peers(3)), ONE_HOLDER, HOLDER_NEEDS), Proof)
    assert isinstance(answer(pair(of=peers(3)), HELD, ALL, vip_takeover=3_610_000_000), Proof)
