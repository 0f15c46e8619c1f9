"""Messages to people: the outbox, who gets what when, links that need no signing in, and mail kept for the demo."""
