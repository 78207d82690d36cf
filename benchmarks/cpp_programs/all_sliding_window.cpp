// Minima of a sliding window, by a deque; medians by two multisets.
// input: 8 3  1 3 -1 -3 5 3 6 7
#include <bits/stdc++.h>
using namespace std;

int main() {
    int n, k;
    cin >> n >> k;
    vector<int> a(n);
    for (int& x : a) cin >> x;
    deque<int> window;
    multiset<int> low, high;
    auto balance = [&] {
        while (low.size() > high.size() + 1) high.insert(*low.rbegin()), low.erase(prev(low.end()));
        while (high.size() > low.size()) low.insert(*high.begin()), high.erase(high.begin());
    };
    for (int i = 0; i < n; i++) {
        while (!window.empty() && a[window.back()] >= a[i]) window.pop_back();
        window.push_back(i);
        if (window.front() <= i - k) window.pop_front();
        if (low.empty() || a[i] <= *low.rbegin()) low.insert(a[i]);
        else high.insert(a[i]);
        if (i >= k) {
            auto at = low.find(a[i - k]);
            if (at != low.end()) low.erase(at);
            else high.erase(high.find(a[i - k]));
        }
        balance();
        if (i >= k - 1) cout << a[window.front()] << ' ' << *low.rbegin() << '\n';
    }
}
