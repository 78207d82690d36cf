"""C++ in the judge: the compiler, what it is given, its binaries, and the verdicts on them."""
