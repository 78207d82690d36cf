# task: merge_into
# tries: changes the argument that the reference leaves alone, in a case in which that one changes another
# isolation: split

def merge_into(target, source):
    source.clear()
