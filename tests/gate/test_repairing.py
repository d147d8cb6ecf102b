"""A repair is printed only when it helps and breaks nothing; together only what helps together."""

from dataclasses import replace

from checker.base.finding import Severity
from checker.configs.words import Edit
from checker.gate.judging import judge_all
from checker.gate.merging import merged
from checker.gate.repairing import MOST_TRIALS, Workshop, state_of
from checker.gate.rule import Problem, Repair
from tests.gate.judged import contract
from tests.gate.toys import Line, at_most, reading, write

CONTRACTS = [contract("pgbouncer-ha")]


def _repairs(rules, texts):
    read = reading(**texts)
    judgements = judge_all(rules, CONTRACTS, read.deployment)
    found = [each for judgement in judgements for each in merged(judgement, read.deployment)]
    return Workshop(read, rules, CONTRACTS, state_of(judgements, read)).repairs_of(found), found


def _mend(rules, **texts):
    read = reading(**texts)
    judgements = judge_all(rules, CONTRACTS, read.deployment)
    workshop = Workshop(read, rules, CONTRACTS, state_of(judgements, read))
    found = [each for judgement in judgements for each in merged(judgement, read.deployment)]
    repairs = workshop.repairs_of(found)
    edits, made = workshop.together([(found[at], repair) for at, repair in repairs.items()])
    after = workshop.reading.edited(edits).deployment
    return {found[at].finding.code: r.shown for at, r in repairs.items()}, [r.shown for r in made], after


def test_the_first_repair_that_helps_is_taken():
    rule = at_most(3, repairs=lambda line: [write(line, "8"), write(line, "2"), write(line, "3")])
    repairs, made, after = _mend([rule], a="a = 9 # why")
    assert repairs == {"too-much": "a 2"}
    assert made == ["a 2"]
    assert after.text("a.ini") == "a = 2 # why"


def test_a_repair_that_breaks_another_promise_is_dropped():
    at_least = at_most(3, code="too-little", repairs=lambda line: [])

    def judge(site, line):
        if line.number.value < 3:
            yield Problem(line.number.place, "too little")

    at_least = replace(at_least, judge=judge)
    assert _mend([at_most(3, repairs=lambda line: [write(line, "1")]), at_least], a="a = 9")[0] == {}
    assert _mend([at_most(3), at_least], a="a = 9")[0] == {"too-much": "a 3"}


def test_a_repair_that_the_daemon_could_not_read_is_dropped():
    spoils = at_most(3, repairs=lambda line: [Repair("spoil", (Edit("a.ini", 0, 5, "nothing"),))])
    assert _mend([spoils], a="a = 9")[0] == {}


def test_a_repair_that_takes_away_what_is_examined_is_no_repair():
    both = [at_most(3, repairs=lambda line: [Repair("remove", (Edit("a.ini", 0, 5, ""),))]), at_most(9, code="other")]
    assert _mend(both, a="a = 9")[0] == {}


def test_a_repair_may_bring_to_light_what_could_not_be_examined():
    reveals = at_most(3, "a", repairs=lambda line: [Repair("b", (Edit("a.ini", 0, 5, "a = 1\nb = 9"),))])
    later = at_most(3, "b", code="later", severity=Severity.WARNING)
    assert _mend([reveals, later], a="a = 9")[0] == {"too-much": "b"}


def test_all_whom_a_line_concerns_are_mended_by_the_edits_of_all():
    def judge(site, line):
        if line.number.value > 3:
            yield Problem(
                site.deployment.of(Line)[0].number.place,
                "{who}",
                line.name,
                repairs=(write(line, "3", "lower"),),
            )

    repairs, _, after = _mend([replace(at_most(3), judge=judge)], a="a = 8\nb = 9")
    assert repairs == {"too-much": "lower"}
    assert after.text("a.ini") == "a = 3\nb = 3"


def test_several_files_are_mended_together():
    _, made, after = _mend([at_most(3)], a="a = 9", b="b = 9")
    assert made == ["a 3", "b 3"]
    assert (after.text("a.ini"), after.text("b.ini")) == ("a = 3", "b = 3")


def _alike(**more):
    """A rule that complains about each line that differs from the first one."""

    def judge(site, line):
        if line.number.value != site.deployment.of(Line)[0].number.value:
            yield Problem(line.number.place, "not alike", **more)

    return replace(at_most(0, code="not-alike"), judge=judge)


def _alike_but(name):
    """The same, but for one name."""
    return replace(_alike(), subjects=lambda site: [line for line in site.deployment.of(Line) if line.name != name])


def _lower(line, other):
    """A repair that, on the node of `b`, changes another line as well."""
    edits = write(line, "3").edits
    return Repair("lower", edits if line.name == "a" else (*edits, Edit("b.ini", 6, 11, f"{other} = 3")))


