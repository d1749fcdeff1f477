"""What became of every option, told from who wrote which slot last."""

from __future__ import annotations

from ...models.experiment import Experiment
from ...quirks import Quirk
from .draft import Draft, Occurrence
from .exact import hint
from .report import Fate, OptionReport
from .rules_beam import BEAM_RULES
from .rules_crystal import CRYSTAL_RULES
from .rules_detector import DETECTOR_RULES
from .verdict import USED, Case, Rule, Verdict, no_effect

_RULES: dict[str, Rule] = {**BEAM_RULES, **CRYSTAL_RULES, **DETECTOR_RULES}

_WITHOUT_SLOTS = {
    "-density": "nanoBragg overwrites the density before anything uses it.",
    "-MW": "nanoBragg computes the molecular weight from the cell.",
    "-stolout": "nanoBragg never writes that file.",
    "-coherent": "Nothing uses it.",
    "-pivot": "It names neither sample nor beam.",
}


def report_options(draft: Draft, experiment: Experiment) -> tuple[OptionReport, ...]:
    """Return one report per option, in the order of the command."""
    case = Case(draft, experiment)
    return tuple(_report(occurrence, case) for occurrence in draft.occurrences)


def _report(occurrence: Occurrence, case: Case) -> OptionReport:
    reading = occurrence.reading
    option = reading.option if reading else occurrence.option
    if option is None:
        verdict = Verdict(Fate.UNKNOWN, _about_unknown(occurrence))
    elif occurrence.problem:
        verdict = no_effect(occurrence.problem)
    else:
        verdict = _judge(occurrence, option.name, case)
        if _counts_by_accident(occurrence, case):
            verdict = Verdict(Fate.USED, verdict.reason)
    sentences = [verdict.reason, reading.remark if reading else ""]
    sentences += [_about_accident(a.option.name, a.words) for a in occurrence.accidents]
    return OptionReport(
        option=occurrence.word,
        values=occurrence.values,
        fate=verdict.fate,
        reason=" ".join(sentence for sentence in sentences if sentence),
        canonical=option.name if option else "",
    )


def _judge(occurrence: Occurrence, name: str, case: Case) -> Verdict:
    """Sum up what became of the slots that an option is for."""
    slots = sorted(occurrence.written - occurrence.asides)
    if not slots:
        return no_effect(_WITHOUT_SLOTS.get(name, "It changes nothing."))
    verdicts = [_judge_slot(slot, occurrence, case) for slot in slots]
    in_use = [v for v in verdicts if v.fate is Fate.USED]
    lost = [v for v in verdicts if v.fate is not Fate.USED]
    if not in_use:
        overridden = [v for v in lost if v.fate is Fate.OVERRIDDEN]
        return (overridden or lost)[0]
    reasons = [v.reason for v in in_use if v.reason]
    partly = [v.reason for v in lost if v.fate is Fate.OVERRIDDEN]
    reasons += [f"In part {text[0].lower()}{text[1:]}" for text in partly]
    return Verdict(Fate.USED, " ".join(dict.fromkeys(reasons)))


def _judge_slot(slot: str, occurrence: Occurrence, case: Case) -> Verdict:
    winner = case.draft.writer(slot)
    if winner is occurrence:
        return _RULES[slot](case) if slot in _RULES else USED
    if winner is None:
        return no_effect("Something else decides in this case.")
    reason = f"Overridden by {_later(winner, slot)}."
    if slot == "convention" and _still_sets_pivot(occurrence, case):
        reason = f"{reason[:-1]}; only its pivot remains."
    return Verdict(Fate.OVERRIDDEN, reason)


def _later(winner: Occurrence, slot: str) -> str:
    later = f"the later {winner.text}"
    if any(a.option.name == "-misset" for a in winner.accidents) and slot == "misset":
        return f"{later}, which nanoBragg reads as -misset, too"
    if slot == "convention" and slot in winner.asides:
        return f"{later}, which selects CUSTOM"
    return later


def _still_sets_pivot(occurrence: Occurrence, case: Case) -> bool:
    return (
        case.is_custom
        and case.draft.writer("pivot") is occurrence
        and (case.has(Quirk.CONVENTION_SETS_PIVOT) or case.draft.pivot_asked is None)
    )


def _counts_by_accident(occurrence: Occurrence, case: Case) -> bool:
    """Whether what nanoBragg reads in the word besides its meaning stays in force."""
    slots = {"misset", "two_theta_deg"} & occurrence.asides
    return any(case.draft.writer(slot) is occurrence for slot in slots)


def _about_accident(name: str, words: tuple[str, ...]) -> str:
    read = " ".join((name, *words))
    return "" if name == "-printout" else f"nanoBragg also reads it as {read}."


def _about_unknown(occurrence: Occurrence) -> str:
    if not occurrence.word.startswith("-"):
        return "No option takes this word."
    return f"nanoBragg has no such option. {hint(occurrence.word)}".strip()
