"""The API of work: what programs read of the portfolio, and write by the services that the pages use."""
