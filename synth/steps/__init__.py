"""The pipeline's steps, one idea a file; each is a function of plain records."""
