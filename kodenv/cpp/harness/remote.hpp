// The suite's side: a function that is called in the program's process.
namespace kodenv_ {

[[noreturn]] inline void lose(const char* word, const std::string& why) {
    state().gone = word;
    state().last_words = why;
    throw Gone();
}

[[noreturn]] inline void raise_theirs(kodenv_calls::Reader& reader) {
    const int kind = reader.number<int>();
    const std::string what = reader.value<std::string>();
    int number = 0;
#define KODENV_ONE(type) if (kind == ++number) kodenv_calls::throw_again<type>(what);
    KODENV_EXCEPTIONS(KODENV_ONE)
#undef KODENV_ONE
    throw std::runtime_error(what);
}

template <class F> struct Remote;
template <class R, class... A> struct Remote<R (*)(A...)> {
    R operator()(A... given) const {
        using namespace kodenv_calls;
        if (state().gone) throw Gone();
        try {
            Writer call;
            (call.value(static_cast<const Plain<A>&>(given)), ...);
            send_frame(call.out);
            const std::string answer = receive_frame();
            Reader reader(answer);
            if (reader.tag() == 'E') raise_theirs(reader);
            return result(reader, given...);
        } catch (const Closed&) {
            lose("GONE", "");
        } catch (const Rubbish& error) {
            lose("RUBBISH", error.what());
        }
    }

private:
    template <class... G> static R result(kodenv_calls::Reader& reader, G&... given) {
        try {
            if constexpr (std::is_void_v<R>) (back<A>(reader, given), ...);
            else {
                kodenv_calls::Plain<R> value = reader.value<kodenv_calls::Plain<R>>();
                (back<A>(reader, given), ...);
                return value;
            }
        } catch (const std::domain_error& error) {
            throw Mismatch(std::string("the program gave ") + error.what());
        }
    }
    template <class Kind, class G> static void back(kodenv_calls::Reader& reader, G& given) {
        if constexpr (kodenv_calls::kComesBack<Kind>) given = reader.value<kodenv_calls::Plain<G>>();
        else (void)reader, (void)given;
    }
    static_assert(!std::is_reference_v<R>, "a reference into another process");
};
template <class R, class... A> struct Remote<R (*)(A...) noexcept> : Remote<R (*)(A...)> {};

inline int run_apart(int (*suite)()) {
    state().channel = 4;
    try {
        if (kodenv_calls::receive_frame() != "ready") lose("RUBBISH", "it did not say that it is ready");
    } catch (const kodenv_calls::Closed&) {
        state().gone = "GONE";
    } catch (const kodenv_calls::Rubbish&) {
        state().gone = "RUBBISH";
    } catch (const Gone&) {
    }
    if (state().gone) {
        report("", state().gone, state().last_words, true);
        return 3;
    }
    return run_suite(suite);
}

template <class F> const char* signature() { return __PRETTY_FUNCTION__; }

}  // namespace kodenv_

extern "C" int __real_main();
extern "C" int __wrap_main() { kodenv_::end_process(kodenv_::run_apart(__real_main)); }
