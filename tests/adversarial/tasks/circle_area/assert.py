assert abs(circle_area(1) - 3.141592653589793) < 1e-9
assert abs(circle_area(2.5) - 19.634954084936208) < 1e-9
assert abs(circle_area(0)) < 1e-9
assert circle_area(100) - 31415.926535897932 < 1e-6
assert 12.5 < circle_area(2) < 12.6
