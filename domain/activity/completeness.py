"""Whether a requirement or measure is met: turns files, or an entered number, into one finding.

A requirement is met if enough files of an accepted format are there, readable and not returned, and one of them
contains every section that the plan's row lists; several together only where the plan lets it come in parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial

from domain.activity.counts import (
    PICTURE_FORMATS,
    Counted,
    Reviews,
    counted_of,
    counts,
    is_accepted,
    is_returned,
    missing_signs,
    newest_versions,
)
from domain.activity.file_kinds import (
    problem_and_cure,
    told_formats,
    whole_request,
    wrong_format_and_cure,
)
from domain.activity.picture_doubts import UNCOUNTED, DoubtedPicture, Pictures, doubt_sentence
from domain.facts import (
    Amount,
    EvidenceFact,
    MeasureFact,
    Problem,
    SectionDoubt,
    SectionFact,
    SectionOutcome,
)
from domain.language.ids import MeasureId, RequirementId
from domain.language.thai import show_date
from domain.plan.model import (
    EvidenceRequirement,
    MeasureKind,
    MeasureRequirement,
    Register,
    Sign,
    Survey,
)
from domain.plan.names import called
from domain.results import Finding, Outcome, WaitsFor
from domain.words.wording import digits, sentence, show_amount

_BEST_FIRST = (
    SectionOutcome.FOUND,
    SectionOutcome.DOUBTFUL,
    SectionOutcome.CANNOT_TELL,
    SectionOutcome.NOT_FOUND,
)
_UNSEEN = (Problem.NOT_INSPECTED, Problem.NOT_SCANNED)
"""Problems of files whose content is not known yet."""
_UNSETTLED = (SectionOutcome.DOUBTFUL, SectionOutcome.CANNOT_TELL)
_RANK = {outcome: rank for rank, outcome in enumerate(_BEST_FIRST)}


@dataclass(frozen=True, slots=True)
class PreparedRequirement:
    """A requirement with everything that depends on the plan alone, worked out once for many units."""

    full_id: RequirementId
    requirement: EvidenceRequirement
    formats: str
    section_titles: Mapping[str, str]
    nothing: Finding
    """The finding if no file came in."""
    takes_pictures: bool


@dataclass(frozen=True, slots=True)
class PreparedMeasure:
    """A measure with everything that depends on the plan alone, worked out once."""

    full_id: MeasureId
    measure: MeasureRequirement
    threshold: str
    nothing: Finding
    """The finding if no number was entered."""
    register: Register | None = None
    """The register whose rows prove it."""
    survey: Survey | None = None
    """The survey that proves it."""


def prepare_requirement(
    number: int, requirement: EvidenceRequirement, language: str
) -> PreparedRequirement:
    """Work out the texts and sets of a requirement that hold for every unit."""
    formats = ", ".join(requirement.formats)
    told = told_formats(requirement.formats, language)
    titles = {section.id: section.title for section in requirement.sections}
    looked_for = sentence(
        "look.evidence",
        language,
        title=requirement.title,
        count=requirement.min_count,
        formats=formats,
    )
    if titles:
        looked_for += sentence("look.sections", language, sections=", ".join(titles.values()))
    full_id = RequirementId(number, requirement.id)
    nothing = Finding(
        id=full_id,
        title=requirement.title,
        outcome=Outcome.NOT_MET,
        looked_for=looked_for,
        found=sentence("found.nothing", language),
        remedy=sentence("do.send", language, title=requirement.title, formats=told),
        source=requirement.source,
    )
    return PreparedRequirement(
        full_id=full_id,
        requirement=requirement,
        formats=told,
        section_titles=titles,
        nothing=nothing,
        takes_pictures=not PICTURE_FORMATS.isdisjoint(requirement.formats),
    )


def prepare_measure(
    number: int,
    measure: MeasureRequirement,
    language: str,
    register: Register | None = None,
    survey: Survey | None = None,
) -> PreparedMeasure:
    """Work out the texts of a measure that hold for every unit."""
    threshold = show_amount(measure.at_least, language, measure.unit)
    key = "look.yes" if measure.kind is MeasureKind.YES_NO else "look.measure"
    full_id = MeasureId(number, measure.id)
    nothing = Finding(
        id=full_id,
        title=measure.title,
        outcome=Outcome.NOT_AVAILABLE,
        looked_for=sentence(key, language, title=measure.title, threshold=threshold),
        found=sentence("found.no_number", language),
        remedy=sentence("do.enter", language),
        source=measure.source,
        waits_for=WaitsFor.NUMBER,
    )
    if survey is not None:
        nothing = replace(nothing, survey=survey.id)
    elif register is not None:
        nothing = replace(nothing, register=register.id)
    return PreparedMeasure(full_id, measure, threshold, nothing, register, survey)


@dataclass(frozen=True, slots=True)
class _State:
    """What a set of files proves of one requirement."""

    counted: Counted
    sections: tuple[SectionFact, ...]
    outcome: Outcome
    missing: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    signless: tuple[tuple[EvidenceFact, tuple[Sign, ...]], ...] = ()
    """Files that miss signs."""
    pictures: tuple[DoubtedPicture, ...] = ()
    """Pictures in doubt; those that do not count are not in `good`."""
    waits_for: WaitsFor | None = None

    @property
    def good(self) -> tuple[EvidenceFact, ...]:
        """The files that count."""
        return self.counted.files


def _best_sections(
    prepared: PreparedRequirement, good: Sequence[EvidenceFact], reviews: Reviews
) -> tuple[SectionFact, ...]:
    """Each section's best result over all files; a section of an accepted file counts as found."""
    best: dict[str, SectionFact] = {}
    for fact in good:
        seen = {section.id: section for section in fact.sections}
        accepted = is_accepted(fact, reviews)
        for sid in prepared.section_titles:
            sighting = seen.get(sid) or SectionFact(sid, SectionOutcome.CANNOT_TELL)
            if accepted:
                reason = reviews[fact.item, fact.version].reason
                sighting = SectionFact(sid, SectionOutcome.FOUND, sighting.page, reason)
            if sid not in best or _RANK[sighting.outcome] < _RANK[best[sid].outcome]:
                best[sid] = sighting
    return tuple(best.values())


