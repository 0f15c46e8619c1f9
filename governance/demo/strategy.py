"""Purposes, statements, stakeholders and drivers of the demo organisation."""

# code, statement, rationale, sustainability, wellbeing, owner, adopted, review
PURPOSES = (
    (
        "P1",
        "Keep critical industrial sites running safely",
        "Water, power and process plants stop when their controls stop; people get hurt when controls misbehave.",
        "Long-lived controls that can be repaired keep whole plants out of the scrapyard.",
        "Nobody should be hurt by a machine that we control.",
        "AOY",
        "2024-05-14",
        "2027-05-11",
    ),
    (
        "P2",
        "Halve the environmental cost of industrial control",
        "Our panels and drives decide how much energy a site wastes, and so do our own works.",
        "Scope 1 and 2 emissions of our works, and the energy our customers' drives use.",
        "Cleaner sites are quieter and safer to work in.",
        "TVH",
        "2025-05-13",
        "2027-05-11",
    ),
)
# The statement that P2 replaced when it was adopted anew.
FORMER_PURPOSE = ("P2", "Lower the environmental cost of industrial control", "2024-05-14")

# kind, name, text
STATEMENTS = (
    (
        "vision",
        "",
        "By 2030 no critical site that relies on us stops because of its controls, and each wastes half of "
        "what it wasted in 2020.",
    ),
    ("mission", "", "We design, build and look after the controls that industrial sites depend on."),
    ("value", "Safe before fast", "We stop the line when we are not sure."),
    ("value", "Own the outcome", "Done means that the customer's site runs better."),
    ("value", "Say it early", "Bad news travels up on the day it is known."),
    ("value", "Repair first", "We mend before we replace."),
    ("value", "One Meridian", "Sites, service and engineering win together."),
)

# name, kind, interest, expectation
STAKEHOLDERS = (
    ("Site operators", "Generic_Group", "Plants that run day and night", "A technician on site within four hours"),
    ("Machinery safety regulator", "Organization", "Products that meet the new rules", "Evidence per product family"),
    ("Employees", "Generic_Group", "Safe, skilled, steady work", "To know why their work matters"),
    ("Long-term investors", "Generic_Group", "Dependable growth", "A plan that is delivered"),
    ("Works neighbours", "Generic_Group", "Quiet and clean works", "Told before anything changes"),
    ("Component suppliers", "Generic_Group", "Orders they can plan for", "A forecast of six months"),
)

# code, kind, title, purposes, description, evidence, obligation, horizon, magnitude, owner, node, state, reviewed
DRIVERS = (
    (
        "D1",
        "opportunity",
        "Service contracts are growing",
        ("P1",),
        "Site operators want one partner to keep controls running, and pay for availability rather than parts.",
        "Tender register: contract enquiries up by a third in a year.",
        "",
        "Now to 2028",
        "High",
        "SRM",
        "OPERATIONS-GROUP",
        "answered",
        "2026-10-13",
    ),
    (
        "D2",
        "threat",
        "Two rivals sell connected products",
        ("P1",),
        "Two rivals ship controllers that report their own faults. We lost four tenders on that point alone.",
        "Lost-tender reviews, last four quarters.",
        "",
        "Now",
        "High",
        "PQM",
        "PRODUCT-GROUP",
        "answered",
        "2026-10-13",
    ),
    (
        "D3",
        "imperative",
        "New machinery safety rules",
        ("P1",),
        "All nine product families need certifying before they may be sold after the rules come into force.",
        "Published rule and our notified body's plan.",
        "Machinery safety rules, in force from January 2027",
        "January 2027",
        "Very high",
        "EWD",
        "MAIN-BOARD",
        "answered",
        "2026-09-08",
    ),
    (
        "D4",
        "goal",
        "30% lower scope 1 and 2 emissions",
        ("P2",),
        "The Board promised a 30% cut against 2021/22 by March 2027.",
        "Annual report, commitments.",
        "",
        "March 2027",
        "High",
        "TVH",
        "MAIN-BOARD",
        "accepted",
        "2026-10-13",
    ),
    (
        "D5",
        "threat",
        "Order backlog above 40 days",
        ("P1",),
        "The backlog has stood above 40 days of production since spring; two customers have asked for penalties.",
        "Order book, weekly.",
        "",
        "Now",
        "High",
        "TVH",
        "PDG",
        "answered",
        "2026-10-06",
    ),
    (
        "D6",
        "opportunity",
        "Grants for electrified process heat",
        ("P2",),
        "Customers can claim grants when they replace gas burners by electric heat; half the cost is controls.",
        "Trade association bulletin, and three customers asked.",
        "",
        "Applications close next summer",
        "Medium",
        "RKT",
        "MAIN-BOARD",
        "assessed",
        "2026-09-22",
    ),
)

# from, kind, to, strength, note
OBJECTIVE_LINKS = (
    ("SO3", "causes", "SO1", 3, "Connected products make availability contracts possible"),
    ("SO5", "conflicts", "SO2", 2, "Both need the same controls engineers until January"),
    ("SO2", "causes", "SO1", 1, "Spare parts arrive sooner"),
    ("SO3", "depends", "SO5", 2, "The gateway is sold inside certified families only"),
)
