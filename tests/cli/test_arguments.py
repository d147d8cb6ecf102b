"""What the command line accepts, and the message and status for everything that it does not."""

import pytest

from checker import __version__
from checker.cli.arguments import CheckArguments, ExplainArguments, parse
from checker.cli.arguments_coverage import CoverageArguments
from checker.cli.arguments_diff import DiffArguments
from checker.cli.arguments_gate import GateArguments
from checker.cli.arguments_prove import ProveArguments
from checker.cli.arguments_render import ObserveArguments, RenderArguments
from checker.cli.parser import Answer, Usage

DEFAULTS = CheckArguments(("a.log",), None, (), (), (), (), False, (), "auto", False, False)
GATE = GateArguments(("d",), None, (), (), False, (), None, None, False, False, (), "auto", False, False)
DIFF = DiffArguments("a", "b", (), False, (), (), "auto", False, False)
PROVE = ProveArguments(None, (), (), (), None, False, (), "auto", False, False)


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["a.log"], DEFAULTS),
        (["check", "a.log"], DEFAULTS),
        (["a.log", "--strict", "b.log"], DEFAULTS._replace(paths=("a.log", "b.log"), strict=True)),
        (["--strict", "-"], DEFAULTS._replace(paths=("-",), strict=True)),
        (["check", "check"], DEFAULTS._replace(paths=("check",))),
        (["./gate"], DEFAULTS._replace(paths=("./gate",))),
        (["a.log", "--spec", "s.md"], DEFAULTS._replace(spec="s.md")),
        (
            ["a.log", "--set", "check.fall=5", "--set", "view=any"],
            DEFAULTS._replace(settings=("check.fall=5", "view=any")),
        ),
        (["a.log", "--clock", "hap2=-20ms±5ms"], DEFAULTS._replace(clocks=("hap2=-20ms±5ms",))),
        (["a.log", "--gap", "hap1=19:00:00/19:05:00"], DEFAULTS._replace(gaps=("hap1=19:00:00/19:05:00",))),
        (["a.log", "--select", "x", "--select", "y"], DEFAULTS._replace(select=("x", "y"))),
        (
            ["a.log", "--format", "json:out.json", "--format", "text"],
            DEFAULTS._replace(formats=("json:out.json", "text")),
        ),
        (["a.log", "--color", "never"], DEFAULTS._replace(color="never")),
        (["a.log", "--color=always"], DEFAULTS._replace(color="always")),
        (["a.log", "--summary"], DEFAULTS._replace(summary=True)),
        (["a.log", "-q"], DEFAULTS._replace(quiet=True)),
        (["a.log", "--quiet"], DEFAULTS._replace(quiet=True)),
        (["--", "-odd.log"], DEFAULTS._replace(paths=("-odd.log",))),
        (["render", "a.log", "-", "--to", "json"], RenderArguments(("a.log", "-"), "json", "", "")),
        (
            ["render", "a.md", "--format", "svg:out/", "--diagram", "VIP"],
            RenderArguments(("a.md",), "svg", "out/", "VIP"),
        ),
        (
            ["coverage", "a", "b", "--set", "monitor.interval=2s", "--format", "json"],
            CoverageArguments(("a", "b"), None, ("monitor.interval=2s",), (), (), "json", "auto", False),
        ),
        (["gate", "d"], GATE),
        (["gate", "--strict", "d", "-q", "e"], GATE._replace(paths=("d", "e"), strict=True, quiet=True)),
        (["gate", "d", "--env", "A=1", "--env", "B=x y"], GATE._replace(environment=("A=1", "B=x y"))),
        (
            ["gate", "d", "--set", "check.fall=5", "--select", "x"],
            GATE._replace(settings=("check.fall=5",), select=("x",)),
        ),
        (["gate", "d", "--baseline", "b", "--write-baseline", "c"], GATE._replace(baseline="b", write_baseline="c")),
        (["gate", "d", "--fix", "--summary", "--spec", "s"], GATE._replace(fix=True, summary=True, spec="s")),
        (["gate", "d", "--diff", "--format", "sarif:x"], GATE._replace(diff=True, formats=("sarif:x",))),
        (["gate", "--", "-odd.cfg"], GATE._replace(paths=("-odd.cfg",))),
        (["diff", "a", "b"], DIFF),
        (
            ["diff", "a", "--fail-on", "breaking,strengthening", "b", "--prove", "--trace", "t", "--summary"],
            DIFF._replace(fail_on=("breaking", "strengthening"), prove=True, traces=("t",), summary=True),
        ),
        (["diff", "a", "b", "--pictures", "drawn/"], DIFF._replace(pictures="drawn/")),
        (["prove"], PROVE),
        (["prove", "s.yaml", "-q"], PROVE._replace(spec="s.yaml", quiet=True)),
        (
            ["prove", "--spec", "s.yaml", "--strict", "--summary"],
            PROVE._replace(spec="s.yaml", strict=True, summary=True),
        ),
        (
            ["prove", "--without", "a", "--without", "b", "--select", "x", "--set", "check.fall=5"],
            PROVE._replace(without=("a", "b"), select=("x",), settings=("check.fall=5",)),
        ),
        (["prove", "--certificate", "d", "--format", "json:x"], PROVE._replace(certificate="d", formats=("json:x",))),
        (["explain"], ExplainArguments(None, "auto")),
        (["explain", "some-code", "--color", "never"], ExplainArguments("some-code", "never")),
        (["explain", "mine", "--spec", "my.yaml"], ExplainArguments("mine", "auto", "my.yaml")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_accepts(argv: list[str], expected: object, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "check").touch()
    assert parse(argv) == expected


REFUSED = {
    "": ("no path was given", "verify PATH..."),
    "--strict": ("no path was given", "verify PATH..."),
    "check": ("no path was given", "verify PATH..."),
    "gate": ("gate needs a path", "verify gate PATH..."),
    "gate - -": ("standard input (-) can be read only once", ""),
    "gate a --fix --diff": ("--diff shows what --fix would write", "give one of them"),
    "gate a --fix --write-baseline b": ("--fix and --write-baseline both answer the same findings", "first --fix"),
    "gate - --fix": ("--fix cannot write to standard input", "--diff"),
    "gate a --env X": ("argument --env: wanted NAME=VALUE, got 'X'", "verify gate --help"),
    "gate a --clock h=1s": ("unrecognized arguments: --clock h=1s", "verify gate --help"),
    "gaet haproxy.cfg": ("there is no command and no file 'gaet'", "did you mean 'verify gate'?"),
    "prove a b": ("prove takes one spec", "a contract, a folder"),
    "prove a --spec b": ("prove takes one spec", ""),
    "prove --set x": ("argument --set: wanted NAME=VALUE, got 'x'", "verify prove --help"),
    "prove --clock": ("unrecognized arguments: --clock", "verify prove --help"),
    "diff": ("diff needs two versions, and was given nothing", "verify diff OLD NEW"),
    "diff a": ("diff needs two versions, and was given one version", "verify diff OLD NEW"),
    "diff a b c": ("diff needs two versions, and was given 3 paths", "verify diff OLD NEW"),
    "diff a b --fail-on braking": ("--fail-on: there is no class 'braking'", "breaking, strengthening"),
    "init": ("init needs a document", "verify init DOC.md [TRACE...]"),
    "init - -": ("standard input (-) can be read only once", ""),
    "init doc.md --force": ("--force is for the file of -o", "verify init DOC.md -o FILE --force"),
    "init doc.md -o doc": ("a contract is a *.yaml file, and doc is none", "verify init DOC.md -o FILE.yaml"),
    "--strict gate": ("'gate' is a command, and a command comes first", "verify --help"),
    "explian": ("there is no command and no file 'explian'", "did you mean 'verify explain'?"),
    "chek a.log": ("there is no command and no file 'chek'", "did you mean 'verify check'?"),
    "--strict explain x": ("'explain' is a command, and a command comes first", "verify --help"),
    "a.log --stric": ("unrecognized arguments: --stric", "did you mean '--strict'? verify --help"),
    "gate a --sumary": ("unrecognized arguments: --sumary", "did you mean '--summary'?"),
    "a.log --spec": ("argument --spec: expected one argument", "verify --help"),
    "a.log --set check.fall": ("argument --set: wanted NAME=VALUE, got 'check.fall'", ""),
    "a.log --set =5": ("argument --set: wanted NAME=VALUE, got '=5'", ""),
    "a.log --set check.fall=": ("argument --set: wanted NAME=VALUE, got 'check.fall='", ""),
    "a.log --clock hap2": ("argument --clock: wanted SOURCE=OFFSET±UNC, got 'hap2'", ""),
    "a.log --gap hap2=19:00": ("argument --gap: wanted SOURCE=FROM/TO, got 'hap2=19:00'", ""),
    "a.log --color sometimes": ("argument --color: invalid choice: 'sometimes'", ""),
    "- -": ("standard input (-) can be read only once", ""),
    "render a.log": ("render needs a format", "verify render FILE... --format svg"),
    "render a.log --to tiff": ("render cannot write 'tiff'", "the formats are svg, html, mermaid, dot, json"),
    "render a.log --to png": (
        "render cannot write 'png': Graphviz knows no sequence diagrams",
        "write SVG and convert",
    ),
    "render --observed a.log --to pdf:x": ("render --observed cannot write 'pdf'", "write SVG and convert"),
    "render --states vrrp --to svg:x": ("render --states cannot write 'svg:x'", "--format dot, dot:FILE.dot, or"),
    "render --states vrrp --format dot:": ("render --states cannot write 'dot:'", "--format dot"),
    "render --states vrrp --topology a": ("--states does not go with --topology", ""),
    "render --topology a --observed": ("--observed does not go with --topology", ""),
    "render --topology a --without x": ("--without does not go with --topology", ""),
    "render --states vrrp --env A=b": ("--env does not go with --states", ""),
    "render --topology": ("render --topology needs configuration files", "verify render --topology deploy/"),
    "render a b --states vrrp": ("render --states takes one spec", ""),
    "render a.log --format svg:": ("--format svg: names no file", "--format svg:FILE"),
    "render a.log --format json:x": ("render writes all diagrams as JSON to standard output", ""),
    "render a.log --format json --diagram x": ("render writes all diagrams as JSON to standard output", ""),
    "render --observed a.log --format json": ("render --observed cannot write 'json'", "mermaid, svg"),
    "render a.md --format svg --env A=1": ("--env is for what configurations deploy", "verify render --topology"),
    "render a.md --format svg --without x": ("--without is for the states of the model", "verify render --states"),
    "render --observed a.log --env A=1": ("--env is for what configurations deploy", ""),
    "render --to json": ("render needs a file", ""),
    "render a.log --to json --strict": ("unrecognized arguments: --strict", "verify render --help"),
    "coverage": ("coverage needs a capture", "verify coverage DIR..."),
    "coverage - -": ("standard input (-) can be read only once", ""),
    "coverage a --format xml": ("argument --format: invalid choice: 'xml'", "verify coverage --help"),
    "explain a b": ("unrecognized arguments: b", "verify explain --help"),
}


@pytest.mark.parametrize("line", REFUSED)
def test_refuses(line: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    message, hint = REFUSED[line]
    with pytest.raises(Usage) as caught:
        parse(line.split())
    said, _, hinted = str(caught.value).partition("\n  hint: ")
    assert message in said
    assert hint in hinted


@pytest.mark.parametrize("line", REFUSED)
def test_wrong_use_is_status_2_and_says_nothing_on_standard_output(line: str, verify, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = verify(*line.split())
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.startswith("verify: ")
    assert "\n  hint: " in ran.err


def test_a_directory_with_the_name_of_a_misspelt_command_is_read(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chek").mkdir()
    assert parse(["chek"]) == DEFAULTS._replace(paths=("chek",))


def test_version(verify) -> None:
    assert verify("--version") == (0, f"verify {__version__}\n", "")


@pytest.mark.parametrize(
    "argv",
    [
        ("--help",),
        ("check", "--help"),
        ("gate", "-h"),
        ("prove", "-h"),
        ("render", "-h"),
        ("coverage", "-h"),
        ("explain", "-h"),
    ],
)
def test_help_fits_the_terminal(argv: tuple[str, ...], verify) -> None:
    ran = verify(*argv)
    assert (ran.status, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 100


def test_help_names_every_option_and_format(verify) -> None:
    shown = verify("--help").out
    options = (
        "--spec --set --clock --gap --format --select --strict --pictures --color --summary --quiet --version json"
    )
    assert [word for word in options.split() if word not in shown] == []
    assert "examples:" in shown
    assert "exit status:" in shown


def test_the_help_of_the_gate_names_every_option_and_format(verify) -> None:
    shown = verify("gate", "--help").out
    options = "--spec --set --env --select --strict --fix --diff --baseline --write-baseline --format --summary --quiet"
    formats = "github gitlab json junit markdown sarif text"
    assert [word for word in f"{options} {formats} examples: exit".split() if word not in shown] == []


def test_the_help_of_the_prover_names_every_option() -> None:
    with pytest.raises(Answer) as answer:
        parse(["prove", "--help"])
    shown = str(answer.value)
    options = (
        "--spec --set --select --without --certificate --pictures --strict --format --summary --color --quiet SPEC exit"
    )
    assert [word for word in options.split() if word not in shown] == []


def test_what_happened_may_be_drawn_instead_of_diagrams() -> None:
    assert parse(["render", "--observed", "a", "b"]) == ObserveArguments(
        ("a", "b"), None, (), (), (), "", "mermaid", "", False
    )
    told = ["render", "a", "--observed", "--to", "mermaid", "--diagram", "Failover", "--spec", "s.yaml", "-q"]
    options = ["--set", "x=1", "--clock", "h=1s", "--gap", "h=a/b"]
    assert parse([*told, *options]) == ObserveArguments(
        ("a",), "s.yaml", ("x=1",), ("h=1s",), ("h=a/b",), "Failover", "mermaid", "", True
    )
    assert parse(["render", "a", "--observed", "--format", "svg:a.svg"])[-3:] == ("svg", "a.svg", False)


@pytest.mark.parametrize("option", ["--spec", "--set", "--clock", "--gap"])
def test_options_for_traces_are_refused_for_diagrams(option: str) -> None:
    value = {"--gap": "h=a/b"}.get(option, "h=1")
    with pytest.raises(Usage, match=option):
        parse(["render", "a.md", "--to", "json", option, value])


@pytest.mark.parametrize(
    ("argv", "name"),
    [
        (["diff", "", ""], "a path"),
        (["diff", "a", " "], "a path"),
        (["gate", "a", "--spec", ""], "--spec"),
        (["gate", "a", "--spec="], "--spec"),
        (["prove", ""], "a path"),
        ([""], "a path"),
    ],
)
def test_an_empty_argument_is_no_default(argv: list[str], name: str) -> None:
    with pytest.raises(Usage, match=f"^{name} is empty"):
        parse(argv)
