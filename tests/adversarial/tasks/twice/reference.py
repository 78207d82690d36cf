def twice(function):
    def both(x):
        return function(function(x))

    return both
