# tasks: sum_of_squares, stack, add_numbers
# tries: nothing at all is defined

pass
