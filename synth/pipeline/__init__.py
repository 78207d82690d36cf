"""The pipeline: sources → questions → attempts → verified triplets, resumable and counted at every stage."""
