"""What the page opens with."""

FIRST = ("baseline", 1)  # scenario and seed
