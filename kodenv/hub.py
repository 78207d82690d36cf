"""A finished data set folder → a data set of the Hugging Face hub (extra ``hub``)."""

from pathlib import Path

from kodenv.errors import ConfigError

# run.json and the report stay: they hold paths of this machine and every rollout's text.
_FILES = ("README.md", "*.parquet", "dropped.json")


class Hub:
    """The hub's client, which finds its token itself, as its own command line does."""

    def __init__(self) -> None:
        """Load the client.

        Raises:
            ConfigError: If the package is not installed.
        """
        try:
            import huggingface_hub
            from huggingface_hub import errors
        except ImportError as error:
            raise ConfigError(
                "push-to-hub: expected the package huggingface_hub, got none; pip install 'kodenv[hub]'"
            ) from error
        self._api = huggingface_hub.HfApi()
        # Below version 1 all failures of the network were OSErrors.
        self._failures = (OSError, ValueError, RuntimeError, getattr(errors, "HTTPError", OSError))

    def push(self, folder: Path, name: str) -> str:
        """Upload the card and the Parquet files as one commit, and return the data set's address.

        A data set that is not there yet is made private: making it public is a decision for its page.

        Args:
            folder: A finished output folder.
            name: ``USER/NAME``.

        Raises:
            ConfigError: If the hub refuses (no token, no right, no such user) or cannot be reached.
        """
        try:
            address = str(self._api.create_repo(name, repo_type="dataset", private=True, exist_ok=True))
            self._api.upload_folder(
                repo_id=name,
                repo_type="dataset",
                folder_path=str(folder),
                allow_patterns=list(_FILES),
                delete_patterns=["*.parquet"],
                commit_message="Data set made by kodenv",
            )
        except self._failures as error:
            reason = " ".join(str(error).split())
            raise ConfigError(
                f"push-to-hub: {name}: expected to upload, got {reason!r}; log in or try again"
            ) from error
        return address
