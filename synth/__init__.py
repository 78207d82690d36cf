"""Sources to verified question-solution-test triplets."""
