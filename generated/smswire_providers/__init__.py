"""Typed clients of SMS providers, one package each."""
