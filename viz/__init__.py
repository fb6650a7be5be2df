"""The explorer: map, charts and levers in the browser."""
