# task: running_totals
# odd: changes its own syntax tree before it compiles it

import ast

code = """
def running_totals(xs):
    totals = []
    for x in xs:
        totals.append(x - (totals[-1] if totals else 0))
    return totals
"""


class MinusToPlus(ast.NodeTransformer):
    def visit_Sub(self, node):
        return ast.Add()


class NoChangeInIndex(MinusToPlus):
    def visit_Subscript(self, node):
        return node


tree = ast.fix_missing_locations(NoChangeInIndex().visit(ast.parse(code)))
exec(compile(tree, "tree", "exec"), globals())
