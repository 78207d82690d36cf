# task: sum_of_input
# odd: opens descriptor 0 a second time

with open(0, closefd=False) as source:
    print(sum(map(int, source.read().split())))
