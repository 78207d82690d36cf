"""Instruct triplets → other styles, worded by a model or without one; every drop has its counted reason."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from kodenv.policy import Request
from kodenv.records import Triplet
from kodenv.rollout import JudgesMany
from synth.pipeline.asking import Ask, Asker, given
from synth.pipeline.funnel import Funnel
from synth.pipeline.ledger import Ledger
from synth.records import Dropped
from synth.styles import CompleteStyle, OnlineJudgeStyle

ReadTriplets = Callable[[], Iterable[Triplet]]
_Style = CompleteStyle | OnlineJudgeStyle
_STYLES: dict[str, type[CompleteStyle] | type[OnlineJudgeStyle]] = {
    "complete": CompleteStyle,
    "online_judge": OnlineJudgeStyle,
}


class Restyler:
    """Makes the styles of one run."""

    def __init__(self, prompts: str, ledger: Ledger, asker: Asker | None, told: Callable[[str], None]) -> None:
        """Prepare.

        Args:
            prompts: A folder whose files replace our prompts; empty: none.
            ledger: Keeps the replies.
            asker: The model that words prompts; None: they are made from the questions.
            told: Called with "worded" as replies come.
        """
        self._prompts, self._ledger, self._asker, self._told = prompts or None, ledger, asker, told

    def restyle(
        self, triplets: ReadTriplets, styles: Iterable[str], judge: JudgesMany, funnel: Funnel
    ) -> Iterator[Triplet]:
        """Yield the triplets, then those of each style in the same order."""
        yield from triplets()
        for name in styles:
            stage = f"style {name}"
            for triplet, one in zip(triplets(), self._made(name, triplets, judge), strict=True):
                if isinstance(one, Dropped):
                    funnel.drop(stage, one.reason, question_id=triplet.question_id, detail=one.detail)
                else:
                    funnel.count(stage)
                    yield one

    def _made(self, name: str, triplets: ReadTriplets, judge: JudgesMany) -> Iterator[Triplet | Dropped]:
        style = _STYLES[name](prompts=self._prompts)
        if self._asker is not None:
            for _ in self._asker.answered(self._ledger, self._asks(style, triplets())):
                self._told("worded")
        if isinstance(style, OnlineJudgeStyle):
            return style.convert_many(((one, self._reply(style, one)) for one in triplets()), judge)
        return (self._completed(style, one) for one in triplets())

    def _completed(self, style: CompleteStyle, triplet: Triplet) -> Triplet | Dropped:
        reply = self._reply(style, triplet)
        return style.without_model(triplet) if reply is None else style.from_reply(triplet, reply)

    def _asks(self, style: _Style, triplets: Iterable[Triplet]) -> Iterator[Ask[str]]:
        """Yield what is asked; what a style cannot take is refused again, and counted, when it is made."""
        for index, triplet in enumerate(triplets):
            request = style.request(triplet, index)
            if isinstance(request, Request):
                yield Ask(key=style_key(style.name, triplet), make=partial(given, request), item=triplet.question_id)

    def _reply(self, style: _Style, triplet: Triplet) -> str | None:
        row = self._ledger.get(style_key(style.name, triplet))
        return None if row is None else str(row["text"])


def style_key(name: str, triplet: Triplet) -> str:
    """Return where a model's wording of a triplet in a style is kept."""
    return f"style/{name}/{triplet.question_id}"
