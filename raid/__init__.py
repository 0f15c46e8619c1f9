"""Corporate RAID: risk, action, issue, decision; imports `okr`, `portfolio` and `big`."""
