"""The pages of strategy, objectives, key results and links."""
