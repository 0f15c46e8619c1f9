"""Home, section by section: each module reads one section, `page` puts together what a role sees and in which order."""
