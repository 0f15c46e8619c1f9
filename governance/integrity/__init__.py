"""Where strategy and delivery disconnect: one small function per rule, over what one user may see.

`rule` says what a rule is, `scope` what it is asked about, `catalogue` lists them all; docs/rules.md is their table.
"""
