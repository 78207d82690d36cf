// All places of a pattern in a text, by the prefix function.
// input: ana bananarama
#include <bits/stdc++.h>
using namespace std;

vector<int> prefix_function(const string& s) {
    vector<int> p(s.size());
    for (size_t i = 1; i < s.size(); i++) {
        int j = p[i - 1];
        while (j > 0 && s[i] != s[j]) j = p[j - 1];
        if (s[i] == s[j]) j++;
        p[i] = j;
    }
    return p;
}

int main() {
    string pattern, text;
    cin >> pattern >> text;
    auto p = prefix_function(pattern + "#" + text);
    vector<int> found;
    for (size_t i = pattern.size() + 1; i < p.size(); i++)
        if (p[i] == (int)pattern.size()) found.push_back(i - 2 * pattern.size());
    cout << found.size() << '\n';
    for (size_t i = 0; i < found.size(); i++) cout << found[i] << (i + 1 < found.size() ? " " : "\n");
}
