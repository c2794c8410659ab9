"""The classification engine: plain values in, a proposed level and its trace out. No models, no database."""
