"""The search for columns of annual reports below an address."""
