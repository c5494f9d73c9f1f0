"""What visits rest on: what is known of the ones before, when it must be asked for anew, and how."""
