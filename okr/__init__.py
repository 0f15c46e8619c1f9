"""Strategy: purposes, drivers, objectives, key results and the links to work; imports `portfolio` and `big`."""
