"""What a person does: search, classify, evaluate."""
