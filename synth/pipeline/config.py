"""CONFIG.toml, typed: what a run makes, from what, by whom."""

import contextlib
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kodenv.errors import ConfigError, unknown_name
from kodenv.policy import SamplingParams
from kodenv.toml_table import Table, read_toml
from synth.pipeline.sieve import DecontaminationConfig, DedupConfig
from synth.pipeline.solving import SolveConfig
from synth.sources import SOURCES, Source

STYLES = ("complete", "online_judge")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyConfig:
    """A model by name.

    Attributes:
        name: What the other tables call it.
        spec: Its SPEC, as ``--policy`` takes it.
        prompt_price: What a million tokens of prompts cost, in any currency.
        completion_price: What a million tokens of replies cost.
        server: How its server is asked, where something else than the defaults of ``openai:`` is wanted.
    """

    name: str
    spec: str
    prompt_price: float = 0.0
    completion_price: float = 0.0
    server: Mapping[str, Any] = field(default_factory=dict)

    def identity(self) -> dict[str, Any]:
        """Return what can change a reply: neither prices nor the pace of asking can."""
        kept = {key: value for key, value in self.server.items() if key in ("prefill_style", "extra", "omit")}
        return {"spec": self.spec, **kept}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceConfig:
    """A source by name: how many questions are asked for, who answers, and the source's own options."""

    name: str
    count: int
    policy: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthConfig:
    """What a run makes.

    Attributes:
        seed: Seed of the run.
        prompts: A folder whose files replace our prompts; empty: none.
        policies: The models, by name.
        sources: Where questions come from.
        solver: Name of the policy that solves.
        teacher: How KodCode's columns call the solver: ``gpt_pass_sequence``.
        solve: How often a question is tried.
        dedup: What finds questions that say the same.
        decontamination: What triplets are compared with.
        complete_names: Add the names that a suite needs to a question that does not give them.
        styles: Styles that are made beside instruct.
        styler: Name of the policy that words them; empty: they are made from the questions.
    """

    seed: int = 0
    prompts: str = ""
    policies: Mapping[str, PolicyConfig]
    sources: tuple[SourceConfig, ...]
    solver: str
    teacher: str = "gpt"
    solve: SolveConfig = field(default_factory=SolveConfig)
    dedup: DedupConfig = field(default_factory=DedupConfig)
    decontamination: DecontaminationConfig = field(default_factory=DecontaminationConfig)
    complete_names: bool = True
    styles: tuple[str, ...] = ()
    styler: str = ""


def read_config(path: Path) -> SynthConfig:
    """Return what a file says.

    Raises:
        ConfigError: If it cannot be read, or a key is unknown, missing or wrong; the error names it.
    """
    top = read_toml(path)
    policies = _policies(top.table("policies"))
    config = SynthConfig(
        seed=top.take("seed", int, 0),
        prompts=top.take("prompts", str, ""),
        policies=policies,
        sources=_sources(top, policies),
        **_solve(top.table("solve"), policies),
        dedup=_dedup(top.table("dedup")),
        decontamination=_decontamination(top.table("decontamination"), policies),
        complete_names=top.take("complete_names", bool, True),
        styles=_styles(top),
        styler=_styler(top, policies),
    )
    top.finish()
    return config


def make_source(config: SourceConfig, prompts: str) -> Source:
    """Return the source that a configuration names.

    Raises:
        ConfigError: If an option is unknown, missing or cannot be used.
    """
    where = f"sources.{config.name}"
    make = SOURCES[config.name]
    known = {name for name in inspect.signature(make).parameters if name not in ("name", "prompts", "subject", "kind")}
    for key in config.options:
        if key not in known:
            raise ConfigError(f"{where}: {unknown_name('option', key, known)}")
    options = dict(config.options)
    if "sampling" in options:
        options["sampling"] = _sampling(Table(options["sampling"], f"{where}: sampling"), SamplingParams())
    needed = {n for n, p in inspect.signature(make).parameters.items() if n in known and p.default is p.empty}
    if lacking := sorted(needed - options.keys()):
        raise ConfigError(f"{where}: expected the option {lacking[0]}, got none; add it to the source's table")
    try:
        return make(**options, prompts=prompts or None)
    except (TypeError, AttributeError) as error:
        raise ConfigError(f"{where}: expected options of its types, got {error}; see docs/sources.md") from error


def _policies(table: Table) -> dict[str, PolicyConfig]:
    found = {}
    for name in table:
        one = table.table(name)
        found[name] = PolicyConfig(
            name=name,
            spec=one.need("spec", str),
            prompt_price=one.take("prompt_price", float, 0.0),
            completion_price=one.take("completion_price", float, 0.0),
            server=_server(one),
        )
        if found[name].server and not found[name].spec.startswith("openai:"):
            key = next(iter(found[name].server))
            one.refuse(key, "it beside a spec openai:MODEL@BASE_URL only", found[name].server[key])
        one.finish()
    if not found:
        raise ConfigError(f"{table.where}: expected at least one policy, got none; add [policies.NAME] with a spec")
    return found


