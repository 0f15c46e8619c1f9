"""Value creation of the demo organisation: its products, with a year of reports."""

from governance.demo.shape import Link, Report, Stone, WorkSpec

P301 = WorkSpec(
    "P-301",
    "Connect gateway",
    "value",
    "product",
    "launch",
    "ENG",
    "CONNECTED-RANGE",
    "OKP",
    "PQM",
    "The box that lets a Meridian panel report its own faults.",
    "2024-09-02",
    "3.2",
    "3.5",
    nature="capital",
    ends="2027-06-30",
    links=(Link("SO3", 100, "It is the first of the three connected products, and the others need it."),),
    stones=(
        Stone("Gateway launched", "2026-03-31", actual="2026-05-19", why="Enclosure failed the drop test"),
        Stone(
            "Radio approval granted", "2026-09-30", forecast="2026-12-11", kind="external", why="Test house booked up"
        ),
        Stone("Outdoor version launched", "2026-11-30", forecast="2027-01-29", why="Waits for radio approval"),
        Stone("Ten thousandth gateway built", "2027-06-30"),
    ),
    demand={"controls-engineer": "3.5", "data-engineer": "0.5", "project-manager": "0.5"},
    reports=(
        Report("2025-12-09", "G", "GGG", 7, "Pilot units run at four sites without a fault."),
        Report("2026-01-13", "G", "GGG", 7, "Tooling ordered; unit cost £4 below target."),
        Report("2026-02-10", "A", "AGG", 6, "Enclosure cracks in the drop test; new mould needed."),
        Report("2026-03-10", "R", "RAG", 4, "Launch missed: new mould six weeks away, £0.2m more."),
        Report("2026-04-14", "A", "AAG", 5, "New mould in test; launch moved to the spring fair."),
        Report("2026-05-21", "G", "GAG", 7, "Launched on 19 May; 140 ordered on the first day."),
        Report("2026-06-16", "G", "GAG", 7, "Built 600; two returns, both from one batch of seals."),
        Report(
            "2026-07-14", "A", "AAG", 5, "Outdoor version needs radio approval; the test house is full until autumn."
        ),
        Report("2026-08-18", "R", "RAG", 4, "No slot before December. Asked two other test houses."),
        Report("2026-09-15", "R", "RAG", 4, "Slot confirmed for 2 December; two months lost."),
        Report("2026-10-13", "A", "AAG", 5, "Pre-test passed. Forecast £0.3m over for the second approval."),
        Report("2026-11-10", "A", "AAG", 6, "All documents with the test house; approval expected on 11 December."),
    ),
)
P302 = WorkSpec(
    "P-302",
    "Connect cloud and app",
    "value",
    "product",
    "launch",
    "ENG",
    "CONNECTED-RANGE",
    "YSH",
    "PQM",
    "Where connected sites show their health, to us and to their operators.",
    "2025-01-13",
    "2.4",
    "2.6",
    nature="capital",
    ends="2027-09-30",
    links=(
        Link("SO3", 80, "The second of the three connected products."),
        Link("SO1", 20, "Availability contracts are priced on what it measures."),
    ),
    stones=(
        Stone("First customer site live", "2026-05-29", actual="2026-06-02", why="Customer's network change"),
        Stone("Operator app released", "2026-10-30", actual="2026-10-28"),
        Stone("One hundredth site connected", "2026-12-18"),
        Stone("Energy view released", "2027-03-12"),
    ),
    demand={"controls-engineer": "1.0", "data-engineer": "1.5", "project-manager": "0.5", "service-technician": "1.0"},
    reports=(
        Report("2025-12-11", "G", "GGG", 6, "Prototype holds 1,000 sites in the load test."),
        Report("2026-02-12", "G", "GGG", 6, "Security review: three findings, none serious."),
        Report("2026-04-16", "G", "GGG", 7, "Findings closed; pilot customers signed."),
        Report("2026-06-18", "G", "GGG", 7, "Six sites live."),
        Report("2026-08-20", "G", "GAG", 7, "25 sites. Hosting costs more per site than planned."),
        Report("2026-09-17", "G", "GAG", 7, "41 sites; hosting contract renegotiated."),
        Report("2026-10-15", "G", "GAG", 7, "58 sites. One data engineer leaves in December."),
        Report("2026-11-12", "G", "GAG", 7, "73 sites; app released two days early; £0.2m over from hosting."),
    ),
)
P303 = WorkSpec(
    "P-303",
    "M7 controller refresh",
    "value",
    "product",
    "growth",
    "ENG",
    "ENGINEERING-MT",
    "HBL",
    "PQM",
    "The M7 controller under the new safety rules, with half as many variants.",
    "2025-06-02",
    "1.2",
    "1.2",
    nature="capital",
    ends="2026-12-18",
    forecast_ends="2027-01-22",
    links=(
        Link("SO5", 50, "The largest family still to be certified."),
        Link("SO2", 40, "Half as many variants can be kitted before assembly."),
    ),
    stones=(
        Stone(
            "Variants agreed with sales", "2026-02-27", actual="2026-03-06", why="Two customers asked for exceptions"
        ),
        Stone("Safety test passed", "2026-09-25", actual="2026-10-16", why="Test bench shared with drives"),
        Stone(
            "M7 certified", "2026-12-04", forecast="2026-12-18", kind="gate", why="Second assessor asked for a repeat"
        ),
    ),
    demand={"controls-engineer": "3.5", "project-manager": "0.5"},
    reports=(
        Report("2026-01-20", "G", "GGG", 7, "Board layout frozen."),
        Report("2026-03-17", "G", "GGG", 7, "46 variants become 22."),
        Report("2026-05-19", "G", "GGG", 7, "First boards back; all but two tests passed."),
        Report("2026-07-21", "A", "AGG", 6, "Test bench shared with drives; three weeks behind."),
        Report("2026-09-22", "A", "AGG", 5, "Bench free again; safety test begins."),
        Report("2026-10-20", "G", "GGG", 6, "Safety test passed. One repeat measurement asked for."),
        Report("2026-11-11", "G", "GGG", 6, "Repeat planned for 24 November; certificate in December."),
    ),
)
P304 = WorkSpec(
    "P-304",
    "Legacy panel range",
    "value",
    "product",
    "decline",
    "ENG",
    "CONNECTED-RANGE",
    "HBL",
    "PQM",
    "Relay panels that water companies still order; no new development.",
    "2001-01-08",
    "0.6",
    "0.6",
    links=(Link("SO6", 40, "Keeps parts and drawings for the orders that still come."),),
    stones=(Stone("Last-buy of relays decided", "2027-02-12", kind="gate"),),
    reports=(
        Report("2026-01-22", "G", "GGG", 8, "31 panels in the month."),
        Report("2026-03-19", "G", "GGG", 8, "One relay type goes out of production in 2027."),
        Report("2026-05-21", "G", "GGG", 8, "Two repeat orders from water companies."),
        Report("2026-07-23", "G", "GGG", 8, "Steady at 31 a month."),
        Report("2026-09-04", "G", "GGG", 8, "33 a month; last-buy quantity being worked out."),
        Report("2026-10-05", "G", "GGG", 8, "34 a month. Relay maker confirms the end of 2027."),
    ),
)
WORKS = (P301, P302, P303, P304)
