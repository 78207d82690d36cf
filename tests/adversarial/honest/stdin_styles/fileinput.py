# task: sum_of_input
# odd: reads by the module fileinput

import fileinput

print(sum(int(word) for line in fileinput.input(files="-") for word in line.split()))
