"""Certificates of real proofs are right for cvc5; whatever is changed in one, it is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest

from checker.prove.machines.terms import Ref, every
from checker.prove.questions.question import Effort, Proof
from checker.prove.smt import checking
from checker.prove.smt.certificates import MANIFEST, digest, write
from checker.prove.smt.checking import check, main
from checker.prove.smt.inducing import Induction, exclude
from checker.prove.smt.queries import DEFINITIONS, MalformedError, expressions, queries
from tests.prove.smt.pools import LATEST, late, ring, watched


@cache
def proofs() -> dict[str, Proof]:
    found = {
        "spacer": Induction(watched(), late(LATEST), Effort()).by_spacer(Effort().rlimit),
        "induction": exclude(watched(2), Ref("misrouted")),
        "k-induction": Induction(ring(), Ref("n").equals(5), Effort()).by_steps(),
    }
    assert all(isinstance(each, Proof) and each.method == method for method, each in found.items())
    return found


def written(folder, method: str):
    write(proofs()[method], folder, f"a proof by {method}")
    return folder


def sealed(folder) -> None:
    """Make the manifest right again, as a careful forger would."""
    manifest = json.loads((folder / MANIFEST).read_text())
    files = [each for each in folder.iterdir() if each.name != MANIFEST]
    manifest["sha256"] = {each.name: digest(each.read_text()) for each in files}
    (folder / MANIFEST).write_text(json.dumps(manifest))


def altered(folder, old: str, new: str, name: str = DEFINITIONS) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def forged(folder, definitions: str) -> None:
    """Write other definitions, and the questions that they lead to."""
    (folder / DEFINITIONS).write_text(definitions)
    for name, text in queries(definitions).items():
        (folder / name).write_text(text)
    sealed(folder)


@pytest.mark.parametrize("method", ["spacer", "induction", "k-induction"])
def test_a_real_proof_passes_also_against_its_machine(tmp_path, method):
    folder, proof = written(tmp_path, method), proofs()[method]
    assert check(folder) == ()
    assert check(folder, proof.machine, proof.goal) == ()
    assert "Real" in (folder / DEFINITIONS).read_text() or method == "k-induction"
    assert "cvc5" in (folder / "README.md").read_text()


@pytest.mark.parametrize("method", ["spacer", "induction", "k-induction"])
def test_every_question_stands_by_itself_and_is_as_z3_says_too(tmp_path, method):
    import z3

    for file in written(tmp_path, method).glob("[1-4]-*.smt2"):
        asked = z3.Solver()
        asked.from_string(file.read_text())
        assert asked.check() == z3.unsat


def test_a_file_that_was_changed_is_refused(tmp_path):
    altered(written(tmp_path, "spacer"), "a proof", "the proof")
    assert any("manifest" in each for each in check(tmp_path))


def test_a_lemma_left_out_is_refused(tmp_path):
    proof = proofs()["spacer"]
    folder = written(tmp_path, "spacer")
    text = (folder / DEFINITIONS).read_text()
    start = text.index("(define-fun inv")
    parameters = text[start : text.index("Bool\n", start)]
    end = text.index("\n\n(define-fun prop")
    forged(folder, f"{text[:start]}{parameters}Bool\n  true){text[end:]}")
    assert any("sat, not unsat" in each for each in check(tmp_path))
    assert proof.lemmas


def test_a_stronger_invariant_that_is_not_kept_is_refused(tmp_path):
    folder = written(tmp_path, "induction")
    text = (folder / DEFINITIONS).read_text()
    start = text.index("(define-fun inv")
    end = text.index("\n\n(define-fun prop")
    head, body = text[start : end - 1].split("Bool\n  ", 1)
    forged(folder, f"{text[:start]}{head}Bool\n  (and |up(s1)| {body})){text[end:]}")
    assert check(folder) == ("2-step.smt2: the answer is sat, not unsat",)


def test_an_action_left_out_is_refused_against_the_machine(tmp_path):
    proof = proofs()["spacer"]
    fewer = replace(proof.machine, actions=proof.machine.actions[:-1])
    write(replace(proof, machine=fewer), tmp_path, "fewer")
    assert check(tmp_path) == ()
    assert any("another machine" in each for each in check(tmp_path, proof.machine, proof.goal))


def test_another_property_is_refused_against_the_goal(tmp_path):
    proof = proofs()["induction"]
    written(tmp_path, "induction")
    assert any("another" in each for each in check(tmp_path, proof.machine, every(proof.goal, Ref("alive(s1)"))))


def test_a_question_replaced_by_one_that_is_plainly_unsat_is_refused(tmp_path):
    folder = written(tmp_path, "spacer")
    (folder / "2-step.smt2").write_text("(set-logic QF_LIRA)\n(assert false)\n(check-sat)\n")
    sealed(folder)
    assert any("2-step.smt2" in each for each in check(tmp_path))


def test_a_question_left_out_or_added_is_refused(tmp_path):
    folder = written(tmp_path, "spacer")
    (folder / "2-step.smt2").rename(folder / "5-step.smt2")
    sealed(folder)
    assert len(check(tmp_path)) == 2


@pytest.mark.parametrize("command", ["(assert false)", "(declare-const c Bool)", "(check-sat)", "(exit)", "(reset)"])
def test_definitions_that_do_more_than_define_are_refused(tmp_path, command):
    folder = written(tmp_path, "induction")
    altered(folder, "(set-logic QF_LIRA)", f"(set-logic QF_LIRA)\n{command}")
    sealed(folder)
    assert any("may stand among the definitions" in each for each in check(tmp_path))


def test_fewer_steps_than_the_proof_takes_are_refused(tmp_path):
    folder = written(tmp_path, "k-induction")
    text = (folder / DEFINITIONS).read_text()
    (folder / "3-base-2.smt2").unlink()
    forged(folder, text.replace(":steps 3", ":steps 2"))
    assert any("4-steps.smt2: the answer is sat" in each for each in check(tmp_path))


def test_a_start_without_a_state_proves_nothing_of_the_machine(tmp_path):
    folder, proof = written(tmp_path, "induction"), proofs()["induction"]
    text = (folder / DEFINITIONS).read_text()
    altered_start = text.replace("(= |alive(s1)| true)", "false")
    assert altered_start != text
    forged(folder, altered_start)
    assert any("another machine" in each for each in check(tmp_path, proof.machine, proof.goal))


def test_what_is_no_proof_is_not_written(tmp_path):
    wrong = replace(proofs()["spacer"], lemmas=())
    with pytest.raises(ValueError, match="no proof"):
        write(wrong, tmp_path, "wrong")
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_of_each_whether_it_is_right(tmp_path, capsys):
    for name in ("good", "bad"):
        (tmp_path / name).mkdir()
        written(tmp_path / name, "induction")
    altered(tmp_path / "bad", "QF_LIRA", "QF_LRA", "1-start.smt2")
    assert main([str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "good: proved" in said and "bad: 1-start.smt2" in said
    assert main([str(tmp_path / "good")]) == 0
    assert main([str(tmp_path / "nowhere")]) == 2


def test_what_is_missing_is_told(tmp_path, capsys):
    for name in ("whole", "torn"):
        (tmp_path / name).mkdir()
        written(tmp_path / name, "induction")
    (tmp_path / "torn" / DEFINITIONS).unlink()
    assert main([str(tmp_path)]) == 1
    assert "torn: definitions.smt2" in capsys.readouterr().out
    assert main([str(tmp_path / "whole"), str(tmp_path / "nosuch")]) == 2
    assert "nosuch: no certificate there" in capsys.readouterr().err


def test_without_cvc5_the_command_says_what_to_install(tmp_path, monkeypatch, capsys):
    written(tmp_path, "induction")
    monkeypatch.setitem(__import__("sys").modules, "cvc5", None)
    with pytest.raises(checking.NoSolverError):
        check(tmp_path)
    assert main([str(tmp_path)]) == 2
    assert "pip install cvc5" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["(", ")", '"open', "(set-logic QF_LIRA)", "(define-fun init () Bool true)", "|a"])
def test_text_that_is_no_definitions_is_malformed(text):
    with pytest.raises(MalformedError):
        queries(text)


def test_symbols_in_bars_and_comments_are_read():
    assert expressions("; (\n(a |b (c)| (d))") == [["a", "|b (c)|", ["d"]]]
