"""Where reports are: how portals list them, a family each (spiders.families). Imports crawler and store."""
