"""What reasoning traces are made of: segments labelled with six patterns by a model, and what the labels add up to."""
