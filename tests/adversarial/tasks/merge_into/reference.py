def merge_into(target, source):
    for x in source:
        if x not in target:
            target.append(x)
