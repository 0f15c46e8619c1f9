"""Units and people of the demo organisation; every name is invented."""

from governance.demo.shape import PersonSpec

NAME = "Meridian Controls"

# code, name, parent, head
UNITS = (
    ("MER", "Meridian Controls", "", "AOY"),
    ("OPS", "Operations", "MER", "TVH"),
    ("MFG", "Manufacturing", "OPS", "BMO"),
    ("SCM", "Supply Chain", "OPS", "JTL"),
    ("SIT", "Site Services", "OPS", "DHL"),
    ("SRV", "Service", "MER", "IKF"),
    ("ENG", "Engineering and Product", "MER", "EWD"),
    ("CUS", "Customer Projects", "MER", "RKT"),
    ("FIN", "Finance", "MER", "GMT"),
    ("PIT", "People and IT", "MER", "VNP"),
    ("PMO", "Business Support", "MER", "LBK"),
)

PEOPLE = (
    PersonSpec("AOY", "Adaeze Oyelaran", "Chief executive", "MER"),
    PersonSpec("TVH", "Tomas Verhoeven", "Chief operating officer", "OPS", "AOY"),
    PersonSpec("LBK", "Leonie Bakshi", "PMO director", "PMO", "TVH"),
    PersonSpec("SRM", "Sunil Ramdas", "Operations director", "OPS", "TVH"),
    PersonSpec("IKF", "Ingrid Kjellfors", "Service director", "SRV", "SRM"),
    PersonSpec("PQM", "Priyanka Quarmby", "Product director", "ENG", "EWD"),
    PersonSpec("EWD", "Elias Wendover", "Engineering director", "ENG", "AOY"),
    PersonSpec("GMT", "Giulia Montefosco", "Finance director", "FIN", "AOY"),
    PersonSpec("NAB", "Nadia Abernathy-Cole", "Company secretary", "PMO", "AOY"),
    PersonSpec("RKT", "Rafael Kitching", "Customer projects director", "CUS", "AOY"),
    PersonSpec("JTL", "Jun Tolliver", "Head of supply chain", "SCM", "SRM"),
    PersonSpec("BMO", "Beatrix Mowbray-Osei", "Head of manufacturing", "MFG", "SRM"),
    PersonSpec("DHL", "Dewi Hallam", "Site services manager", "SIT", "SRM"),
    PersonSpec("CFR", "Colette Farrant", "Safe26 programme manager", "ENG", "EWD"),
    PersonSpec("MSB", "Mehmet Sarbay", "Cell 2 project manager", "MFG", "BMO"),
    PersonSpec("ANW", "Anneke Wisbech", "Order-to-delivery change lead", "SCM", "JTL"),
    PersonSpec("OKP", "Owen Kapila", "Product manager, Connect gateway", "ENG", "PQM"),
    PersonSpec("YSH", "Yusra Sheldrake", "Product manager, Connect cloud", "ENG", "PQM"),
    PersonSpec("HBL", "Henrik Blaxland", "Product manager, controllers", "ENG", "PQM"),
    PersonSpec("FTC", "Fatou Carrick", "Project manager, Halden", "CUS", "RKT"),
    PersonSpec("WZL", "Wiktor Zelley", "Project manager, Norrbro", "CUS", "RKT"),
    PersonSpec("SPD", "Saoirse Pendrey", "Project manager, Castlemere and Portside", "CUS", "RKT"),
    PersonSpec("KLV", "Kiran Lovatt", "Head of IT", "PIT", "VNP"),
    PersonSpec("VNP", "Vera Nettlepond", "Head of people", "PIT", "AOY"),
    PersonSpec("LGO", "Lucian Gosforth", "Assurance lead", "PMO", "NAB"),
    PersonSpec("MRA", "Maia Rawcliffe", "Sustainability manager", "SIT", "DHL"),
    PersonSpec("TBN", "Tunde Benbow", "Finance business partner", "FIN", "GMT"),
    PersonSpec("CAP", "Clara Aspinall", "PMO analyst", "PMO", "LBK"),
)

# person, role key, node or unit code: who belongs where
MEMBERSHIPS = (
    ("AOY", "chair", "MAIN-BOARD"),
    ("TVH", "executive", "MAIN-BOARD"),
    ("LBK", "pmo-director", "MAIN-BOARD"),
    ("GMT", "finance", "MAIN-BOARD"),
    ("NAB", "governance-professional", "MAIN-BOARD"),
    ("SRM", "executive", "MAIN-BOARD"),
    ("EWD", "executive", "MAIN-BOARD"),
    ("PQM", "accountable", "CONNECTED-RANGE"),
    ("RKT", "accountable", "CUSTOMER-PORTFOLIO"),
    ("RKT", "executive", "CUSTOMER-PORTFOLIO"),
    ("TVH", "chair", "PDG"),
    ("SRM", "chair", "PPG"),
    ("LBK", "secretary", "PPG"),
    ("GMT", "chair", "COMMERCIAL-FINANCE"),
    ("TBN", "finance", "MAIN-BOARD"),
    ("IKF", "unit-lead", "SRV"),
    ("BMO", "unit-lead", "MFG"),
    ("JTL", "unit-lead", "SCM"),
    ("DHL", "unit-lead", "SIT"),
    ("VNP", "unit-lead", "PIT"),
    ("RKT", "unit-lead", "CUS"),
    ("EWD", "unit-lead", "ENG"),
    ("CFR", "accountable", "SAFE26"),
    ("MSB", "accountable", "CELL-2"),
    ("LGO", "assurer", "MAIN-BOARD"),
    ("FTC", "work-owner", "CUS"),
    ("WZL", "work-owner", "CUS"),
    ("SPD", "work-owner", "CUS"),
    ("OKP", "work-owner", "ENG"),
    ("YSH", "work-owner", "ENG"),
    ("HBL", "work-owner", "ENG"),
    ("ANW", "work-owner", "SCM"),
    ("MRA", "work-owner", "SIT"),
    ("KLV", "work-owner", "PIT"),
    ("TBN", "work-owner", "FIN"),
    ("CAP", "organisation-administrator", "MAIN-BOARD"),
)

# Who signs in, and what to try with them.
SIGN_INS = (
    ("LBK", "PMO director: disconnects first"),
    ("TVH", "Executive: decisions and the latest pack first"),
    ("IKF", "Unit lead: her own unit's objectives and work"),
    ("GMT", "Finance: money first"),
    ("NAB", "Governance professional: nodes, packs and accountability"),
    ("CAP", "Administrator: people, units, nodes, roles and settings"),
    ("FTC", "Project manager: sees customer projects only"),
)
PASSWORD = "meridian-demo"  # noqa: S105 - printed at the end of loading, for a fictional organisation
