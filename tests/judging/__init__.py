"""Reports that are sound, printed in ways that were once taken for faults."""
