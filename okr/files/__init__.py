"""Files of other tools, read into one neutral shape: pure code, no database; `registry` names the formats."""
