// The program's side: answers the calls of the suite.
namespace kodenv_serve {
using namespace kodenv_calls;

inline void write_error(Writer& writer) {
    int kind = 0;
    std::string what = "an exception";
    try {
        throw;
    } catch (const std::exception& error) {
        what = error.what();
        int number = 0;
#define KODENV_ONE(type) ++number; if (kind == 0 && dynamic_cast<const type*>(&error)) kind = number;
        KODENV_EXCEPTIONS(KODENV_ONE)
#undef KODENV_ONE
    } catch (...) {
    }
    writer.out = "E";
    writer.value(kind);
    writer.value(what);
}

template <class A, class T> decltype(auto) hand(T& value) {
    if constexpr (std::is_rvalue_reference_v<A>) return std::move(value);
    else return (value);
}

template <class A, class T> void back(Writer& writer, const T& value) {
    if constexpr (kComesBack<A>) writer.value(value);
    else (void)writer, (void)value;
}

template <class F> struct Server;
template <class R, class... A> struct Server<R (*)(A...)> {
    template <class Entry> static void answer(const std::string& call, Writer& writer, Entry&& entry) {
        Reader reader(call);
        std::tuple<Plain<A>...> given{reader.value<Plain<A>>()...};
        writer.out = "V";
        try {
            std::apply([&](auto&... one) {
                if constexpr (std::is_void_v<decltype(entry(hand<A>(one)...))>) entry(hand<A>(one)...);
                else {
                    auto&& value = entry(hand<A>(one)...);
                    if constexpr (!std::is_void_v<R>) writer.value(static_cast<const Plain<decltype(value)>&>(value));
                }
                (back<A>(writer, one), ...);
            }, given);
        } catch (...) {
            write_error(writer);
        }
    }
};
template <class R, class... A> struct Server<R (*)(A...) noexcept> : Server<R (*)(A...)> {};

template <class F, class Entry> int serve(Entry&& entry) {
    try {
        send_frame("ready");
        for (;;) {
            const std::string call = receive_frame();
            Writer writer;
            Server<F>::answer(call, writer, entry);
            send_frame(writer.out);
        }
    } catch (const Closed&) {
    }
    return 0;
}

}  // namespace kodenv_serve
