"""What changed in meaning between two versions of a system's diagrams and contract: matched, classified, explained.

One way: `matching` says what of one version is what of the other, `runs` which runs either allows, `classifying` what
each change does to what was promised, `explaining` tells it. Nothing here knows files, revisions or proofs.
"""