def _state(
    prepared: PreparedRequirement,
    files: Sequence[EvidenceFact],
    reviews: Reviews,
    pictures: Pictures | None,
) -> _State:
    asked = prepared.requirement
    counted, doubted = _counted(prepared, files, reviews, pictures)
    good = counted.files
    sections = _best_sections(prepared, counted.read, reviews) if prepared.section_titles else ()
    if len(good) < asked.min_count:
        unseen = [
            f for f in files if f.problem in _UNSEEN and f.format in prepared.requirement.formats
        ]
        enough = len(good) + len(unseen) >= prepared.requirement.min_count
        outcome = Outcome.NOT_AVAILABLE if enough else Outcome.NOT_MET
        waits_for = _look_of(unseen) if enough else None
        return _State(counted, sections, outcome, pictures=doubted, waits_for=waits_for)
    demanded = [s for s in sections if s.id in prepared.requirement.demanded]
    missing = tuple(s.id for s in demanded if s.outcome is SectionOutcome.NOT_FOUND)
    doubtful = tuple(s.id for s in demanded if s.outcome in _UNSETTLED)
    if missing:
        return _State(counted, sections, Outcome.NOT_MET, missing, doubtful, pictures=doubted)
    signless = _signless(asked, counted.read, reviews)
    few = len(counted.read) - len(signless) < asked.min_count
    unsure = doubtful or (signless and few) or (doubted and _short_of(prepared, good, doubted))
    outcome = Outcome.NOT_AVAILABLE if unsure else Outcome.MET
    waits_for = WaitsFor.REVIEW if unsure else None
    return _State(counted, sections, outcome, (), doubtful, signless, doubted, waits_for)


def _counted(
    prepared: PreparedRequirement,
    files: Sequence[EvidenceFact],
    reviews: Reviews,
    pictures: Pictures | None,
) -> tuple[Counted, tuple[DoubtedPicture, ...]]:
    """Which of the files count, and the pictures in doubt."""
    asked = prepared.requirement
    if pictures is None or not prepared.takes_pictures:
        return counted_of(asked, files, reviews), ()
    doubted = pictures.doubted(f for f in files if counts(f, asked.formats, reviews))
    if not doubted:
        return counted_of(asked, files, reviews), ()
    uncounted = {d.fact.item for d in doubted if d.doubt in UNCOUNTED}
    counted = counted_of(asked, [f for f in files if f.item not in uncounted], reviews)
    return counted, tuple(d for d in doubted if not counted.supersedes(asked, d.fact))


def _signless(
    asked: EvidenceRequirement, files: Sequence[EvidenceFact], reviews: Reviews
) -> tuple[tuple[EvidenceFact, tuple[Sign, ...]], ...]:
    """The files that miss signs."""
    return tuple((f, signs) for f in files if (signs := missing_signs(asked, f, reviews)))


