"""Every property: one formula in the form that both readers take, words that fill its templates, an explanation."""

from __future__ import annotations

import string
import sys
from dataclasses import replace

import pytest

import checker.properties as properties
from checker.base.finding import Verdict
from checker.base.time import Interval
from checker.conform import fluents, happenings
from checker.conform.check import check
from checker.conform.question import question
from checker.logic.formula import atoms_of
from checker.model.parameters import PARAMETERS
from checker.model.spec import load_spec
from checker.model.vocabulary import VOCABULARY
from checker.properties import load
from tests.conform.makers import contract, evidence

ALL = load()
# those of which some reader of traces tells; of the others only a model does
TOLD = [name for name, prop in ALL.items() if prop.programs]
CONTRACTS = load_spec(None, {id: prop.parameters for id, prop in ALL.items()})
OF_FINDINGS = {"observer", "viewer", "at", "since", "hosts", "lasted", "bound", "told"}


@pytest.mark.parametrize("name", ALL)
def test_its_id_is_its_module_and_its_code(name: str):
    assert sys.modules[f"checker.properties.{name.replace('-', '_')}"].PROPERTY is ALL[name]
    assert ALL[name].explanation.code == ALL[name].id == name


@pytest.mark.parametrize("name", TOLD)
def test_its_formula_speaks_of_known_events_and_fluents_only(name: str):
    asked = question(ALL[name])
    known = {*VOCABULARY, *fluents.load(), *happenings.load()}
    assert {a.name for f in (asked.trigger, asked.guard, asked.requirement) for a in atoms_of(f)} <= known
    assert ALL[name].subject in asked.sorts


@pytest.mark.parametrize("name", ALL)
def test_its_parameters_exist_and_include_its_slack(name: str):
    prop = ALL[name]
    assert set(prop.parameters) <= set(PARAMETERS)
    assert not prop.slack or prop.slack in prop.parameters


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("template", ["violated", "inconclusive"])
def test_its_templates_ask_for_words_that_there_are(name: str, template: str):
    asked = question(ALL[name])
    words = OF_FINDINGS | set(asked.sorts)
    words |= set(VOCABULARY[asked.trigger.name].args if asked.kind == "bulk event" else ())
    words |= set(happenings.load()[asked.trigger.name].words if asked.kind == "happening" else ())
    wanted = {field for _, field, _, _ in string.Formatter().parse(getattr(ALL[name], template)) if field}
    assert wanted <= words


@pytest.mark.parametrize("name", ALL)
def test_the_contract_says_where_it_is_promised(name: str):
    promising = [each for each in CONTRACTS if name in each.properties]
    assert promising
    for each in promising:
        stated = each.properties[name].stated
        assert stated
        document = next(d for d in each.documents if d.name == stated[0].file)
        assert all(document.lines[place.line - 1].strip() for place in stated)


def test_whom_no_reader_tells_of_says_so():
    unread = [replace(prop, programs=()) for prop in ALL.values() if prop.id in contract().properties]
    outcomes = check(unread, evidence(), Interval(0, 1), lambda kind, windows: ())
    assert {(o.verdict, o.why) for o in outcomes} == {
        (
            Verdict.NOT_EXERCISED,
            "no reader of traces tells of it yet; `verify prove` holds the model against it",
        )
    }


def test_two_properties_of_one_name_are_refused(tmp_path, monkeypatch):
    copy = tmp_path / "once_more.py"
    copy.write_text("from checker.properties.single_vip_holder import PROPERTY\n")
    monkeypatch.setattr(properties, "__path__", [*properties.__path__, str(tmp_path)])
    with pytest.raises(ValueError, match="single-vip-holder"):
        load()
    sys.modules.pop("checker.properties.once_more", None)


def test_a_property_that_cannot_load_stops_the_program(tmp_path, monkeypatch):
    (tmp_path / "broken.py").write_text("import nothing_of_this_name\n")
    monkeypatch.setattr(properties, "__path__", [*properties.__path__, str(tmp_path)])
    with pytest.raises(ModuleNotFoundError, match="nothing_of_this_name"):
        load()
