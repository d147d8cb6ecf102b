"""A small simulation of the PgBouncer HA system that writes what its parts would write, with the truth known.

Shares no code with the checker. `plan` draws settings and faults from a seed; `vrrp`, `balancer`, `traffic` and
`monitoring` play them; `logs` and `frames` write them down; `truth` says what happened; `judging` compares.
"""
