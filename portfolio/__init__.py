"""The register of all work over the four streams, with its status, milestones, money and people; imports `big` only."""
