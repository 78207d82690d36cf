# task: gcd_of
# odd: recurses without a name, by the Y combinator

gcd_of = (lambda f: (lambda x: x(x))(lambda x: f(lambda *a: x(x)(*a))))(
    lambda me: lambda a, b: a if not b else me(b, a % b)
)
gcd_of = (lambda g: lambda a, b: g(a, b))(gcd_of)
