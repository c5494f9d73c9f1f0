"""Documents parsed in processes of their own."""
