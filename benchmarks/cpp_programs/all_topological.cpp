// An order of tasks, the smallest first; a regular expression reads the names.
// input: 4 3  a1 b2  b2 c3  a1 d4
#include <bits/stdc++.h>
using namespace std;

int main() {
    int n, m;
    cin >> n >> m;
    map<string, vector<string>> after;
    map<string, int> waiting;
    for (int i = 0; i < m; i++) {
        string u, v;
        cin >> u >> v;
        after[u].push_back(v);
        waiting[v]++;
        waiting.try_emplace(u, 0);
    }
    priority_queue<string, vector<string>, greater<>> ready;
    for (auto& [name, count] : waiting)
        if (count == 0) ready.push(name);
    stringstream out;
    size_t done = 0;
    while (!ready.empty()) {
        string name = ready.top();
        ready.pop();
        out << name << ' ';
        done++;
        for (auto& next : after[name])
            if (--waiting[next] == 0) ready.push(next);
    }
    cout << (done == waiting.size() ? out.str() : "cycle") << setw(4) << fixed << setprecision(2) << double(done) / n << endl;
}
