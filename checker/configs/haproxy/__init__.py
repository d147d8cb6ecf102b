"""haproxy.cfg: words, sections, conditionals, inheritance; the effective values of each proxy and server."""
