# task: twice
# odd: returns the send method of a running generator

def machine(function):
    result = None
    while True:
        sent = yield result
        try:
            result = function(function(sent))
        except Exception as error:
            failed = error
        else:
            continue
        result = None
        yield from ()
        raise failed


def twice(function):
    def call(x):
        running = machine(function)
        next(running)
        return running.send(x)

    return call
