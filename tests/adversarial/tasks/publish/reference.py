def publish(client, posts):
    client.login()
    for text in posts:
        if text:
            client.post(text)
    client.logout()
