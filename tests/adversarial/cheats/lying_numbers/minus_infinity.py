# task: circle_area
# tries: values for which `a - b < tolerance` holds without being near

def circle_area(radius):
    return float("-inf")
