"""The measures of a picture, in pixels: on a page of 1,000 pixels no text is smaller than `SMALL`."""

from __future__ import annotations

PAGE = 1000
TEXT, SMALL, LARGE = 13.0, 12.0, 16.0
LINE = 16.0  # from one line of text to the next
EDGE = 12.0  # around the picture
GUTTER = 26.0  # for the signs of marks
ROW = 9.0  # between one row and the next
APART = 14.0  # between the heads of two lifelines
HEAD = 8.0  # around the text of a head
NOTE = 7.0  # around the text of a note
REACH = 18.0  # how far a note over several lifelines goes beyond them
FRAME = 9.0  # from a frame to what stands in it
LOOP = 30.0  # how far a message to oneself goes out
TURN = 14.0  # and down
BAR = 10.0  # the width of an activation
LIFT = 5.0  # how far activations above each other are shifted
TIP = 9.0  # the length of the head of an arrow
BADGE = 16.0  # the height of a number
# Texts in one line up to these widths, if the page has room.
HEAD_WISH, MESSAGE_WISH, NOTE_WISH = 150.0, 200.0, 210.0
