"""What a triplet's certificate is used for: weights on the cases of a verdict, and leaving out weak suites.

A case counts by the share of wrong programs that it refuses.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from kodenv.records import Triplet, Verdict


def weighted(verdict: Verdict, triplet: Triplet) -> Verdict:
    """Return the verdict with weights on its cases, where the triplet's certificate gives any."""
    weights = case_weights(triplet.certificate)
    if not weights or not verdict.cases:
        return verdict
    cases = tuple(dataclasses.replace(case, weight=weights.get(case.id, 0.0)) for case in verdict.cases)
    return dataclasses.replace(verdict, cases=cases)


def case_weights(certificate: Mapping[str, Any] | None) -> dict[str, float]:
    """Return the share of a certificate's mutants that each case kills; empty where it says nothing about any.

    A column of another maker's may have the certificate's name: what is not of its form gives no weights.
    """
    kills, mutants = (certificate or {}).get("kills"), (certificate or {}).get("mutants")
    if not isinstance(kills, Mapping) or not isinstance(mutants, int) or mutants < 1:
        return {}
    known = {str(case_id): killed for case_id, killed in kills.items() if isinstance(killed, list | tuple)}
    return {case_id: round(min(1.0, len(killed) / mutants), 6) for case_id, killed in known.items() if killed}


def mutation_score(certificate: Mapping[str, Any] | None) -> float | None:
    """Return a certificate's mutation score, or None where there is none."""
    score = (certificate or {}).get("mutation_score")
    is_number = isinstance(score, int | float) and not isinstance(score, bool)
    return float(score) if is_number else None  # type: ignore[arg-type]


WITHOUT_CERTIFICATE, WEAK_SUITE, FLAKY_SUITE = "without_certificate", "weak_suite", "flaky_suite"
SHORTCOMINGS = {
    WITHOUT_CERTIFICATE: "the triplet has no certificate with a mutation score",
    WEAK_SUITE: "the suite refuses too small a share of wrong programs",
    FLAKY_SUITE: "the suite has a case that does not always hold",
}


def shortcoming(triplet: Triplet, least: float | None) -> str:
    """Return why a triplet's suite is not good enough, as a key of ``SHORTCOMINGS``; empty where it is.

    Args:
        triplet: Whose certificate is looked at.
        least: The mutation score that is asked for, 0 to 1; None: nothing is asked for.
    """
    if least is None:
        return ""
    score = mutation_score(triplet.certificate)
    if score is None:
        return WITHOUT_CERTIFICATE
    if (triplet.certificate or {}).get("flaky_cases"):
        return FLAKY_SUITE
    return "" if score >= least else WEAK_SUITE
