def each_pair(items, function):
    count = 0
    for left, right in zip(items, items[1:]):
        function(left, right)
        count += 1
    return count
