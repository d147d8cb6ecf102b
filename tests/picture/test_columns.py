"""Where lifelines stand: every need is met, wishes as far as the page has room."""

from hypothesis import given
from hypothesis import strategies as st

from checker.picture.columns import Need, placed


@st.composite
def needs(draw):
    count = draw(st.integers(1, 6))
    rooms = st.floats(0, 300)
    edges = st.integers(0, count + 1)
    spans = st.lists(edges, min_size=2, max_size=2, unique=True).map(sorted)
    return count, [
        Need(low, high, *sorted(draw(st.tuples(rooms, rooms, rooms))))
        for low, high in draw(st.lists(spans, max_size=9))
    ]


@given(needs(), st.floats(100, 2000))
def test_every_text_has_the_least_room_it_needs(asked, page: float):
    count, found = asked
    edges = placed(count, found, page)
    assert len(edges) == count + 2 and edges[0] == 0
    assert list(edges) == sorted(edges)
    assert all(edges[high] - edges[low] >= least - 0.2 for low, high, least, _, _ in found)


@given(needs())
def test_a_large_page_grants_all_wishes(asked):
    count, found = asked
    edges = placed(count, found, 1e6)
    assert all(edges[high] - edges[low] >= wish - 0.2 for low, high, _, _, wish in found)


def test_a_page_too_small_for_all_wishes_is_filled_and_no_more():
    edges = placed(1, [Need(0, 1, 50, 100, 900), Need(1, 2, 50, 100, 300)], 600)
    assert edges[-1] == 600
    assert edges[1] == 420  # the 100 that are good, and 400 of the 1,000 more that are wished: as 800 is to 200


def test_what_is_good_comes_before_what_is_wished():
    edges = placed(1, [Need(0, 1, 50, 200, 200), Need(1, 2, 50, 50, 900)], 300)
    assert edges == (0, 200, 300)


def test_room_over_several_columns_is_shared():
    assert placed(2, [Need(0, 3, 90, 90, 90)], 1000) == (0, 30, 60, 90)
