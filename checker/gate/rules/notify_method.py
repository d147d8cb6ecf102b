"""The question is asked by POST, as the diagram draws it."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.words import replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Publishing, publishings


def _judge(site: Site, publishing: Publishing) -> Iterator[Problem]:
    method = publishing.application.notify_method
    if method.value == "post":
        return
    yield Problem(
        where=method.place,
        message=f"application {publishing.application.name} asks by {method.value.upper()}, and the replicas answer "
        "POST: every stream would be refused",
        promise="publish.path",
        key="notify_method",
        wanted="post",
        found=method.value,
        hint="with GET the key of the stream is in the URL, and so in every access log",
        repairs=(Repair("notify_method post", (replace_word(method.word, "post"),)),) if method.word else (),
    )


RULE = Rule(
    code="notify-method",
    severity=Severity.ERROR,
    says="on_publish asks by POST",
    title="on_publish asks by another method than the diagram draws",
    what="`notify_method` (post unless set) says by which method the RTMP module calls its URLs.",
    why="""
The diagram draws `POST`. A servlet that has no handler for GET answers 405, which refuses the stream; where it has one,
the secret key stands in the request line and in the logs.
""",
    fix="Write `notify_method post;`, or nothing.",
    promises=("publish.path",),
    subjects=publishings,
    judge=_judge,
    invalid=(broken("nginx.conf", ("live on;", "live on;\n            notify_method get;"), at=("notify_method",)),),
    valid=(kept("nginx.conf"), kept("nginx.conf", ("live on;", "live on;\n            notify_method post;"))),
)
