"""Pages of the portal: load, check, one call into a service, answer."""
