"""The facts that records know, by the names under which they are filled."""

from evaluations.rules.records import KINDS, record_facts
from evaluations.rules.regulation import load_regulation, regulation_keys

OF_ORGANISATIONS = {
    *("regular_held", "regular_due", "thematic_quarters_held", "thematic_quarters_due", "attendance_percent"),
    *("speakers_percent", "minutes_locked", "meetings_graded", "meetings_good", "meetings_year_grade"),
    *("members_rated", "members_good_or_better", "members_failed", "members_disciplined", "admissions"),
    *("admissions_target", "inspections_planned", "inspections_done", "members_committed"),
}
OF_COMMITTEES = {"units_rated", "units_good_or_better", "units_failed"}
OF_PEOPLE = {
    *("meetings_expected", "meetings_present", "absent_unexcused", "longest_excused_streak", "meetings_spoken"),
    *("months_sick", "months_in_cell", "fee_months_owed", "screening"),
}


def test_every_fact_belongs_to_those_who_have_it() -> None:
    found = {key: set(fact.subjects) for key, fact in record_facts().items()}
    assert found.keys() == OF_ORGANISATIONS | OF_COMMITTEES | OF_PEOPLE
    assert all(found[key] == {"cell", "committee"} for key in OF_ORGANISATIONS)
    assert all(found[key] == {"committee"} for key in OF_COMMITTEES)
    assert all(found[key] == {"leader", "member", "member_outside"} for key in OF_PEOPLE)


def test_choices_stand_in_order_the_lowest_first() -> None:
    assert record_facts()["meetings_year_grade"].order == ("kem", "trung_binh", "kha", "tot")
    assert record_facts()["screening"].order == ("to_leave", "needs_help", "worthy")


def test_every_fact_says_what_it_is_and_where_it_is_written() -> None:
    for fact in record_facts().values():
        assert fact.label
        assert fact.unit
        assert fact.meaning
        assert fact.source.document


def test_regulations_know_the_subjects_of_the_records_and_declare_their_facts_alike() -> None:
    for regulation in map(load_regulation, regulation_keys()):
        assert {subject.key: subject.kind for subject in regulation.subjects} == KINDS
        for key in record_facts().keys() & regulation.facts.keys():
            known, declared = record_facts()[key], regulation.facts[key]
            assert (known.type, known.unit, known.order) == (declared.type, declared.unit, declared.order)
            assert set(declared.subjects) <= set(known.subjects)
