n = int(input())
numbers = [int(word) for word in input().split()][:n]
print(sum(numbers))
print(max(numbers))
