"""The rooms that the flows share, one mixin class of nodes each."""
