// The best value within a weight, and which things give it.
// input: 4 7  1 1  3 4  4 5  5 7
#include <bits/stdc++.h>
using namespace std;

int main() {
    int n, w;
    cin >> n >> w;
    vector<int> weight(n), value(n);
    for (int i = 0; i < n; i++) cin >> weight[i] >> value[i];
    vector<vector<long long>> best(n + 1, vector<long long>(w + 1));
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= w; j++) {
            best[i + 1][j] = best[i][j];
            if (j >= weight[i]) best[i + 1][j] = max(best[i + 1][j], best[i][j - weight[i]] + value[i]);
        }
    set<int> chosen;
    for (int i = n, j = w; i > 0; i--)
        if (best[i][j] != best[i - 1][j]) {
            chosen.insert(i);
            j -= weight[i - 1];
        }
    cout << best[n][w] << '\n';
    for (int i : chosen) cout << i << ' ';
    cout << endl;
}
