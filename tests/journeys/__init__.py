"""Journeys of a user in a real browser, against a real running site with the demo organisation in it."""
