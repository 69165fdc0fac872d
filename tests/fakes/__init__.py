"""Stand-ins for what lies outside the house: they check what a real one would, and can be away, slow or wrong."""
