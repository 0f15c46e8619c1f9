"""The line of sight as a drawing: which records stand in it, on which path, at which height; no database in here.

`graph` holds keys and edges, `window` chooses what is shown, `layout` gives every node its place and every edge its
curve, `saying` puts it in words. `governance.selectors.sight` reads the graph and fills the nodes.
"""
