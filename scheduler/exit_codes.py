"""Exit codes of the command line: done, open findings, usage, partial, a portal was blind, evidence is damaged."""

DONE, FINDINGS, USAGE, PARTIAL, BLIND, DAMAGED = range(6)
