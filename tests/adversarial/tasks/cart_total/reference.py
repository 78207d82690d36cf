def total(cart):
    return sum(i.price for i in cart.items)
