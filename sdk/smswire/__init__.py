"""One face for four SMS gateways; so far it only knows its version."""

__version__ = "0.1.0"
