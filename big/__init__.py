"""The core that every other app stands on: accounts, organisation, audit, documents, jobs, imports, registry.

It imports no other app; upper apps show themselves here through `big.registry`.
"""
