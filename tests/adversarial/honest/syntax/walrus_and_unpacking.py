# task: running_totals
# odd: is one expression full of walrus operators, star unpacking and conditional lambdas

running_totals = lambda xs, total=0: [*[total := total + x for x in xs], *()][: len(xs) if (n := len(xs)) else n]
