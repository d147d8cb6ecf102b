"""Rows: findings of the system at their times, states before what merely happened, groups together."""

from __future__ import annotations

from itertools import groupby

from hypothesis import given, settings

from checker.report.html.entries import entries_of
from checker.report.html.rows import Marks, Ticks, rows_of
from tests.report.html.made import small, timeline
from tests.report.html.strategies import timelines


@given(timelines())
@settings(max_examples=60)
def test_nothing_is_left_out_and_groups_stand_together(drawn):
    rows = rows_of(drawn, (), "t1")
    assert len({row.id for row in rows}) == len(rows)
    groups = [group for group, _ in groupby(rows, key=lambda row: row.group)]
    assert len(groups) == len(set(groups))
    shown = [row.shows for row in rows]
    assert all(each in shown for each in (*drawn.lanes, *drawn.densities))
    happened = [each for row in shown if isinstance(row, Ticks) for each in row.happenings]
    assert len(happened) == len(drawn.happenings) and all(each in happened for each in drawn.happenings)


def test_findings_stand_first_in_the_order_of_time():
    entries = entries_of(small())
    first = rows_of(timeline(), entries, "t1")[0]
    assert isinstance(first.shows, Marks)
    assert [entry.number for entry in first.shows.entries] == [4, 1, 2]


def test_a_finding_of_another_system_or_time_is_not_in_it():
    from dataclasses import replace

    from checker.base.time import Interval

    entries = entries_of(small())
    of_rules = [entry for entry in entries if entry.rule]
    assert not any(isinstance(row.shows, Marks) for row in rows_of(replace(timeline(), system="x"), of_rules, "t1"))
    early = replace(timeline(), span=Interval(0, 1), lanes=(), densities=(), happenings=())
    assert rows_of(early, entries, "t1") == ()
