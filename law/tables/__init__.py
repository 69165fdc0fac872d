"""The law as data: dated rows beside the functions that read them. A change of law is a new row, not an edit."""
