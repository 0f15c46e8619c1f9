"""Computed sentences: findings put in words, the most telling one chosen; pure, so that grammar can be tested.

`ranking` chooses, `home` and `sight` know what their pages may say.
"""
