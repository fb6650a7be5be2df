"""What happens: the railway's month, from demand to outcomes."""