def test_what_helps_only_on_all_nodes_is_made_on_all():
    texts = {"a": "a = 9", "b": "b = 9", "c": "c = 9"}
    repairs, found = _repairs([at_most(3, repairs=lambda line: [write(line, "3", "number 3")]), _alike()], texts)
    assert [found[at].finding.where.file for at in repairs] == ["a.ini", "b.ini", "c.ini"]
    assert all({edit.file for edit in each.edits} == {"a.ini", "b.ini", "c.ini"} for each in repairs.values())
    _, made, after = _mend([at_most(3, repairs=lambda line: [write(line, "3", "number 3")]), _alike()], **texts)
    assert made == ["number 3"]
    assert {after.text(f"{name}.ini")[-1] for name in texts} == {"3"}


def test_repairs_of_other_words_are_no_company():
    assert _mend([at_most(3), _alike()], a="a = 9", b="b = 9")[0] == {}


def test_what_does_not_help_on_all_nodes_is_dropped():
    spoils = at_most(3, repairs=lambda line: [write(line, "3" if line.name == "a" else "9", "number")])
    assert _mend([spoils, _alike()], a="a = 9", b="b = 9")[0] == {}


def test_the_next_words_are_tried_when_the_first_do_not_help_on_all_nodes():
    rule = at_most(3, repairs=lambda line: [write(line, "8", "first"), write(line, "2", "second")])
    repairs, made, after = _mend([rule, _alike()], a="a = 9", b="b = 9")
    assert (repairs, made) == ({"too-much": "second"}, ["second"])
    assert (after.text("a.ini"), after.text("b.ini")) == ("a = 2", "b = 2")


def test_nodes_are_mended_all_or_none():
    """What was mended first may be in the way of one node: then the other one is left as it is, too."""
    first = at_most(3, "c", code="first", repairs=lambda line: [write(line, "1")])
    both = at_most(3, "a", "b", repairs=lambda line: [_lower(line, "c")])
    repairs, made, after = _mend([first, both, _alike_but("c")], a="a = 9", b="b = 9\nc = 9")
    assert repairs == {"first": "c 1", "too-much": "lower"}
    assert made == ["c 1"]
    assert (after.text("a.ini"), after.text("b.ini")) == ("a = 9", "b = 9\nc = 1")


def test_one_of_several_that_need_company_is_safe_only_if_all_are():
    rule = at_most(3, repairs=lambda line: [write(line, "3", "number 3", safe=line.name == "a")])
    repairs, made, after = _mend([rule, _alike()], a="a = 9", b="b = 9")
    assert (repairs, made, after.text("a.ini")) == ({"too-much": "number 3"}, [], "a = 9")


def test_of_two_that_interact_the_first_is_made():
    one = at_most(3, code="one", repairs=lambda line: [write(line, "3")])
    two = at_most(2, code="two", repairs=lambda line: [write(line, "2")])
    repairs, made, after = _mend([one, two], a="a = 9")
    assert repairs == {"one": "a 3", "two": "a 2"}
    assert made == ["a 3"]
    assert after.text("a.ini") == "a = 3"


def test_an_unsafe_repair_is_told_and_not_made():
    repairs, made, after = _mend([at_most(3, repairs=lambda line: [write(line, "3", safe=False)])], a="a = 9")
    assert (repairs, made, after.text("a.ini")) == ({"too-much": "a 3"}, [], "a = 9")


def test_an_included_file_is_mended():
    repairs, _, after = _mend([at_most(3)], a="include = part.ini\n", part="b = 9")
    assert repairs == {"too-much": "b 3"}
    assert after.text("part.ini") == "b = 3"


def test_an_edit_of_a_file_that_is_not_there_is_dropped():
    elsewhere = at_most(3, repairs=lambda line: [Repair("x", (Edit("z.ini", 0, 0, ""),))])
    assert _mend([elsewhere], a="a = 9")[0] == {}


def test_many_are_mended_in_few_trials():
    lines = "\n".join(f"a = {n + 10}" for n in range(500))
    made, trials = _many(lines, lambda line: [write(line, "3", f"a{line.number.value}")])
    assert (len(made), trials) == (500, 1)


def test_of_many_that_do_not_help_the_others_are_mended():
    lines = "\n".join(f"a = {n + 10}" for n in range(100))
    made, trials = _many(lines, lambda line: [write(line, "9" if line.number.value == 50 else "3")])
    assert len(made) == 99
    assert trials < 40


def test_trials_are_bounded():
    lines = "\n".join(f"a = {n + 10}" for n in range(200))
    made, trials = _many(lines, lambda line: [write(line, "9", str(n)) for n in range(50)])
    assert not made
    assert trials <= 2 * MOST_TRIALS


def _many(text, repairs):
    rules, read = [at_most(3, repairs=repairs)], reading(a=text)
    judgements = judge_all(rules, CONTRACTS, read.deployment)
    workshop = Workshop(read, rules, CONTRACTS, state_of(judgements, read))
    found = [each for judgement in judgements for each in merged(judgement, read.deployment)]
    return workshop.repairs_of(found), workshop.trials
