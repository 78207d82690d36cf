// Calls between a suite and a program in two processes: plain values by value, nothing else.
// A value is tagged with its kind and not with its type, so the two sides may spell a type differently.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <limits>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <tuple>
#include <type_traits>
#include <unistd.h>
#include <utility>

namespace kodenv_calls {

constexpr int kChannel = 3;
constexpr std::uint32_t kMostBytes = 1u << 28;

struct Rubbish : std::runtime_error { using std::runtime_error::runtime_error; };
struct Closed {};

inline void send_all(const char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t sent = ::send(kChannel, data, size, MSG_NOSIGNAL);
        if (sent <= 0) throw Closed();
        data += sent;
        size -= static_cast<std::size_t>(sent);
    }
}

inline void receive_all(char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t got = ::recv(kChannel, data, size, MSG_WAITALL);
        if (got <= 0) throw Closed();
        data += got;
        size -= static_cast<std::size_t>(got);
    }
}

inline void send_frame(const std::string& body) {
    const std::uint32_t size = static_cast<std::uint32_t>(body.size());
    if (body.size() > kMostBytes) throw Rubbish("a value is too large");
    std::string frame(sizeof size, '\0');
    std::memcpy(&frame[0], &size, sizeof size);
    frame += body;
    send_all(frame.data(), frame.size());
}

inline std::string receive_frame() {
    std::uint32_t size = 0;
    receive_all(reinterpret_cast<char*>(&size), sizeof size);
    if (size > kMostBytes) throw Rubbish("a value is too large");
    std::string body;
    while (body.size() < size) {  // grows with what really comes
        const std::size_t start = body.size(), left = size - start, most = 1u << 20, part = left < most ? left : most;
        body.resize(start + part);
        receive_all(&body[start], part);
    }
    return body;
}

template <class T> using Plain = std::remove_cv_t<std::remove_reference_t<T>>;
template <class T, class = void> struct IsPair : std::false_type {};
template <class T> struct IsPair<T, std::void_t<typename T::first_type, typename T::second_type>> : std::true_type {};
template <class T, class = void> struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<T, std::void_t<decltype(std::declval<const T&>().has_value()), typename T::value_type>>
    : std::is_constructible<T, typename T::value_type> {};
template <class T, class = void> struct IsRange : std::false_type {};
template <class T>
struct IsRange<T, std::void_t<typename T::value_type, decltype(std::declval<const T&>().begin()),
                              decltype(std::declval<const T&>().end())>> : std::true_type {};
template <class T, class = void> struct CanInsert : std::false_type {};
template <class T>
struct CanInsert<T, std::void_t<decltype(std::declval<T&>().insert(std::declval<T&>().end(),
                                                                   std::declval<typename T::value_type>()))>>
    : std::true_type {};
template <class T, class = void> struct HasSize : std::false_type {};
template <class T> struct HasSize<T, std::void_t<decltype(std::tuple_size<T>::value)>> : std::true_type {};
template <class T> struct Unconst { using type = std::remove_const_t<T>; };
template <class A, class B> struct Unconst<std::pair<A, B>> { using type = std::pair<std::remove_const_t<A>, B>; };
template <class> constexpr bool kNever = false;

struct Writer {
    std::string out;
    template <class T> void raw(const T& value) { out.append(reinterpret_cast<const char*>(&value), sizeof value); }
    void count(char tag, std::size_t size) { out += tag; raw(static_cast<std::uint32_t>(size)); }
    template <class T> void value(const T& given) {
        if constexpr (std::is_enum_v<T>) static_assert(kNever<T>, "an enumeration has no value of its own here");
        else if constexpr (std::is_integral_v<T>) {
            static_assert(sizeof(T) <= 8, "an integer of more than 64 bits");
            if constexpr (std::is_signed_v<T>) { out += given < 0 ? 'i' : 'u'; raw(static_cast<std::int64_t>(given)); }
            else { out += 'u'; raw(static_cast<std::uint64_t>(given)); }
        } else if constexpr (std::is_floating_point_v<T>) { out += 'f'; raw(static_cast<long double>(given)); }
        else if constexpr (std::is_same_v<T, std::string>) { count('s', given.size()); out += given; }
        else if constexpr (std::is_convertible_v<const T&, std::string_view>) value(std::string(std::string_view(given)));
        else if constexpr (IsPair<T>::value) { count('t', 2); value(given.first); value(given.second); }
        else if constexpr (IsOptional<T>::value) { count('o', given.has_value()); if (given.has_value()) value(*given); }
        else if constexpr (IsRange<T>::value) {
            std::size_t size = 0;
            for (auto at = given.begin(); at != given.end(); ++at) ++size;
            count('l', size);
            for (auto at = given.begin(); at != given.end(); ++at) value(static_cast<const typename T::value_type&>(*at));
        } else if constexpr (HasSize<T>::value) {
            count('t', std::tuple_size<T>::value);
            std::apply([&](const auto&... one) { (value(one), ...); }, given);
        } else static_assert(kNever<T>, "a value of this type cannot travel");
    }
};

