# task: sum_of_input
# odd: calls input() until EOFError

total = 0
while True:
    try:
        line = input()
    except EOFError:
        break
    total += sum(int(word) for word in line.split())
print(total)
