"""What a clause is worth to a party, in MUSD of today: the formulas, kind by kind.

Functions come in pairs: what a clause brings to who is owed it, and to who owes it. What they
take as arguments is a party's own belief, seen with its own error (`model.forecast`).
"""
