"""How strong a triplet's suite is, and whether it can be trusted: measured, one certificate each."""
