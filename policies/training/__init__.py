"""Training with TRL on kodenv's files: ``kodenv train sft|grpo CONFIG.toml --out DIR``."""
