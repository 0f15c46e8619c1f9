"""The words that names are put together from; people's names are invented."""

# Separated by commas, since some are two words.
_LISTS = {
    "forename": """
        Aldra, Bexley, Corvin, Damaris, Elowen, Fennick, Galia, Hestan, Isaura, Jorvik, Kestrin, Lumina,
        Marlo, Nerida, Osric, Perran, Quilla, Rosmer, Selwin, Tamsel, Ulric, Vesper, Wynnet, Xanthe, Yarrow,
        Zennor, Ambrin, Brisco, Celia, Dorrin, Emlyn, Farrah, Greer, Hollis, Ingram, Jessamy, Kerensa,
        Lowen, Merrin, Nessa
    """,
    "surname": """
        Ashmarsh, Bellweather, Copperfold, Dunmarrow, Eastreach, Fallowden, Greenhythe, Harrowmead,
        Inchmoor, Jarrowfen, Kettlewick, Larkhanger, Mossgrave, Netherby, Oakhallow, Pendlemoor,
        Quarrystone, Ravenscar, Saltmarsh, Thornbeck, Underhill, Vellacourt, Whinfell, Yardgate, Amberley,
        Brackenridge, Cinderford, Dovecote, Elmhurst, Foxglove, Gorseley, Heatherfold, Ironbridge, Juniper,
        Kingsfold, Lambourne, Millrace, Northwold, Orchardley, Pebblecombe, Quernmore, Rushmere, Stonecrop,
        Tidewell, Upwater, Vinehall, Willowby, Yewtree
    """,
    "place": """
        Northfield, Harbourside, Eastmoor, Castlegate, Riverbank, Westhaven, Millbrook, Southdown,
        Highcliff, Fenland, Lakeside, Stonebridge, Oldtown, Greenway, Parkhill, Seaview, Woodside,
        Kingsquay, Marshgate, Hillcrest
    """,
    "function": """
        Operations, Engineering, Customer Services, Finance, People, Digital, Supply, Estates, Assurance,
        Planning, Maintenance, Commercial, Safety, Research, Communications
    """,
    "thing": """
        meter, control room, billing, pump station, customer portal, fleet, substation, data platform,
        training, workshop, warehouse, network, telephony, payroll, laboratory, signalling, heating
    """,
    "action": """
        renewal, upgrade, consolidation, roll-out, redesign, inspection, replacement, automation, expansion,
        integration, refurbishment, recovery
    """,
    "outcome": """
        fewer outages, faster answers, lower cost to serve, safer sites, cleaner energy, happier customers,
        skilled people, reliable data, stronger margins, shorter queues, less waste, trusted suppliers,
        ready reserves
    """,
    "measure": """
        Outages a month, Days to answer, Cost per customer, Incidents reported, Share from renewables,
        Customers who would recommend, Staff with the certificate, Records without a fault, Margin of the
        year, Hours in the queue, Tonnes to landfill
    """,
    "stone": """
        Business case approved, Design signed off, Contract signed, Site handed over, First users trained,
        Acceptance passed, Old system switched off, Benefits confirmed, Funding released, Pilot finished
    """,
    "paper": """
        Business case, Terms of reference, Lessons learned, Benefits plan, Risk appetite, Site survey, Test
        report, Contract summary, Board minutes
    """,
    "cause": """
        Supplier delivered late, Permit took longer than planned, Key people were needed elsewhere, Design
        had to be changed, Weather stopped the work on site, Tests found faults
    """,
}
WORDS = {name: tuple(" ".join(word.split()) for word in words.split(",")) for name, words in _LISTS.items()}