def _look_of(unseen: Sequence[EvidenceFact]) -> WaitsFor:
    """What files without an inspection wait for: the scanner first, then the inspection."""
    scanner = any(f.problem is Problem.NOT_SCANNED for f in unseen)
    return WaitsFor.SCANNER if scanner else WaitsFor.LOOK


def _short_of(
    prepared: PreparedRequirement,
    good: Sequence[EvidenceFact],
    doubted: Sequence[DoubtedPicture],
) -> int:
    """How many more files without a doubt would suffice; 0 if no doubt matters."""
    items = {d.fact.item for d in doubted}
    sure = sum(f.item not in items for f in good)
    return max(0, prepared.requirement.min_count - sure)


def _satisfied_on(
    prepared: PreparedRequirement,
    files: Sequence[EvidenceFact],
    reviews: Reviews,
    pictures: Pictures | None,
) -> date | None:
    """The first day by whose end the files met the requirement, judged by all reviews since."""
    days = sorted({f.received_on for f in files})
    if len(days) == 1:
        return days[0]  # the usual case: all came in together, and are known to suffice
    for day in days:
        then = newest_versions(f for f in files if f.received_on <= day)
        if _state(prepared, then, reviews, pictures).outcome is Outcome.MET:
            return day
    return None


def assess_requirement(
    prepared: PreparedRequirement,
    files: Sequence[EvidenceFact],
    reviews: Reviews,
    language: str,
    *,
    later: int = 0,
    pictures: Pictures | None = None,
) -> Finding:
    """Judge one requirement by all versions of its files known on the day of the check.

    `later` counts files that came in after that day; they are mentioned, not counted. `pictures` are all of the unit's,
    for comparison; None if it has none.
    """
    if not files:
        return prepared.nothing if not later else _with_later(prepared.nothing, later, language)
    current = newest_versions(files)
    state = _state(prepared, current, reviews, pictures)
    good, asked = state.good, prepared.requirement
    found, remedy = _explain(prepared, current, reviews, state, language)
    late = backdated_words(good, language)
    met = state.outcome is Outcome.MET
    bare = _without_pdf(prepared, state) if met else ""
    if bare:
        found += sentence("found.no_pdf", language, names=bare)
        remedy = sentence("do.pdf", language)
    seen = len([f for f in good if is_accepted(f, reviews)])
    proved = not (met and asked.needs_eyes and seen < asked.min_count)
    unlooked = "" if proved else _nobody_looked(asked, state, language)
    found += f" ({unlooked})" if unlooked else ""
    finding = Finding(
        id=prepared.full_id,
        title=asked.title,
        outcome=state.outcome,
        looked_for=prepared.nothing.looked_for,
        found="; ".join(filter(None, [found, late])),
        remedy=remedy,
        source=asked.source,
        satisfied_on=_satisfied_on(prepared, files, reviews, pictures) if met else None,
        sections=state.sections,
        returned=() if met else _returned(prepared, state, current, reviews, language),
        waits_for=state.waits_for,
        backdated=late,
        lacks_pdf=bool(bare),
        files=len(good),
        unseen=len(good) - seen,
        proved=proved,
        unlooked=unlooked,
    )
    return finding if not later else _with_later(finding, later, language)


def _nobody_looked(asked: EvidenceRequirement, state: _State, language: str) -> str:
    """That only a person can tell what the files show, and the signs that a machine has seen."""
    seen = {
        section.id
        for fact in state.counted.read
        for section in fact.sections
        if section.outcome is SectionOutcome.FOUND
    }
    signs = ", ".join(sign.title for sign in asked.signs if sign.id in seen)
    return sentence("found.unseen_signs" if signs else "found.unseen", language, signs=signs)


def backdated_words(files: Iterable[EvidenceFact], language: str) -> str:
    """Which files were entered after the day received, with the reasons; empty if none was."""
    late = [f for f in files if f.backdated_why]
    if not late:
        return ""
    named = (
        sentence(
            "found.backdated_file",
            language,
            name=f.file_name,
            day=show_date(f.received_on, language, short=True),
            why=f.backdated_why,
        )
        for f in late
    )
    return sentence("found.backdated", language, names=", ".join(named))


def _without_pdf(prepared: PreparedRequirement, state: _State) -> str:
    """The names of the files that count and of which the learning centre lacks the PDF."""
    if not prepared.requirement.wants_pdf:
        return ""
    return ", ".join(f.file_name for f in state.good if not f.has_pdf)


