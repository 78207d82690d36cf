# task: shout
# odd: lets the shell put the mark at the end

import subprocess


def shout(text):
    done = subprocess.run("cat; printf '!'", shell=True, input=text.upper().encode(), capture_output=True, check=True)
    return done.stdout.decode()
