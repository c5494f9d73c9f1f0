"""Readers of formats, one module each: a document opened becomes blocks."""
