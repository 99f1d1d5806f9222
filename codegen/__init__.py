"""The generator: hand-maintained specifications in, typed models, codecs, clients and schemas out. Never shipped."""
