// Subset sums by a bitset, and a random order that is always the same.
// input: 4  3 34 4 12
#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    cin >> n;
    vector<int> a(n);
    copy_n(istream_iterator<int>(cin), n, a.begin());
    bitset<10001> sums;
    sums[0] = 1;
    mt19937 random(7);
    shuffle(a.begin(), a.end(), random);
    for (int x : a) sums |= sums << x;
    cout << sums.count() << ' ' << accumulate(a.begin(), a.end(), 0LL) << '\n';
    function<int(int, int)> gcd_of = [&](int x, int y) { return y ? gcd_of(y, x % y) : x; };
    cout << gcd_of(a[0], a[1]) * 0 + *max_element(a.begin(), a.end()) << '\n';
}
