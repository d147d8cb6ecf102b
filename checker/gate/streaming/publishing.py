"""Which way the question takes whether a stream may be published: from `on_publish` to the replicas that answer it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checker.configs.compose.facts import Service
from checker.configs.haproxy.facts import Balancer
from checker.configs.nginx.facts import Application, Callback, Location, Nginx, RtmpServer, Upstream, UpstreamServer
from checker.configs.nginx.routing import LOOPBACK, location_for, passed_path, proxied_to, server_for, servers_behind
from checker.configs.nginx.values import Url, url_value
from checker.configs.setting import UnknownValueError
from checker.configs.words import Statement
from checker.gate.rule import Site
from checker.model.contract import Contract, Server


@dataclass(frozen=True, slots=True)
class Publishing:
    """An RTMP application that asks `on_publish`, the server that holds it, and the nginx that runs them."""

    nginx: Nginx
    server: RtmpServer
    application: Application
    callback: Callback

    @property
    def url(self) -> Url:
        """The URL that is asked; UnknownValueError where it cannot be told."""
        return parsed(self.callback.url.value, self.callback, "http")


@dataclass(frozen=True, slots=True)
class Route:
    """Where the question arrives.

    `direct` is the replica that the URL itself names. `location` is what takes the request in an nginx, `group` and
    `servers` what is behind it. `balanced` are the names of the replicas behind a HAProxy that takes it. `path` is
    the path of the request as the replica gets it.
    """

    publishing: Publishing
    url: Url
    path: str
    direct: Server | None = None
    nginx: Nginx | None = None
    location: Location | None = None
    group: Upstream | None = None
    servers: tuple[UpstreamServer, ...] = ()
    balanced: frozenset[str] = frozenset()

    @property
    def where(self) -> str:
        """The application, as messages name it."""
        return f"application {self.publishing.application.name}"


@dataclass(frozen=True, slots=True)
class Names:
    """The names under which the replicas are reached: those of the contract, and those that services give them."""

    contract: Contract
    others: tuple[tuple[str, str], ...]

    def host(self, host: str) -> Server | None:
        """Return the replica that goes by a host name or address."""
        known = dict(self.others).get(host, host)
        return next((s for s in self.contract.servers.values() if known in (s.address, *s.aliases)), None)

    def at(self, host: str, port: int) -> Server | None:
        """Return the replica that listens there."""
        found = self.host(host)
        return found if found and found.port == port else None


def names_of(site: Site) -> Names:
    """Return the names of the replicas."""
    addresses = {server.address for server in site.contract.servers.values()}
    others = [
        (str(alias.known), service.name)
        for service in site.deployment.of(Service)
        if service.name in addresses
        for alias in (*service.aliases, service.container_name, service.hostname)
        if alias.known
    ]
    return Names(site.contract, tuple(others))


def parsed(text: str, at: Callback | Statement, scheme: str) -> Url:
    """Return the parts of a URL; UnknownValueError where it is none."""
    try:
        return url_value(text, scheme)
    except ValueError as error:
        raise UnknownValueError(str(error), at.at.place if isinstance(at, Callback) else at.place) from error


def publishings(site: Site) -> Iterator[Publishing]:
    """Yield each application that asks `on_publish`; none where the contract has no replicas to ask."""
    if len(site.contract.servers) < 2:
        return
    for nginx in site.deployment.of(Nginx):
        for server in nginx.rtmp_servers:
            for application in server.applications:
                if callback := application.callbacks.get("on_publish"):
                    yield Publishing(nginx, server, application, callback)


def routes(site: Site) -> Iterator[Route]:
    """Yield the way of every question whose URL is known."""
    return (route_of(site, publishing) for publishing in publishings(site))


def proxied_routes(site: Site) -> Iterator[Route]:
    """Yield each way that leads through a location of nginx to servers."""
    return (route for route in routes(site) if route.location and route.servers)


def proxies(site: Site) -> Iterator[Route]:
    """Yield each way through a location once, however many applications use it."""
    seen = set()
    for route in proxied_routes(site):
        if route.location and route.location.block.place not in seen:
            seen.add(route.location.block.place)
            yield route


def route_of(site: Site, publishing: Publishing) -> Route:
    """Return the way of one question."""
    url = publishing.url
    direct = names_of(site).host(url.host)
    if direct:
        return Route(publishing, url, url.path or "/", direct)
    nginxes = (publishing.nginx,) if url.host in LOOPBACK else site.deployment.of(Nginx)
    for nginx in nginxes:
        server = server_for(nginx, url.host, url.port)
        location = location_for(server, url.path or "/") if server else None
        if location:
            return _through(Route(publishing, url, url.path or "/", nginx=nginx, location=location), nginx, location)
    return Route(publishing, url, url.path or "/", balanced=_balanced(site, url))


def _through(route: Route, nginx: Nginx, location: Location) -> Route:
    target = proxied_to(location)
    if target is None:
        return route
    group, servers = servers_behind(nginx, location, target)
    path = passed_path(location, target, route.path)
    return Route(route.publishing, route.url, path, None, nginx, location, group, servers)


def _balanced(site: Site, url: Url) -> frozenset[str]:
    """Return the names of the replicas behind a HAProxy that takes connections at the port of the URL."""
    names = names_of(site)
    found = set()
    for balancer in site.deployment.of(Balancer):
        for proxy in balancer.proxies:
            if any(bind.port.known == url.port for bind in proxy.binds):
                used = {proxy.name, *(use.known for use in proxy.uses)}
                found |= {
                    replica.name
                    for each in balancer.proxies
                    if each.name in used
                    for server in each.servers
                    if (replica := names.at(str(server.address.known), _port(server.port.known)))
                }
    return frozenset(found)


def _port(known: object) -> int:
    return known if isinstance(known, int) else -1


def reached(site: Site, route: Route) -> tuple[Server, ...]:
    """Return the replicas to which a question can come."""
    if route.direct:
        return (route.direct,)
    behind = _behind(names_of(site), route.servers)
    return tuple(s for s in site.contract.servers.values() if s.name in behind | route.balanced)


def _behind(names: Names, servers: Iterable[UpstreamServer]) -> set[str]:
    """Return the names of the replicas among servers that take requests."""
    return {found.name for s in servers if not s.down.value and (found := names.at(s.host, s.port))}


def local_proxies(site: Site, nginx: Nginx, path: str) -> Iterator[str]:
    """Yield the URLs of an nginx's own locations through which a question comes to every replica."""
    names = names_of(site)
    for server in nginx.http_servers:
        location = location_for(server, path)
        target = proxied_to(location) if location else None
        if location is None or target is None or passed_path(location, target, path) != path:
            continue
        found = _behind(names, servers_behind(nginx, location, target)[1])
        if found == set(site.contract.servers):
            for listen in server.listens:
                host = listen.address.value or "127.0.0.1"
                yield f"http://{host}:{listen.port.value}{path}"


