// The smallest program there is.
// input: 3 4
#include <cstdio>

int main() {
    int a, b;
    if (scanf("%d %d", &a, &b) == 2) printf("%d\n", a + b);
}
