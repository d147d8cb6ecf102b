"""A small simulation of the streaming system that writes what its parts would write, with the truth known.

Shares no code with the checker. `plan` draws settings and faults from a seed; `replicas`, `services` and `media` play
them; `logs`, `lines` and `frames` write them down; `truth` says what happened; `judging` compares.
"""
