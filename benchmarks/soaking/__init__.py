"""The parts of ``make soak``: random programs, what their verdicts must be, and what a judge may hold."""
