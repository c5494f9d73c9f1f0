"""Rules on reports beside each other: years, peers, copies, governments and the bodies below them."""
