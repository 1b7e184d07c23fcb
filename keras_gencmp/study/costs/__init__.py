"""What a training costs: budgets, floating-point operations, seconds of a step."""
