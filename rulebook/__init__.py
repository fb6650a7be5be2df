"""What everyone must agree on: units, parameters, network, offers, contracts, luck and rules."""
