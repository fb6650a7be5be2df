"""Runs by the thousand, back-test, benchmark, and the commands that start them."""
