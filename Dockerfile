# Every layer of the sandbox works in this image when it is run with:
#   docker run --rm --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
#              --cap-add SYS_ADMIN --cap-add SETUID --cap-add SETGID kodenv doctor
# Without those flags the container refuses namespaces; Landlock, seccomp and resource limits carry the sandbox
# then, and `kodenv doctor` says so.
FROM python:3.11-slim-bookworm
WORKDIR /opt/kodenv
COPY . .
RUN pip install --no-cache-dir '.[scientific]'
ENTRYPOINT ["kodenv"]
CMD ["demo"]
