// A Fibonacci number modulo a prime, by powers of a matrix.
// input: 1000000000000
#include <bits/stdc++.h>
using namespace std;
using ll = long long;
const ll MOD = 1e9 + 7;
using Matrix = array<array<ll, 2>, 2>;

Matrix operator*(const Matrix& a, const Matrix& b) {
    Matrix c{};
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            for (int k = 0; k < 2; k++) c[i][j] = (c[i][j] + a[i][k] * b[k][j]) % MOD;
    return c;
}

int main() {
    ll n;
    cin >> n;
    Matrix result = {{{1, 0}, {0, 1}}}, step = {{{1, 1}, {1, 0}}};
    for (; n; n >>= 1, step = step * step)
        if (n & 1) result = result * step;
    cout << result[0][1] << "\n";
}
