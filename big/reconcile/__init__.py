"""The reconciliation sweep: every total that is shown, computed once more by SQL that shares nothing with the pages.

`viewer` says for whom and of what day, `given` what every query is told, `blocks` puts queries together, `asking` is
where they meet the database, `answers` asks the API as a program does. docs/reconcile.md says what is swept.
"""
