# task: running_totals
# odd: is indented by tabs, has form feeds between its functions and trailing blanks


def add(a, b):
	return a + b   

def running_totals(xs):
	out = []
	for x in xs:
		out.append(add(x, out[-1]) if out else x)  
	
	return out
