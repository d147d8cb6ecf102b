import pytest

from checker.prove.machines.interpreter import holds
from checker.prove.machines.machine import assuming
from checker.prove.roles.server import ASSUMPTIONS, accepts, answers, changes, mute, refuses, server
from tests.prove.roles.playing import Play


@pytest.mark.parametrize(
    ("faults", "accepted", "refused", "silent"),
    [
        ((), True, False, False),
        (("crash",), False, True, False),
        (("crash", "restart"), True, False, False),
        (("drop",), False, False, True),
        (("drop", "crash"), False, True, False),
        (("drop", "undrop"), True, False, False),
        (("hang",), True, False, False),
        (("hang", "crash"), False, True, False),
        (("hang", "unhang"), True, False, False),
        (("crash", "drop"), False, False, True),
        (("drop", "hang"), True, False, False),
    ],
)
def test_what_a_server_does_to_who_connects(
    faults: tuple[str, ...], accepted: bool, refused: bool, silent: bool
) -> None:
    play = Play(server("pgb1"))
    for fault in faults:
        play.do(f"{fault}(pgb1)")
    terms = (accepts("pgb1"), refuses("pgb1"), mute("pgb1", False))
    assert [holds(term, play.state, play.machine) for term in terms] == [accepted, refused, silent]
    assert holds(answers("pgb1", False), play.state, play.machine) == accepted


def test_a_hung_server_answers_nobody_who_asks_something() -> None:
    play = Play(server("pgb1")).do("hang(pgb1)")
    assert not holds(answers("pgb1", True), play.state, play.machine)
    assert holds(mute("pgb1", True), play.state, play.machine)


def test_a_crash_and_a_start_are_always_possible_other_faults_only_unless_excluded() -> None:
    kept = [each.name for each in assuming(server("pgb1"), ASSUMPTIONS).actions]
    assert set(changes("pgb1")) - set(kept) == {"drop(pgb1)", "hang(pgb1)"}


def test_every_assumption_restrains_something_and_has_a_sentence() -> None:
    assert server("pgb1").assumptions == tuple(sorted(ASSUMPTIONS))
