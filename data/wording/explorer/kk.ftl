tongue = English
title = Two Gauges
subtitle = Kazakhstan's railway, month by month, as it could go
preset = What to look at
seed = Seed (luck)
until = Until
runs = Runs
undo = Undo
redo = Redo
compare = Compare with B
compare-end = End comparing
swap = Swap A and B
share = Copy link
copied = Link copied
tour = Tour
language = Language
close = Close
claim = Claim: { $words }
field-scenario = Scenario
field-seed = Seed
field-until = Until
field-runs = Runs

## Status and messages
status-running = Running. { $runs } runs done.
status-done = Done. { $runs ->
    [one] One run.
   *[other] { $runs } runs.
}
refused = Not set: { $field } = { $value }. Allowed: { $allowed }.
link-unknown = The link has a part that this page does not know: { $key }. The rest is shown.
link-old = This link was made with model { $made }; this is { $now }, so figures may differ.
scenario-broken = A scenario file cannot be read and is left out: { $error }
run-error = This cannot be run: { $error }

## Finding
finding-limit = What held the Chinese gates back most was { $limit }: in { $share }% of months.
finding-moves = The limit moved: at first { $first }, at the end { $last }.
try = Try it: { $lever } → { $value }
title-up = { $name }: up from { $start } to { $end } { $unit } by { $year } ({ $low }–{ $high })
title-down = { $name }: down from { $start } to { $end } { $unit } by { $year } ({ $low }–{ $high })
title-steady = { $name }: steady at { $end } { $unit } until { $year } ({ $low }–{ $high })
title-loss = Dependence: silence of { $maker } from { $year } costs { $loss }% of traffic
gap = { $name }: B differs by { $gap } { $unit } in { $year } ({ $low } to { $high })
gap-none = { $name }: no reliable difference at { $runs } runs ({ $year })
note-one = { $unit }; one run so far
note-filling = { $unit }; line: median, band: 8 of 10 runs; { $runs } of { $wanted } runs so far
note-band = { $unit }; line: median, band: 8 of { $runs ->
    [one] 10 of one run
   *[other] 10 of { $runs } runs
}, thin: first run
note-pairs = { $unit }; above A and B, below B − A with the band of 8 of 10; { $runs } { $runs ->
    [one] pair
   *[other] pairs
} on the same luck
note-losses-waiting = share of tonne-km lost in the 24 months after a maker falls silent; being measured by taking each maker away

## Figures
figure-throughput = Cargo
figure-jobs = Jobs
figure-dependence = Dependence
figure-cost = Cost
figure-transit-time = Transit time
figure-local-content = Local content
figure-debt = Debt
figure-queue = Trains waiting at borders
unit-throughput = Mt a year
unit-jobs = jobs
unit-dependence = % of tonne-km lost in 24 months
unit-cost = tenge a tonne-km, prices of the start
unit-transit-time = hours
unit-local-content = % of a locomotive's value
unit-debt = trillion tenge
unit-queue = trains
outcome-throughput-mt = all cargo
outcome-throughput-tkm = tonne-kilometres
outcome-transit-teu = transit containers
outcome-transit-mt = transit
outcome-china-border-mt = China border
outcome-caspian-route-mt = Caspian ports
outcome-transit-hours = China–Europe
outcome-border-crossing-hours = at the gates
outcome-border-queue-trains = waiting
outcome-refused-trains = trains turned away
outcome-locomotives-ready = locomotives ready
outcome-locomotives-owned = locomotives owned
outcome-ready-share = share of locomotives ready
outcome-jobs-assembly = assembly
outcome-jobs-maintenance = maintenance
outcome-jobs-engineering = engineering
outcome-jobs-suppliers = home suppliers
outcome-jobs-abroad = jobs abroad
outcome-jobs-total = all jobs
outcome-value-added-domestic-share = share of money spent at home
outcome-local-content-delivered = delivered
outcome-local-content-promised = promised
outcome-engineering-level = engineering
outcome-debt-tenge = debt
outcome-debt-foreign-share = share of debt in foreign money
outcome-cost-per-tkm = cost
outcome-cash-tenge = cash
outcome-public-money-spent = public money spent
outcome-tkm-per-public-tenge = tonne-km gained per public tenge
outcome-kzt-per-usd = tenge per dollar
outcome-fleet-share-largest = share of the largest maker in the fleet
outcome-parts-foreign-share = share of parts money paid abroad
other = Another outcome

