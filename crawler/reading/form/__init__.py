"""From blocks to the cells of the form."""
