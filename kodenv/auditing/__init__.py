"""``kodenv audit``: programs that cheat, and honest ones that look odd, against a grader of programs."""