def service_of(site: Site, server: Server) -> Service | None:
    """Return the service that runs a replica: the one that goes by its name."""
    wanted = {server.address, *server.aliases}
    for service in site.deployment.of(Service):
        names = (service.container_name, service.hostname, *service.aliases)
        if wanted & {service.name, *(str(name.known) for name in names)}:
            return service
    return None


def nginx_services(site: Site) -> Iterator[Service]:
    """Yield the services that run the RTMP server: by their ports, or by their names and images.

    An nginx that nobody calls `rtmp` may be any web server, unless the files or the replicas beside it tell otherwise.
    """
    streaming = [nginx for nginx in site.deployment.of(Nginx) if nginx.rtmp_servers]
    listening = {each.port.known for nginx in streaming for server in nginx.rtmp_servers for each in server.listens}
    services = site.deployment.of(Service)
    addresses = {server.address for server in site.contract.servers.values()}
    word = "nginx" if streaming or any(service.name in addresses for service in services) else "rtmp"
    for service in services:
        words = f"{service.name} {service.image.known}".lower()
        targets = {port.target.known for port in service.ports}
        if word in words or "rtmp" in words or targets & listening:
            yield service


def shown(servers: Iterable[Server]) -> str:
    """Return replicas as addresses."""
    return " and ".join(f"{server.address}:{server.port}" for server in servers)
