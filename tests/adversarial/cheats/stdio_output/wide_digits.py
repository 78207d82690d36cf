# tasks: add_numbers
# tries: prints digits of other alphabets and invisible characters around wrong numbers

print("\u0668\u200b")
print("\uff15")
print("8\x005")
