"""When things happen and who is told; the command line. Imports all other packages."""
