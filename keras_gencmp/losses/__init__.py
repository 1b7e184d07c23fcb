"""What each player minimises: pure functions of tensors, in nats."""
