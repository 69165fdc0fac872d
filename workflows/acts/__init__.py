"""What people do on the way of a case: each act is one transaction on the locked case."""
