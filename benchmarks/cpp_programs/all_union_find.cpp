// Minimum spanning tree by Kruskal's method.
// input: 4 5  1 2 10  2 3 15  1 3 5  4 2 2  4 3 40
#include <bits/stdc++.h>
using namespace std;
#define all(x) (x).begin(), (x).end()

int parent_[200005];
int find_root(int x) { return parent_[x] == x ? x : parent_[x] = find_root(parent_[x]); }

int main() {
    int n, m;
    scanf("%d %d", &n, &m);
    iota(parent_, parent_ + n + 1, 0);
    vector<array<int, 3>> edges(m);
    for (auto& [w, u, v] : edges) scanf("%d %d %d", &u, &v, &w);
    sort(all(edges));
    long long total = 0;
    int used = 0;
    for (auto [w, u, v] : edges) {
        int a = find_root(u), b = find_root(v);
        if (a == b) continue;
        parent_[a] = b;
        total += w;
        used++;
    }
    if (used == n - 1) printf("%lld\n", total);
    else puts("impossible");
}
