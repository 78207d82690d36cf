# task: word_counts
# odd: sends its words through csv, gzip, base64 and a zip archive

import base64
import csv
import gzip
import io
import zipfile


def word_counts(text):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as box:
        out = io.StringIO()
        csv.writer(out).writerows([word] for word in text.lower().split())
        box.writestr("words.csv", base64.b85encode(gzip.compress(out.getvalue().encode())))
    with zipfile.ZipFile(archive) as box:
        data = gzip.decompress(base64.b85decode(box.read("words.csv"))).decode()
    counts = {}
    for (word,) in csv.reader(io.StringIO(data)):
        counts[word] = counts.get(word, 0) + 1
    return counts
