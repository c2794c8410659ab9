"""Papers that add up what lies below: the boards."""