def _returned(
    prepared: PreparedRequirement,
    state: _State,
    files: Sequence[EvidenceFact],
    reviews: Reviews,
    language: str,
) -> tuple[str, ...]:
    """The reviewers' reasons, except of a draft that was replaced since."""
    return tuple(
        _told_back(f, reviews, language)
        for f in files
        if is_returned(f, reviews) and not state.counted.replaces(prepared.requirement, f)
    )


def _with_later(finding: Finding, later: int, language: str) -> Finding:
    note = sentence("found.later", language, count=later)
    return replace(finding, found=finding.found + note)


def _explain(
    prepared: PreparedRequirement,
    files: Sequence[EvidenceFact],
    reviews: Reviews,
    state: _State,
    language: str,
) -> tuple[str, str]:
    """The sentences for what was found and what to do."""
    found, least = len(state.good), prepared.requirement.min_count
    if found == len(files) >= least and not state.pictures:  # the usual case: all are sound
        return _explain_enough(prepared, state, language)
    doubts = [doubt_sentence(p, language) for p in state.pictures]
    if found < least:
        flaws = [
            _flaw(prepared, f, reviews, language)
            for f in files
            if not counts(f, prepared.requirement.formats, reviews)
        ]
        told, remedy = _explain_too_few(prepared, state, flaws, language)
        return "; ".join([told, *doubts]), remedy
    told, remedy = _explain_enough(prepared, state, language)
    elsewhere = _elsewhere(prepared, state, files)
    if elsewhere and elsewhere.keys() >= set(state.missing):
        remedy = sentence("do.join", language)
    returned = _returned(prepared, state, files, reviews, language)
    untold = [f for f in files if not (is_returned(f, reviews) and returned)]
    others = _superseded(prepared, state, untold, elsewhere, language)
    return "; ".join(filter(None, [told, *others, *doubts, *returned])), remedy


def _elsewhere(
    prepared: PreparedRequirement, state: _State, files: Sequence[EvidenceFact]
) -> dict[str, str]:
    """The missing sections that another document of the place has, each with the name of its file."""
    return {
        section.id: fact.file_name
        for fact in files
        if fact.problem is None and state.counted.supersedes(prepared.requirement, fact)
        for section in fact.sections
        if section.id in state.missing and section.outcome is SectionOutcome.FOUND
    }


def _superseded(
    prepared: PreparedRequirement,
    state: _State,
    files: Sequence[EvidenceFact],
    elsewhere: Mapping[str, str],
    language: str,
) -> Iterator[str]:
    """What is said of the files instead of which another one counts."""
    for section, name in elsewhere.items():
        title = prepared.section_titles[section]
        yield sentence("found.elsewhere", language, section=title, name=name)
    asked = prepared.requirement
    names = ", ".join(f.file_name for f in files if state.counted.supersedes(asked, f))
    if names:
        yield sentence("found.superseded", language, names=names)


def _explain_enough(prepared: PreparedRequirement, state: _State, language: str) -> tuple[str, str]:
    """The sentences if there are enough files: met, a section missing, or in doubt."""
    if state.outcome is Outcome.MET:
        good = state.good
        names = ", ".join([f.file_name for f in good])
        met = sentence("found.good", language, found=len(good), names=names)
        return "; ".join(filter(None, (met, _explain_signs(prepared, state, language)[0]))), ""
    names = ", ".join(f.file_name for f in state.counted.read)
    if state.missing:
        lacks, add = _explain_missing(prepared, state, names, language)
        found, remedy = _explain_doubt(prepared, state, names, language)
        return "; ".join(filter(None, (lacks, found))), "; ".join(filter(None, (add, remedy)))
    if state.signless:
        return _explain_signs(prepared, state, language)
    if not state.doubtful:
        return "", _other_pictures(prepared, state, language)
    return _explain_doubt(prepared, state, names, language)


def _explain_missing(
    prepared: PreparedRequirement, state: _State, names: str, language: str
) -> tuple[str, str]:
    """The parts that are not there, and those of which a starter has the heading and nothing more."""
    why = {section.id: section.why for section in state.sections}
    empty = [s for s in state.missing if why.get(s) is SectionDoubt.EMPTY]
    absent = [s for s in state.missing if s not in empty]
    found, remedies = [], []
    for sections, said, remedy in (
        (absent, "found.missing_sections", "do.sections"),
        (empty, "found.empty", "do.fill"),
    ):
        if sections:
            titles = _quoted(prepared.section_titles[s] for s in sections)
            found.append(sentence(said, language, sections=titles, names=names))
            remedies.append(sentence(remedy, language, sections=titles))
    return "; ".join(found), "; ".join(remedies)


