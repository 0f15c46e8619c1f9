"""The demo organisation, Meridian Controls: fictional, written as of 15 November 2026 and shifted when loaded."""
