"""What one verdict may use. Everything but time and memory is the same for all programs."""

from __future__ import annotations

DEFAULT_TIMEOUT_S = 20.0
DEFAULT_MEMORY_MB = 1024

OUTPUT_BYTES = 16 << 20  # what a program may print in one run
ALL_OUTPUT_BYTES = 64 << 20  # in all runs of one verdict
RESULT_BYTES = 8 << 20  # what the suite's side may report
PROCESSES = 64  # processes and threads at a time
OPEN_FILES = 256
FILE_BYTES = 64 << 20  # one file
SCRATCH_MB = 256  # each scratch file system
STACK_BYTES = 128 << 20
MESSAGE_CHARS = 500
LIBRARIES_MB = 32  # address space of a compiled program beside its own memory: the C++ library and its like
COMPILE_S = 30.0  # wall time of a compiler
COMPILE_CPU_SHARE = 0.5  # of it, in processor time
COMPILE_MEMORY_MB = 1536
CHECKER_S = 20.0  # a checker program on one output
CHECKER_MEMORY_MB = 1024
OUT_OF_MEMORY_SIGNAL = 16  # SIGSTKFLT, which nothing else sends: what a compiled program ends with for want of memory
