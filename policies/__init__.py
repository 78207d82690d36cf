"""Policies: what writes completions. Each implements :class:`kodenv.policy.Policy`."""
