"""The organisation: its units, people and governance nodes, and who may do what where.

Rights hang on memberships of nodes and units and are inherited down both trees; every other app asks here.
"""
