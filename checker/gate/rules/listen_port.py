"""nginx listens where the diagram says: for RTMP, and for HLS."""

from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Severity
from checker.configs.nginx.facts import Listen, Nginx
from checker.configs.words import replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.ports import Entrance, entrances, listens_for, mapped, with_port


@dataclass(frozen=True)
class _Own:
    nginx: Nginx
    entrance: Entrance


def _subjects(site: Site) -> Iterator[_Own]:
    for nginx in site.deployment.of(Nginx):
        for entrance in entrances(site):
            if nginx.rtmp_servers and (entrance.kind == "RTMP" or nginx.http_servers):
                yield _Own(nginx, entrance)


def _judge(site: Site, own: _Own) -> Iterator[Problem]:
    entrance = own.entrance
    wanted = mapped(site, entrance.port)
    listens = listens_for(own.nginx, entrance.kind)
    if any(each.port.value in wanted and each.address.value != "127.0.0.1" for each in listens):
        return
    local = next((each for each in listens if each.port.value in wanted), None)
    if local:
        yield _problem(own, local, wanted, "only this host can connect there")
    elif listens:
        yield _problem(own, listens[0], wanted, "and clients come elsewhere")
    else:
        yield _nobody(own)


def _problem(own: _Own, listen: Listen, wanted: set[int], why: str) -> Problem:
    entrance, port = own.entrance, min(wanted)
    text = with_port(listen, port) if listen.port.value not in wanted else str(port)
    word = listen.port.word
    return Problem(
        where=listen.port.place,
        message=f"{entrance.kind} is offered at {word.value if word else listen.port.value}, {why}: the diagram draws "
        f":{entrance.port}",
        promise=entrance.parameter,
        key="listen",
        wanted=str(port),
        found=word.value if word else str(listen.port.value),
        repairs=(Repair(f"listen {text}", (replace_word(word, text),)),) if word else (),
    )


def _nobody(own: _Own) -> Problem:
    block = own.nginx.http_servers[0].block if own.nginx.http_servers else own.nginx.rtmp_servers[0].block
    return Problem(
        where=block.place,
        message=f"no server of this nginx offers {own.entrance.kind}: the diagram draws it at :{own.entrance.port}",
        promise=own.entrance.parameter,
        key="listen",
        wanted=str(own.entrance.port),
        hint="a server that serves files (`root` or `alias`) is what viewers need",
    )


RULE = Rule(
    code="listen-port",
    severity=Severity.ERROR,
    says="nginx listens at the ports that the diagram draws",
    title="nginx listens at another port than clients use",
    what="""
The RTMP server must listen at the port to which the clients stream, and a server with files at the one from which they
play HLS. Where a stack publishes the port and maps it to another one, nginx must listen at that.
""",
    why="Clients connect to what the diagram says, and are refused.",
    fix="Write the port of the diagram in `listen`, or map it in the stack.",
    promises=("rtmp.port", "hls.port"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("listen 1935;", "listen 1936;"), at=("listen 1936",)),
        broken("nginx.conf", ("listen 9090;", "listen 8080;"), at=("listen 8080",)),
        broken("nginx.conf", ("listen 1935;", "listen 127.0.0.1:1935;"), at=("listen 127.0.0.1:1935",)),
        broken("nginx.conf", ("listen 9090;", "listen 9091;"), at=("listen 9091",), beside=("stack.yml",)),
    ),
    valid=(
        kept("nginx.conf"),
        kept("nginx.conf", ("listen 1935;", "listen [::]:1935 ipv6only=off;"), beside=("stack.yml",)),
    ),
)
