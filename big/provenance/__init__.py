"""How each figure comes about, told at /figure/: the page and its panel, and what the loaders of all apps share."""
