// Who was seen when, by name.
// input: 4  anna 3  bo 1  anna 9  cy 2
#include <iostream>
#include <map>
#include <string>

int main() {
    int n;
    std::cin >> n;
    std::map<std::string, long long> total;
    while (n--) {
        std::string name;
        long long amount;
        std::cin >> name >> amount;
        total[name] += amount;
    }
    for (const auto& [name, amount] : total) std::cout << name << ": " << amount << "\n";
}
