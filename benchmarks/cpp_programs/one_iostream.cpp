// Digits of a number, by iostream alone.
// input: 9876543210
#include <iostream>

int main() {
    long long n;
    std::cin >> n;
    int sum = 0;
    for (; n > 0; n /= 10) sum += n % 10;
    std::cout << sum << std::endl;
}
