import html


def error_page(code, text):
    return f"<html><h1>{code}</h1><p>{html.escape(text)}</p></html>"
