# task: shout
# odd: prints emoji, combining marks, right-to-left text and escaped lone surrogates

def shout(text):
    print("🎉 e\u0301 \u202eabc\u202c \ud800".encode("utf-8", "backslashreplace").decode())
    print("Ω≈ç√", "\x07\x08\r\v")
    return "".join([text.upper(), "!"])
