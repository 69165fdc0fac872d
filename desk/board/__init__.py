"""The supervisor's board: what is late and why, where it piles up, who consumed the time, what will breach next."""
