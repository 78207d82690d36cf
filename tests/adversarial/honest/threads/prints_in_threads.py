# task: squares_in_threads
# odd: prints from the threads of the test

def f(n):
    print(n)
    return n * n