def _server(table: Table) -> dict[str, Any]:
    """Return the settings that a policy's table states; their ranges are checked by who uses them."""
    kinds: dict[str, Any] = {
        "concurrency": int, "attempts": int, "timeout_s": float, "requests_per_minute": float,
        "tokens_per_minute": float, "prefill_style": str,
    }  # fmt: skip
    found: dict[str, Any] = {key: table.find(key, kind) for key, kind in kinds.items()}
    found["extra"] = table.table("extra").rest() or None
    found["omit"] = table.texts("omit") or None
    return {key: value for key, value in found.items() if value is not None}


def _named(table: Table, key: str, policies: Mapping[str, PolicyConfig]) -> str:
    """Return the name of a policy; the only one where the key is missing."""
    name = table.find(key, str)
    if name is None and len(policies) == 1:
        return next(iter(policies))
    if name is None:
        table.refuse(key, f"the name of a policy ({', '.join(policies)})", None)
    if name not in policies:
        raise ConfigError(f"{table.where}.{key}: {unknown_name('policy', name, policies)}")
    return name


def _sources(top: Table, policies: Mapping[str, PolicyConfig]) -> tuple[SourceConfig, ...]:
    found = []
    for table in top.tables("sources"):
        name = table.need("name", str)
        if name not in SOURCES:
            raise ConfigError(f"{table.where}.name: {unknown_name('source', name, SOURCES)}")
        count = table.need("count", int)
        if count < 1:
            table.refuse("count", "1 or more", count)
        found.append(
            SourceConfig(name=name, count=count, policy=_named(table, "policy", policies), options=table.rest())
        )
    names = [source.name for source in found]
    if not names:
        top.refuse("sources", "at least one table [[sources]]", None)
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ConfigError(f"{top.where}: sources: expected each source once, got {twice!r} again; raise its count")
    return tuple(found)


def _solve(table: Table, policies: Mapping[str, PolicyConfig]) -> dict[str, Any]:
    solver = _named(table, "policy", policies)
    teacher = table.take("teacher", str, "gpt")
    normal = SolveConfig()
    numbers = {
        "attempts": table.take("attempts", int, normal.attempts),
        "repairs": table.take("repairs", int, normal.repairs),
        "extra_attempts": table.take("extra_attempts", int, normal.extra_attempts),
        "mutants": table.take("mutants", int, normal.mutants),
    }
    least_score = table.take("min_mutation_score", float, normal.min_mutation_score)
    max_requests, max_cost = table.find("max_requests", int), table.find("max_cost", float)
    if max_cost is not None and not policies[solver].prompt_price + policies[solver].completion_price > 0:
        table.refuse("max_cost", f"prompt_price or completion_price in [policies.{solver}] beside it", max_cost)
    sampling = _sampling(table.table("sampling"), normal.sampling)
    table.finish()
    with _at(table.where):
        solve = SolveConfig(
            **numbers,
            max_requests=max_requests,
            max_cost=max_cost,
            sampling=sampling,
            min_mutation_score=least_score,
        )
    return {"solver": solver, "teacher": teacher, "solve": solve}


def _sampling(table: Table, normal: SamplingParams) -> SamplingParams:
    params = SamplingParams(
        temperature=table.take("temperature", float, normal.temperature),
        top_p=table.take("top_p", float, normal.top_p),
        max_tokens=table.take("max_tokens", int, normal.max_tokens),
        stop=table.texts("stop"),
    )
    table.finish()
    return params


def _dedup(table: Table) -> DedupConfig:
    normal = DedupConfig()
    near, semantic = _threshold(table, "near", normal.near), _threshold(table, "semantic", normal.semantic)
    config = DedupConfig(
        exact=table.take("exact", bool, normal.exact),
        near=near,
        semantic=semantic,
        model=table.take("model", str, normal.model),
    )
    table.finish()
    return config


def _threshold(table: Table, key: str, normal: float | None) -> float | None:
    """Return a share above 0; 0 says None."""
    value = table.find(key, float)
    if value is None:
        return normal
    if not 0 <= value <= 1:
        table.refuse(key, "a number from 0 (do not compare) to 1", value)
    return value or None


def _decontamination(table: Table, policies: Mapping[str, PolicyConfig]) -> DecontaminationConfig:
    normal = DecontaminationConfig()
    judges = table.texts("judges")
    for name in judges:
        if name not in policies:
            raise ConfigError(f"{table.where}.judges: {unknown_name('policy', name, policies)}")
    config = DecontaminationConfig(
        benchmarks=table.texts("benchmarks"),
        threshold=_threshold(table, "threshold", normal.threshold),
        model=table.take("model", str, normal.model),
        judges=judges,
    )
    if judges and config.threshold is None:
        table.refuse("threshold", "a number above 0 where there are judges", None)
    table.finish()
    return config


def _styles(top: Table) -> tuple[str, ...]:
    names = top.texts("styles")
    for name in names:
        if name not in STYLES:
            raise ConfigError(f"{top.where}: styles: {unknown_name('style', name, STYLES)}")
    return tuple(name for name in STYLES if name in names)


def _styler(top: Table, policies: Mapping[str, PolicyConfig]) -> str:
    name = top.take("styler", str, "")
    if name and name not in policies:
        raise ConfigError(f"{top.where}: styler: {unknown_name('policy', name, policies)}")
    return name


@contextlib.contextmanager
def _at(where: str) -> Iterator[None]:
    """Put the file before an error that names the key."""
    try:
        yield
    except ConfigError as error:
        raise ConfigError(f"{where.partition(': ')[0]}: {error}") from error
