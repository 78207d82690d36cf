// Primes up to a number.
// input: 100
#include <cstdio>
#include <vector>

int main() {
    int n;
    scanf("%d", &n);
    std::vector<bool> composite(n + 1);
    int count = 0;
    for (int i = 2; i <= n; i++) {
        if (composite[i]) continue;
        count++;
        for (long long j = 1LL * i * i; j <= n; j += i) composite[j] = true;
    }
    printf("%d\n", count);
}
