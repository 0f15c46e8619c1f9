"""The registry through which an upper app shows itself on a lower app's pages and joins its services.

An upper app registers in its `AppConfig.ready`; the lower app only loops over what is registered. Everything is
rendered by the server, works without JavaScript, and a reaction runs in the transaction of the change.

`rights` what may be granted, `subjects` which records audit events name, `pages` columns, filters, panels and
record actions, `reactions` what follows a change, `searching` who answers a search, `navigation` the sidebar,
`census` what is counted, `anchors` what vouches for the audit log. Import formats register in `big.imports.formats`,
background work in `big.jobs.handlers`.
"""
