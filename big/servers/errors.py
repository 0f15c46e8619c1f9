"""What goes wrong with the embedded servers, as sentences for whoever typed the command."""


class ServersError(Exception):
    """The embedded servers cannot be had; the message says why and what to do."""