## Map
map = Map of the railway
show = What colour shows
place = Line or gate
legend = width: train pairs a day; dashed: single track; black edge: limit that bound; ring: queue; number: trains waiting
play = ▶ Play
pause = ⏸ Pause
time = Quarter shown
tap = Tap or choose a line or a gate for its numbers, their grade and source.
table = Table
why = Why?
year = Month
bound = Held back by:
unbound = Nothing but demand held traffic back.
mode-use = Use
mode-traction = Traction
mode-queue = Queues
electric = electric
diesel = diesel
section = Section
pairs = Train pairs a day
use = Use of capacity, %
tracks = Tracks
traction = Traction
grade = grade
source = source
length = Length
capacity = Capacity, pairs a day (range)
state = State
shut = not open yet
waiting = Trains waiting
hours = Hours to cross
accepts = Agreed trains a day, out / in
tenth = 10% more of its limit moves
nothing = nothing: it did not bind
tkm = M tonne-km a day (by worth)
less = less in B
same = same
more = more in B
use-low = below half
use-half = 50–80%
use-high = 80–97%
use-full = full
grade-A = A (official)
grade-B = B (reported)
grade-C = C (weak or derived)
grade-D = D (assumed)
corridor = Corridor
corridor-domestic = Inside the country
binding-title = Which limit bound, year by year
binding-caption = What held each corridor back in most months of a year, over all runs
limit-demand = nothing but demand
limit-line = line { $place }
limit-yard = yard { $place }
limit-accept = trains the neighbour accepts at { $place }
limit-admit = trains taken in at { $place }
limit-transship = transshipment at { $place }
limit-diesel = diesel locomotives
limit-locomotives = locomotives
limit-crews = crews
limit-wagons = wagons

## Levers
levers = Levers
levers-about = The ten that matter most, by measured sensitivity; search finds all others.
search = Search
search-hint = tariff, crews, Wabtec …
found = Found:
reset = Back to where it stood
range = Range
rests = stands at
all = Show all levers
fewer = Show the ten that matter most
kind-policy = Somebody decides
kind-world = Nobody knows for sure
lever-units = { $maker }: locomotives in its last signed contract
lever-tender = { $maker } is asked to tender (1 yes, 0 no)
lever-build = { $name }: place in a fixed programme (0: none)
lever-card = { $name }: year it strikes (left end: not planned)

## Shocks, contracts, works
card-storm-east-gate = Storm at the gate
card-grain-inspections = Grain inspections
card-yard-works = Yard works on both sides
card-border-stop = Border closed
card-tenge-float = Tenge float
card-sanctions-parts = Secondary sanctions
card-parts-dispute = Parts dispute
card-home-priority = Maker's home market surges
card-red-sea = Red Sea closes
card-sea-cheap = Sea gets cheap
card-war-risk-north = War-risk rerouting
card-war-risk-loss = Northern route avoided
card-ships-fail = Ships do not come
card-harsh-winter = Harsh winter
card-depot-strike = Depot strike
card-neighbour-line = China–Kyrgyzstan–Uzbekistan line opens
sheet-locomotive-supply = Locomotive contract
sheet-border-windows = Border windows
sheet-caspian-slots = Ship slots
package-yard-dostyk = Dostyk yard and transshipment
package-yard-altynkol = Altynkol yard and transshipment
package-yards-inland = Inland yards
package-dispatching = Dispatching and timetable
package-loops = Loops and second tracks
package-electrification = Electrification
package-depots = Depots and training
package-port-ships = Caspian ships and berths
mark-shock = shock
mark-contract = contract
marks-title = Shocks and contracts on the way
marks-caption = Shocks and contracts of the first run (seed { $seed })
month = Month
kind = Kind
what = What

