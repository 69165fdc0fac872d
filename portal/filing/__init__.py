"""The filing wizard: its steps, its forms, its draft, and the filing it ends in."""
