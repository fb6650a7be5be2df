"""The classroom server; it also carries the explorer."""
