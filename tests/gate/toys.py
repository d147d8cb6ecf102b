"""A format of `name = number` lines and rules about them, small enough to see what the engine does with them."""

from dataclasses import dataclass

from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.configs.format import ConfigFormat, Parsed
from checker.configs.reading import read
from checker.configs.setting import Setting, Unknown
from checker.configs.source import Source, Surroundings
from checker.configs.words import Edit, Statement, Word
from checker.gate.rule import Example, Problem, Repair, Rule


@dataclass(frozen=True)
class Line:
    name: str
    number: Setting[int]
    statement: Statement


def parse(sources, surroundings):
    facts, problems, included = [], [], []
    for source in sources:
        offset = 0
        for number, text in enumerate(source.text.split("\n"), 1):
            said = text.partition("#")[0]
            name, equals, value = (part.strip() for part in said.partition("="))
            if name == "include":
                found = surroundings.find(value)
                included += found
                facts += parse(found, surroundings).facts
            elif equals:
                place = Place(source.path, number, text.index(value) + 1)
                word = Word(value, value, offset + text.index(value), place)
                known = Unknown(f"the environment variable {value[1:]} is not set") if "$" in value else int(value)
                facts.append(Line(name, Setting(known, Statement((word,)), word), Statement((word,))))
            elif said.strip():
                problems.append(Finding("config-syntax", Severity.ERROR, "no line", Place(source.path, number)))
            offset += len(text) + 1
    return Parsed(tuple(facts), tuple(problems), tuple(included))


FORMAT = ConfigFormat("toy", "toy", lambda path, text: "=" in text, parse, (("toy.ini", "a = 1"),))


def reading(**texts):
    files = [Source(f"{name}.ini", text) for name, text in texts.items()]
    by_path = {file.path: file for file in files}
    find = lambda path: (by_path[path],) if path in by_path else ()  # noqa: E731
    return read([f for f in files if f.path != "part.ini"], Surroundings(find=find), [FORMAT])


def write(line, text, shown=None, safe=True):
    word = line.number.word
    return Repair(shown or f"{line.name} {text}", (Edit(word.place.file, word.start, word.end, text),), safe)


def at_most(limit, *names, code="too-much", promises=("check.fall",), severity=Severity.ERROR, repairs=None):
    """A rule: the lines of these names have a number up to the limit; repaired by writing the limit."""

    def judge(site, line):
        if line.number.value > limit:
            yield Problem(
                where=line.number.place,
                message=f"{{who}} is {line.number.value}, more than {limit}",
                who=line.name,
                promise=promises[0] if promises else "",
                key="number",
                wanted=str(limit),
                found=str(line.number.value),
                repairs=tuple(repairs(line)) if repairs else (write(line, str(limit)),),
            )

    return Rule(
        code=code,
        severity=severity,
        says=f"a number is {limit} at most",
        title="too much",
        what="what",
        why="why",
        fix="fix",
        promises=promises,
        subjects=lambda site: [line for line in site.deployment.of(Line) if not names or line.name in names],
        judge=judge,
        invalid=(Example({"toy.ini": "a = 9"}, ("toy.ini:1",)),),
        valid=(Example({"toy.ini": "a = 1"}),),
    )
