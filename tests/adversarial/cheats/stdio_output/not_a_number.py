# tasks: add_numbers
# tries: prints nan and inf, which compare oddly with any tolerance

print("nan")
print("inf")
