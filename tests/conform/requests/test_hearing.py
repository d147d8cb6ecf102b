"""What a request lacks is missing only if who would have told of it was heard, long enough, and without a loss."""

from __future__ import annotations

import pytest

from checker.base.time import Interval
from checker.conform.requests.hearing import Hearing

HEARD = {"web": Interval(100, 900), "db": Interval(300, 600), "cache": None}
TELLERS = {1: ("web",), 2: ("db",), 3: ("cache",), 4: ("gone",), 5: ("gone", "web")}


@pytest.mark.parametrize(
    ("step", "first", "last", "why"),
    [
        (1, 110, 690, ""),
        (1, 109, 890, "it begins or ends too near to where web begins or ends to be heard"),
        (1, 110, 891, "it begins or ends too near to where web begins or ends to be heard"),
        (2, 200, 210, "it begins or ends too near to where db begins or ends to be heard"),
        (3, 400, 410, "a part of cache was not heard"),
        (5, 400, 410, ""),
        (1, 690, 701, "something that could not be read may belong to it"),
        (1, 690, 699, ""),
    ],
)
def test_why_it_is_open_whether_a_step_is_missing(step, first, last, why):
    assert Hearing(TELLERS, HEARD, [Interval(700, 710)], 10).doubt(step, first, last) == why


def test_who_was_not_heard_is_not_missed():
    hearing = Hearing(TELLERS, HEARD, [], 10)
    assert hearing.observable == {1, 2, 3, 5}
    assert hearing.silent == ("gone",)
