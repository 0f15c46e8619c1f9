"""The PostgreSQL backend of Django, with history: tables keep their versions, the past is read by views."""
