// Counts words and prints them by how often they occur.
// input: the cat and the dog and the bird
#include <bits/stdc++.h>
using namespace std;

int main() {
    unordered_map<string, int> seen;
    string word;
    while (cin >> word) {
        transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return tolower(c); });
        seen[word]++;
    }
    vector<pair<string, int>> order(seen.begin(), seen.end());
    sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    for (const auto& [text, count] : order) cout << text << ' ' << count << '\n';
}
