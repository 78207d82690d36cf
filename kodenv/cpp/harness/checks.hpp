// What a suite says of its checks: one line of JSON each, over a channel that only this file knows.
#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>

namespace kodenv_ {

constexpr int kMostHits = 32;        // reports of one check; what is in a long loop is not told every time
constexpr int kMostChecks = 4096;
constexpr std::size_t kMostText = 400;

struct Gone {};                                            // the program's process is no more there
struct Mismatch : std::runtime_error { using std::runtime_error::runtime_error; };

struct State {
    int channel = -1;                                      // where reports go
    int hits[kMostChecks] = {};
    bool checked = false;
    const char* gone = nullptr;                            // why the program's process is not there
    std::string pending, last_words;
};
inline State& state() { static State one; return one; }

inline void append_text(std::string& out, const std::string& text) {
    static const char digits[] = "0123456789abcdef";
    out += '"';
    for (std::size_t at = 0; at < text.size() && at < kMostText; ++at) {
        const unsigned char c = static_cast<unsigned char>(text[at]);
        if (c == '"' || c == '\\') { out += '\\'; out += static_cast<char>(c); }
        else if (c < 32 || c > 126) { out += "\\u00"; out += digits[c >> 4]; out += digits[c & 15]; }
        else out += static_cast<char>(c);
    }
    out += '"';
}

// System calls without the library's functions, which a program that is compiled with its suite can replace.
inline long call(long number, long a, long b, long c, long d) {
    long result;
    register long fourth __asm__("r10") = d;
    register long fifth __asm__("r8") = 0;
    register long sixth __asm__("r9") = 0;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
                     : "rcx", "r11", "memory");
    return result;
}
[[noreturn]] inline void end_process(int code) {
    for (;;) call(231, code, 0, 0, 0);                     // exit_group
}
inline long receive(int channel, char* data, std::size_t size) {
    return call(45, channel, reinterpret_cast<long>(data), static_cast<long>(size), 0x100);  // recvfrom, all of it
}
inline void send_all(int channel, const char* data, std::size_t size) {
    while (size > 0) {
        const long sent = call(44, channel, reinterpret_cast<long>(data), static_cast<long>(size), 0x4000);  // no signal
        if (sent <= 0) end_process(1);
        data += sent;
        size -= static_cast<std::size_t>(sent);
    }
}

inline void report(const std::string& id, const std::string& word, const std::string& message, bool last = false) {
    if (state().gone && !last) return;                     // a check that swallowed the end says nothing about it
    std::string line = state().pending;
    state().pending.clear();
    line += '[';
    append_text(line, id);
    line += ", ";
    append_text(line, word);
    line += ", ";
    append_text(line, message);
    line += "]\n";
    send_all(state().channel, line.data(), line.size());
}

// Report one check. A right one is told as often as it was reached, up to a bound; a wrong one always.
inline void told(int number, const char* word, const std::string& message) {
    state().checked = true;
    const int hit = number < kMostChecks ? ++state().hits[number] : kMostHits + 1;
    const bool held = word[0] == 'P';
    if (hit > kMostHits && held) return;
    std::string id = "assert_" + std::to_string(number);
    if (hit > 1) id += "." + std::to_string(hit);
    report(id, word, message);
}

template <class Check>
void check(int number, int line, const char* text, Check&& holds) {
    const std::string place = "line " + std::to_string(line) + ": assert(" + text + ")";
    try {
        if (holds()) told(number, "PASSED", "1");
        else told(number, "FAILED", place);
    } catch (const Gone&) {
        throw;
    } catch (const Mismatch& error) {
        told(number, "FAILED", place + ": " + error.what());
    } catch (const std::bad_alloc&) {
        told(number, "MEMORY", place + ": std::bad_alloc");
    } catch (const std::exception& error) {
        told(number, "ERROR", place + ": threw " + error.what());
    } catch (...) {
        told(number, "ERROR", place + ": threw");
    }
}

// Run the suite's main and report; returns the exit status.
template <class Main>
int run_suite(Main&& suite) {
    report("", "LOADED", "");
    try {
        const int code = suite();
        if (!state().checked) report("main", code == 0 ? "PASSED" : "FAILED", code == 0 ? "1" : "main returned " + std::to_string(code));
        report("", "END", "");
    } catch (const Gone&) {
    } catch (const std::exception& error) {
        report("", "BROKEN", error.what());
    } catch (...) {
        report("", "BROKEN", "an exception left main");
    }
    if (!state().gone) return 0;
    report("", state().gone, state().last_words, true);
    return 3;
}

}  // namespace kodenv_

#define kodenv_check(number, ...) \
    ::kodenv_::check(number, __LINE__, #__VA_ARGS__, [&] { return static_cast<bool>(__VA_ARGS__); })