def _explain_signs(prepared: PreparedRequirement, state: _State, language: str) -> tuple[str, str]:
    """What each file misses, each kind of doubt by itself, and what helps.

    A starter's own words are there, and its doubt is of the whole document.
    """
    whole, found, remedies = _quoted([prepared.requirement.title]), [], []
    for fact, signs in state.signless:
        doubts = {one.id: one for one in fact.sections}
        missed: dict[SectionDoubt | None, list[Sign]] = {}
        for sign in signs:
            missed.setdefault(doubts[sign.id].why, []).append(sign)
        for why, own in missed.items():
            values = {
                "name": fact.file_name,
                "names": fact.file_name,
                "signs": ", ".join(sign.title for sign in own),
                "sections": whole,
                "begun": doubts[own[0].id].words,
            }
            kind = why or SectionDoubt.NO_SIGN
            found.append(sentence(f"found.{kind}", language, **values))
            remedies.append(sentence(_REMEDIES.get(kind, "do.look"), language, **values))
    return "; ".join(found), "; ".join(dict.fromkeys(remedies))


def _other_pictures(prepared: PreparedRequirement, state: _State, language: str) -> str:
    short = _short_of(prepared, state.good, state.pictures)
    return sentence("do.other_picture", language, count=short)


def _explain_too_few(
    prepared: PreparedRequirement,
    state: _State,
    flaws: Sequence[tuple[str, str]],
    language: str,
) -> tuple[str, str]:
    """`flaws` are what is wrong with each file, and what to do about it."""
    least, found = prepared.requirement.min_count, len(state.good)
    if not flaws:
        few = sentence("found.few", language, found=found, count=least)
        if state.pictures:
            return few, _other_pictures(prepared, state, language)
        return few, sentence("do.more", language, count=least - found)
    told = "; ".join(flaw for flaw, _ in flaws)
    if state.outcome is Outcome.NOT_AVAILABLE:
        return told, sentence("do.recheck", language)
    return told, "; ".join(dict.fromkeys(remedy for _, remedy in flaws))


def _explain_doubt(
    prepared: PreparedRequirement, state: _State, names: str, language: str
) -> tuple[str, str]:
    """What is doubtful, each kind of doubt by itself, and what helps."""
    scans = [f.file_name for f in state.good if f.has_text is False]
    if scans:
        return (
            sentence("found.scan", language, names=", ".join(scans)),
            sentence("do.scan", language),
        )
    doubted: dict[str, list[str]] = {}
    for section in state.sections:
        if section.id in state.doubtful:
            kind = section.why.value if section.why else "doubtful_sections"
            doubted.setdefault(kind, []).append(prepared.section_titles[section.id])
    begun = next((s.words for s in state.sections if s.why is SectionDoubt.OTHER_STARTER), "")
    found, remedies = [], []
    for kind, titles in doubted.items():
        values = {"sections": _quoted(titles), "names": names, "begun": begun}
        found.append(sentence(f"found.{kind}", language, **values))
        remedies.append(sentence(_REMEDIES.get(kind, "do.review"), language, **values))
    return "; ".join(found), "; ".join(dict.fromkeys(remedies))


