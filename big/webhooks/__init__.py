"""Telling programs elsewhere of what happens here: signed, retried, and never more than the owner may see."""
