// Range sums with point updates.
// input: 5 4  1 2 3 4 5  s 1 5  u 3 10  s 2 4  s 3 3
#include <bits/stdc++.h>
using namespace std;

struct Tree {
    int n;
    vector<long long> t;
    explicit Tree(const vector<long long>& a) : n(a.size()), t(2 * a.size()) {
        for (int i = 0; i < n; i++) t[n + i] = a[i];
        for (int i = n - 1; i > 0; i--) t[i] = t[2 * i] + t[2 * i + 1];
    }
    void set(int p, long long v) {
        for (t[p += n] = v; p > 1; p >>= 1) t[p >> 1] = t[p] + t[p ^ 1];
    }
    long long sum(int l, int r) const {
        long long s = 0;
        for (l += n, r += n; l < r; l >>= 1, r >>= 1) {
            if (l & 1) s += t[l++];
            if (r & 1) s += t[--r];
        }
        return s;
    }
};

int main() {
    int n, q;
    cin >> n >> q;
    vector<long long> a(n);
    for (auto& x : a) cin >> x;
    Tree tree(a);
    while (q--) {
        char c;
        int x, y;
        cin >> c >> x >> y;
        if (c == 's') cout << tree.sum(x - 1, y) << '\n';
        else tree.set(x - 1, y);
    }
}