## Why
why-title = Why did this stand where it did? { $name }, { $month }
why-waiting = Waiting for the runs …
why-progress = Taking causes away, one by one, on the same luck: { $done } of { $wanted } runs.
waterfall-caption = From the start to this point, in { $unit }: each cause by taking it away and running again (first run, seed { $seed }); the steps add up
step = Step
amount = Amount
step-drawn = Drawn to scale
step-start = First year
step-drift = Without any of these: demand, ageing, prices
step-others = All other causes, each alone
step-together = Remainder: what causes do together
step-point = { $month }
cause = Cause
cause-works = Works ordered in { $year }
cause-old-shocks = Shocks longer ago ({ $count })
cause-old-works = Works ordered longer ago ({ $count } Januaries)
cause-budget = Tariff and budget decisions ({ $count })
limit-first = Binding limit: { $limit }
limit-joint = Several limits together: { $one }, and { $two }
limit-noise = No single limit: none of the tests is above the noise at { $runs } runs
limit-test = 10% more of { $limit }: { $gap }% ({ $low } to { $high }, { $runs } pairs of runs)
limit-next = If the first opened wide, the next limit is { $limit }.
without = Compare without: { $cause }
ledger-title = What the ledger wrote under each cause
ledger-caption = Level at this point in the first run: { $level }
ledger-moved = Moved, by the ledger
ledger-name = Name in the ledger

## Compare
verdict-title = A against B
verdict-caption = At the end ({ $year }), { $runs } pairs of runs on the same luck
no-changes = A and B are still the same: move a lever.
other-luck = A and B have different seeds: their luck differs too.
taken-away = taken away: { $name }
put-back = put back: { $name }
figure = Figure
difference = B − A (8 of 10 pairs)
reliable = Reliable?
better = Pairs in which B is better
worst = Worst tenth of runs, A → B
sure = yes
unsure = not reliable: the band covers zero
unsure-runs = no reliable difference at { $runs } runs
alone-title = What did each change do? Choose a figure
alone-caption = From A to B, in { $unit }: each change alone, then what they do together (mean of { $runs } pairs); the steps add up

## Take away
take-title = Take it away
take-ready = All runs are done: the tables hold what the screen shows.
take-wait = Runs are still coming in: the tables hold what is there now.
report = Report
report-title = Two Gauges: a short report
report-version = Model { $version }
report-link = This screen again:
reproduce = Reproduce in Python
reproduce-about = This script prints the table behind the screen (the CSV above), to the last digit.
foot = Seed { $seed }, { $runs } runs, model { $version }. Nothing was fetched from outside.
limits-title = What this model does not know
limits-text = Capacities and behaviour are mostly of grade C or D: assumed or derived. Not in the model: passenger timetables, single trains, politics beyond the shocks, towns and wages outside the railway, emissions. Believe no figure before it has survived a sweep of what is weakly known.

## Tour
tour-watch = Watch the network fill: the slider under the map runs through the years.
tour-watch-do = Go to the last third
tour-why = Every point has causes. They are found by taking each away and running again.
tour-why-do = Ask why
tour-try = A lever changes one thing and leaves the luck as it is.
tour-try-do = Move the weightiest lever
tour-compare = Now A and B stand side by side: the lower half of each chart is their difference.
tour-compare-do = Done
tour-skip = Skip the tour

## Scenarios and claims
scenario-baseline = Signed plan
scenario-border-first = Border first
scenario-closed-gate = Closed gate
scenario-history = History replay 2015–2025
scenario-locomotives-only = Locomotives only
scenario-one-supplier = One supplier
scenario-tenge-storm = Tenge storm
