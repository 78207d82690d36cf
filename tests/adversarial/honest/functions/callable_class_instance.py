# task: apply_times
# odd: returns an instance with __call__ and operators

class Applied:
    def __init__(self, function, times):
        if not times >= 0:
            raise ValueError(times)
        self.function, self.times = function, times

    def __call__(self, value):
        return self.function(Applied(self.function, self.times - 1)(value)) if self.times else value

    def __repr__(self):
        return f"{self.function!r} x {self.times}"


apply_times = Applied
