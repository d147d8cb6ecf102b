"""Sequence diagrams as pictures: laid out once, with marks on any part, then painted as SVG.

    picture = laid_out(diagram, marks)     # placed boxes, lines and texts; needs no browser
    svg(picture)                           # text of one self-contained file

A difference, a violation, an observed run and a counterexample are the same picture with other marks (`marks.Marks`).
"""
