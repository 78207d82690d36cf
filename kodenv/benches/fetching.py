"""Rows that lie on the hub as plain files, behind a loading script that ``datasets`` no longer runs (extra ``hub``)."""

from kodenv.errors import ConfigError


def fetch_files(name: str, pattern: str) -> str:
    """Return the local folder of a data set's files, fetched where they are not there yet.

    Args:
        name: ``OWNER/NAME`` on the hub.
        pattern: Which files, as a glob.

    Raises:
        ConfigError: If the package is missing, or the hub cannot be reached.
    """
    try:
        import huggingface_hub
    except ImportError as error:
        raise ConfigError(
            f"hf:{name}: expected the package huggingface_hub, got none; pip install 'kodenv[hub]'"
        ) from error
    try:
        return str(huggingface_hub.snapshot_download(name, repo_type="dataset", allow_patterns=[pattern]))
    # below version 1 all failures of the network are OSErrors; later ones have a class of their own
    except (OSError, ValueError, RuntimeError, getattr(huggingface_hub.errors, "HTTPError", OSError)) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(
            f"hf:{name}: expected to fetch {pattern}, got {reason!r}; fetch the files yourself and name them"
        ) from error
