"""The API of strategy: what programs read of it, and write by the services that the pages use."""
