"""No segment is written under the secret key: HLS belongs in another application than on_publish."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.words import replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Publishing, publishings


def _judge(site: Site, own: Publishing) -> Iterator[Problem]:
    hls = own.application.hls
    if not hls.value:
        return
    yield Problem(
        where=hls.place,
        message=f"application {own.application.name} writes HLS itself: its segments are named by the key that the "
        "client published, not by the name that on_publish returns",
        promise="redirect-carries-username" if "redirect-carries-username" in site.contract.properties else "hls.push",
        key="hls",
        wanted="off",
        found="on",
        hint="write HLS in an application of its own, and push to it",
        related=(Related(own.callback.at.place, "who may publish is asked here"),),
        repairs=(Repair("hls off", (replace_word(hls.word, "off"),)),) if hls.word else (),
    )


RULE = Rule(
    code="hls-exposes-key",
    severity=Severity.ERROR,
    says="segments are written under the name of the user, not under the key",
    title="HLS in the application of on_publish: the directory is the secret key",
    what="""
`hls on` stands in (or is inherited by) the application that asks `on_publish`. The module that writes HLS runs before
the one that asks, and keeps the name that the client gave: the stream key.
""",
    why="""
The key that authorises a broadcaster becomes the name of a public directory and of the URL that every viewer has. The
diagram pushes to an application of its own, which gets the stream under the name of the user.
""",
    fix="Write HLS in a second application, and `push` to it.",
    promises=("hls.push", "redirect-carries-username"),
    subjects=publishings,
    judge=_judge,
    invalid=(
        broken(
            "nginx.conf",
            ("live on;", "live on;\n            hls on;\n            hls_path /shared/keys;"),
            at=("hls on",),
        ),
    ),
    valid=(kept("nginx.conf"), kept("nginx.conf", ("live on;", "live on;\n            hls off;"))),
)