def _quoted(titles: Iterable[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles)


_REMEDIES = {
    "empty": "do.fill",
    "no-caption": "do.caption",
    "unreadable": "do.scan",
    "hint-left": "do.take_out_hints",
    "other-starter": "do.own_starter",
}
"""What helps against each doubt; a person's look helps against any other."""


def _flaw(
    prepared: PreparedRequirement, fact: EvidenceFact, reviews: Reviews, language: str
) -> tuple[str, str]:
    """What is wrong with a file that does not count, and the one thing to do about it."""
    named = {"title": prepared.requirement.title, "formats": prepared.formats}
    if fact.problem is not None:
        problem, cure = problem_and_cure(fact.problem, fact.format, language)
        told = sentence("found.problem", language, name=fact.file_name, problem=problem)
        # What our own store lost needs no correction.
        key = "do.send" if fact.problem is Problem.LOST else "do.resend"
    elif fact.format not in prepared.requirement.formats:
        wrong, cure = wrong_format_and_cure(fact.format, language)
        told, key = f"{fact.file_name} {wrong}", "do.send"
    else:
        told, cure, key = _told_back(fact, reviews, language), "", "do.resend"
    return told, whole_request(cure, language) if cure else sentence(key, language, **named)


def _told_back(fact: EvidenceFact, reviews: Reviews, language: str) -> str:
    """The reviewer's reasons."""
    reason = reviews[fact.item, fact.version].reason
    return sentence("found.returned", language, name=fact.file_name, reason=reason)


def assess_measure(
    prepared: PreparedMeasure,
    entries: Sequence[MeasureFact],
    language: str,
    ask: str = "",
    into: str = "",
) -> Finding:
    """Judge one measure by its newest entry. Without one the outcome is "could not tell".

    `ask` names the rows or the survey that it lacks, and `into` the register or row to write into.
    """
    asked = sentence("do.rows", language, ask=ask) if ask else ""
    if not entries:
        return replace(prepared.nothing, remedy=asked, asks=into) if ask else prepared.nothing
    measure, entry = prepared.measure, entries[-1]
    outcome = number_outcome(entry, measure.at_least)
    by_rows = prepared.register if entry.rows else None
    met = outcome is Outcome.MET
    return Finding(
        id=prepared.full_id,
        title=measure.title,
        outcome=outcome,
        looked_for=prepared.nothing.looked_for,
        found=_found(entry, prepared, language),
        remedy="" if met else asked or _raise(prepared, outcome, language),
        source=measure.source,
        satisfied_on=_held_since(measure, entries) if met else None,
        waits_for=WaitsFor.NUMBER if outcome is Outcome.NOT_AVAILABLE else None,
        register=by_rows.id if by_rows else "",
        survey=entry.survey,
        asks="" if met else into,
    )


def _found(entry: MeasureFact, prepared: PreparedMeasure, language: str) -> str:
    """What was found: the number with what proves it, or beside what rows or a survey say instead."""
    measure, register, survey = prepared.measure, prepared.register, prepared.survey
    shown = partial(shown_number, unit=measure.unit, language=language, at_least=measure.at_least)
    named = "" if register is None else called(register, language)
    if register is not None and entry.rows:
        rows = ", ".join(str(row.number) for row in entry.rows if row.register == register.id)
        rows = digits(rows, language)
        return sentence("found.rows", language, value=shown(entry), register=named, rows=rows)
    if survey is not None and entry.survey:
        named = called(survey, language)
        return sentence("found.survey", language, value=shown(entry), survey=named)
    found = sentence("found.number", language, value=shown(entry))
    if entry.typed is not None:
        typed = shown(entry.typed)
        found = sentence("found.head_count", language, found=found, typed=typed)
    if entry.by_rows is None or not entry.disputed:
        return found
    value = shown(entry.by_rows)
    if survey is not None and entry.by_rows.survey:
        named = called(survey, language)
        return sentence("found.typed_over_survey", language, found=found, survey=named, value=value)
    return sentence("found.typed_over", language, found=found, register=named, value=value)


def without_weight(finding: Finding) -> Finding:
    """The finding of something that may be left out: shown, and neither missing nor late."""
    return replace(
        finding,
        outcome=Outcome.NOT_APPLICABLE,
        remedy="",
        satisfied_on=None,
        returned=(),
        waits_for=None,
    )


def number_outcome(entry: MeasureFact | None, at_least: Amount) -> Outcome:
    """Whether a number reaches its threshold; "could not tell" for a missing one and for 0 of 0."""
    if entry is None or entry.value is None:
        return Outcome.NOT_AVAILABLE
    return Outcome.MET if entry.reaches(at_least) else Outcome.NOT_MET


def _raise(prepared: PreparedMeasure, outcome: Outcome, language: str) -> str:
    if outcome is Outcome.NOT_AVAILABLE:
        return prepared.nothing.remedy
    return sentence("do.raise", language, threshold=prepared.threshold)


def _held_since(measure: MeasureRequirement, entries: Sequence[MeasureFact]) -> date:
    """The first day from which every entry has reached the threshold."""
    since = entries[-1].entered_on
    for entry in reversed(entries):
        if not entry.reaches(measure.at_least):
            break
        since = entry.entered_on
    return since


def shown_number(entry: MeasureFact, unit: str, language: str, at_least: Amount) -> str:
    """An entered number in words, with both counts of a share; never rounded up to what it must reach."""
    edges = [at_least] if isinstance(at_least, Fraction) else []
    text = show_amount(entry.value, language, unit, edges)
    if entry.denominator is None:
        return text
    counts = digits(f"{entry.numerator}/{entry.denominator}", language)
    return f"{text} ({counts})"
