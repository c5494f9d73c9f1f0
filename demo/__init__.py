"""Replica portals on loopback with a virtual clock and named faults: for `nianbao demo` and the tests."""
