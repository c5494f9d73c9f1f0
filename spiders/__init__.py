"""Where reports are: one spider a portal family. Imports crawler and store."""
