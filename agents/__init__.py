"""Who decides: operator, government, suppliers, plants, depots, neighbours and shippers."""
