"""Chinese number format: sums are grouped by thousands, as on a bank slip."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