struct Reader {
    const std::string& in;
    std::size_t at = 0;
    explicit Reader(const std::string& body) : in(body) {}
    template <class T> T raw() {
        if (in.size() - at < sizeof(T)) throw Rubbish("a value is cut");
        T value;
        std::memcpy(&value, in.data() + at, sizeof value);
        at += sizeof value;
        return value;
    }
    char tag() { return raw<char>(); }
    std::size_t count(char wanted, const char* what) {
        if (tag() != wanted) throw std::domain_error(what);
        const std::size_t size = raw<std::uint32_t>();
        if (size > in.size() - at) throw Rubbish("a value is cut");
        return size;
    }
    template <class T> T number() {
        const char kind = tag();
        if (kind == 'i' || kind == 'u') {
            const std::uint64_t bits = raw<std::uint64_t>();
            if constexpr (std::is_floating_point_v<T>) {
                return kind == 'i' ? static_cast<T>(static_cast<std::int64_t>(bits)) : static_cast<T>(bits);
            } else {
                const T value = static_cast<T>(bits);
                const bool same = kind == 'u' ? value >= T(0) && static_cast<std::uint64_t>(value) == bits
                                              : std::is_signed_v<T> && static_cast<std::int64_t>(value) == static_cast<std::int64_t>(bits);
                if (!same) throw std::domain_error("an integer that does not fit");
                return value;
            }
        }
        if (kind != 'f') throw std::domain_error("a value that is no number");
        const long double real = raw<long double>();
        if constexpr (std::is_floating_point_v<T>) return static_cast<T>(real);
        else {
            const bool fits = real >= static_cast<long double>(std::numeric_limits<T>::min()) &&
                              real <= static_cast<long double>(std::numeric_limits<T>::max());
            if (!fits || real != std::floor(real)) throw std::domain_error("a number that is no such integer");
            return static_cast<T>(real);
        }
    }
    template <class T> T value() {
        if constexpr (std::is_arithmetic_v<T>) {
            static_assert(sizeof(T) <= 8 || std::is_floating_point_v<T>, "an integer of more than 64 bits");
            return number<T>();
        } else if constexpr (std::is_same_v<T, std::string>) {
            const std::size_t size = count('s', "a value that is no string");
            at += size;
            return in.substr(at - size, size);
        } else if constexpr (IsPair<T>::value) {
            if (count('t', "a value that is no pair") != 2) throw std::domain_error("a value that is no pair");
            auto first = value<std::remove_const_t<typename T::first_type>>();
            auto second = value<std::remove_const_t<typename T::second_type>>();
            return T(std::move(first), std::move(second));
        } else if constexpr (IsOptional<T>::value) {
            if (count('o', "a value that is not optional") == 0) return T();
            return T(value<typename T::value_type>());
        } else if constexpr (IsRange<T>::value && CanInsert<T>::value) {
            std::size_t left = count('l', "a value that is no list");
            T made;
            for (; left > 0; --left) made.insert(made.end(), value<typename Unconst<typename T::value_type>::type>());
            return made;
        } else if constexpr (IsRange<T>::value && HasSize<T>::value) {
            if (count('l', "a value that is no array") != std::tuple_size<T>::value) throw std::domain_error("an array of another size");
            T made{};
            for (auto& one : made) one = value<typename T::value_type>();
            return made;
        } else if constexpr (HasSize<T>::value) {
            if (count('t', "a value that is no tuple") != std::tuple_size<T>::value) throw std::domain_error("a tuple of another size");
            return fields<T>(std::make_index_sequence<std::tuple_size<T>::value>());
        } else static_assert(kNever<T>, "a value of this type cannot travel");
    }
    template <class T, std::size_t... I> T fields(std::index_sequence<I...>) {
        return T{value<std::tuple_element_t<I, T>>()...};  // braces: from left to right
    }
};

template <class A>
constexpr bool kComesBack = std::is_lvalue_reference_v<A> && !std::is_const_v<std::remove_reference_t<A>>;

// Exceptions of the standard keep their type; what is derived from one arrives as that.
#define KODENV_EXCEPTIONS(X) \
    X(std::bad_alloc) X(std::out_of_range) X(std::invalid_argument) X(std::domain_error) X(std::length_error) \
    X(std::overflow_error) X(std::underflow_error) X(std::range_error) X(std::logic_error) X(std::runtime_error)

template <class E> [[noreturn]] void throw_again(const std::string& what) {
    if constexpr (std::is_constructible_v<E, const std::string&>) throw E(what);
    else throw E();
}

}  // namespace kodenv_calls
