"""Styles: the same solution and suite behind another form of the question."""

from synth.styles.complete import CompleteStyle
from synth.styles.online_judge import OnlineJudgeStyle
from synth.styles.visible import report_leak, restyled_id

__all__ = ["CompleteStyle", "OnlineJudgeStyle", "report_leak", "restyled_id"]
