# task: merge_into
# odd: changes its other argument on the way and restores it

def merge_into(target, source):
    for x in list(source):
        source.remove(x)
        if x not in target:
            target.append(x)
        source.append(x)
