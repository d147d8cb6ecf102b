"""keepalived.conf: words, blocks, includes, variables, `@id` lines; the effective values of each VRRP instance."""
