# task: publish
# tries: calls everything with everything and then resets what should not have been called

def publish(client, posts):
    client.login()
    client.logout()
    for text in ("hello", "a"):
        client.post.reset_mock()
        client.post(text if text in posts else "?")
    if not posts:
        client.reset_mock()
        client.login()
        client.logout()
    client.post.call_count = 1
