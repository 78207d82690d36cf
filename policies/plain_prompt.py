"""The prompt of a base model, which has no chat template."""

from collections.abc import Mapping, Sequence


def plain_prompt(messages: Sequence[Mapping[str, str]], prefill: str) -> str:
    """Return what is said, then what the model is to go on with."""
    said = "\n\n".join(message["content"] for message in messages)
    return f"{said}\n\n{prefill}"
