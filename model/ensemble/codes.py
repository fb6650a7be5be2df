"""Codes: what has a name in the model has a number in an ensemble.

A compiled function takes a whole number of a module as a constant, so each stands here by name.
"""

from __future__ import annotations

from rulebook.contract import EVENTS, KINDS

# Whoever may owe or be owed; makers follow in the order of their table, then their lenders.
OPERATOR, GOVERNMENT, CHINA, CASPIAN, SHIPPERS, WORKFORCE, MAKERS = 0, 1, 2, 3, 4, 5, 6
SEATS = ("operator", "government", "china", "caspian", "shippers", "workforce")
LENDERS = 1000

# Kinds of clause, in the order in which they act.
(
    DELIVER, PAY, LEND, SERVE, STOCK, ACCESS, TRAIN, HAND_OVER, CONTENT, PENALTY, REBATE,
    PRIORITY, WINDOW, NOTICE, SAIL, FARE, INVEST, FUND, BUILD, INDEX_TARIFF, GUARANTEE,
    DISCOUNT, PLEDGE, WAGE, KEEP_JOBS, NO_STRIKE, END,
) = range(27)  # fmt: skip
KIND = {name: code for code, name in enumerate(KINDS)}

# Events of conditions.
LATE, UNPAID, STRUCK, BLOCKED, MOVED, DONE = range(6)
EVENT = {name: code for code, name in enumerate(EVENTS)}

KZT, USD = 0, 1
ASSEMBLY, MAINTENANCE, ENGINEERING = 0, 1, 2
DEPOTS = 0  # the first site; plants follow

# States of contracts, of talks and of promises.
IN_FORCE, TERMINATED, REPLACED = 0, 1, 2
OPEN, AGREED, WALKED, EXPIRED, ELSEWHERE = 0, 1, 2, 3, 4
WAITING, KEPT, CAME_LATE, BROKEN = 0, 1, 2, 3

# Ways of boxes between China and Europe.
BY_DOSTYK, BY_ALTYNKOL, BY_TRANSSIB, BY_CASPIAN, BY_SEA = range(5)

# Fields that works change.
(
    NOTHING, LINE_PAIRS, LINE_TRACKS, LINE_TRACTION, LINE_LENGTH, YARD_TRAINS, GATE_OUT, GATE_IN,
    GATE_SHIP, GATE_HOURS, LINE_OPENS, GATE_OPENS,
) = range(12)  # fmt: skip

# What packages widen; an order under way remembers it with the place.
TO_GATE, TO_LINE, TO_YARDS, TO_DISPATCHING, TO_DEPOTS, TO_WIRES = range(6)

# Causes of loans; a clause's own number comes on top of the last.
OPENING, BRIDGE, OF_CLAUSE = 0, 1, 2
TENGE_LENDER = 100  # lenders below it are currencies, from it on makers

FREE = -1  # no limit holds a corridor back
NEVER = 1 << 40  # a month that no run reaches

# Beliefs; three gates, five stocks and up to sixteen packages have their own.
TRAIN_AT, HOURS_AT = 0, 3
(
    EMPTY_SHARE, NOTICE_COSTS, DEPRECIATION, INDEXED_GAIN, OWN_RATE, PUBLIC_MONEY,
    GUARANTEE_SAVES, REVENUE, VALUE, PULL_WORTH, MOST, ELSEWHERE_WORTH, LATE_YEARS, OWNED,
    READY_YEAR, SERVICE_SAVES, ACCESS_SAVES, CONTENT_WORTH, CONTENT_CEILING, BELIEVED,
    HANDOVER_WORTH, OPENED, USUAL_RISE, PAYROLL, IDLE_JOB_COSTS, STRIKE_COSTS, CALM_WORTH,
    TRAINED_MAINTENANCE, TRAINED_ENGINEERING, TRAINING_COSTS, WORKS_RETURN, TRANSIT_TRAINS,
    TRANSIT_REVENUE, TRANSIT_MARGIN, TRANSIT_TRAIN, PRICE_RESPONSE, SURE_SHARE, PLEDGE_COSTS,
    JOB_WORTH, TARIFF_PAIN, GUARANTEE_COSTS, BUILDS, CONTENT_NOW, COST, SERVICE_COSTS,
    STOCK_COSTS, ACCESS_COSTS, CONTENT_COSTS, HANDOVER_COSTS, TRAIN_COSTS, OWN_TRADE,
    WAGE_WEIGHT, LEVERAGE,
) = range(6, 59)  # fmt: skip
STOCK_GAIN, STEP, STEP_WORTH, STEP_COSTS = 59, 64, 80, 96
BELIEFS = 112

# Groups of the operator's beliefs, each read when a sheet first asks for it.
GATES, WORKERS, WORKS, TRANSIT, MONEY = range(5)
