"""Who may open what: one table, address × person. An address that is missing here fails the build.

``+`` is let in (a page, a deed done, or a deed refused by a sentence), ``3`` is 403: a colleague without the right,
``4`` is 404: a stranger, or someone who may not know that it exists.
"""

import time_machine
from django.db import transaction
from django.test import Client, TestCase
from django.urls import reverse

from tests.access_of_the_year import YEAR
from tests.cast import NOON, build_cast, build_commune, sign_in
from tests.test_architecture import urls
from tests.world import build_world

WHO = ("secretary", "deputy", "member", "commune", "officer", "stranger", "admin")
#                                             method  of what              S D M C O X A
MATRIX: dict[str, tuple[str, tuple[str, ...], str]] = {
    **YEAR,
    "reports:home": ("GET", (), "+++++++"),
    "reports:my_meetings": ("GET", (), "++++++3"),
    "reports:month_board": ("GET", (), "333++33"),
    "reports:month_reasons": ("GET", ("year", "month"), "333++33"),
    "reports:board_list": ("GET", (), "++3+++3"),
    "reports:cell_board": ("GET", ("cell",), "++3++44"),
    "reports:commune_board": ("GET", ("committee",), "444++44"),
    "reports:province_board": ("GET", ("province",), "4444+44"),
    "reports:figure_records": ("GET", ("cell", "figure", "year"), "++3++44"),
    "reports:unit_history_figures": ("GET", ("cell",), "++3++44"),
    "reports:target_set": ("GET", ("committee", "year"), "444+344"),
    "reports:target_remove": ("POST", ("target",), "444+344"),
    "reports:audit_log": ("GET", (), "+++++++"),
    "reports:search": ("GET", (), "+++++++"),
    "reports:notice_list": ("GET", (), "+++++++"),
    "reports:notice_open": ("POST", ("notice",), "+444444"),
    "reports:notice_read_all": ("POST", (), "+++++++"),
    "reports:my_account": ("GET", (), "+++++++"),
    "reports:token_list": ("GET", (), "333+333"),
    "reports:token_create": ("GET", (), "333+333"),
    "reports:token_revoke": ("POST", ("token",), "444+444"),
    "reports:interface_guide": ("GET", (), "333+333"),
    "reports:calendar_open": ("POST", (), "+++++++"),
    "reports:calendar_close": ("POST", (), "+++++++"),
    "reports:calendar_feed": ("GET", ("calendar_secret",), "+++++++"),
    "reports:document_list": ("GET", (), "+++++++"),
    "reports:document_request": ("POST", ("minutes", "open"), "++3++44"),
    "reports:document_detail": ("GET", ("document",), "++4++44"),
    "reports:document_progress": ("GET", ("document",), "++4++44"),
    "reports:document_download": ("GET", ("document",), "++4++44"),
    "reports:document_cancel": ("POST", ("document",), "++4++44"),
    "reports:document_retry": ("POST", ("document",), "++4++44"),
    "reports:paper_check": ("GET", (), "+++++++"),
    "reports:paper_checked": ("GET", ("seal_code",), "+++++++"),
    "reports:meeting_documents_panel": ("GET", ("open",), "+++++44"),
    "reports:papers_panel": ("GET", ("group_issued", "draft"), "++4++44"),
    "reports:year_book": ("GET", ("cell",), "++3++44"),
    "reports:book_request": ("POST", ("cell", "year", "pdf"), "++3++44"),
    "reports:dossier": ("GET", ("cell",), "++3++44"),
    "reports:dossier_request": ("POST", ("cell", "year", "dossier_kind"), "++3++44"),
    "reports:dossier_list": ("GET", ("committee",), "444++44"),
    "reports:dossier_list_request": ("POST", ("committee", "year", "pdf"), "444++44"),
    "reports:member_dossier": ("GET", ("person",), "++4++44"),
    "reports:member_dossier_request": ("POST", ("person", "year", "pdf"), "++4++44"),
    "reports:month_minutes": ("GET", ("cell",), "++3++44"),
    "reports:month_minutes_request": ("POST", ("cell", "pdf"), "++3++44"),
    "reports:my_units": ("GET", (), "333+333"),
    "reports:pilot_figures_panel": ("GET", ("pilot",), "++4++44"),
    "reports:year_summary": ("GET", ("period",), "333++44"),
    "reports:summary_request": ("POST", ("period", "pdf"), "333++44"),
    "accounts:sign_in": ("GET", (), "+++++++"),
    "accounts:sign_out": ("POST", (), "+++++++"),
    "accounts:change_password": ("GET", (), "+++++++"),
    "accounts:user_list": ("GET", (), "333333+"),
    "accounts:user_create": ("GET", (), "333333+"),
    "accounts:user_detail": ("GET", ("user",), "333333+"),
    "cells:organisation_tree": ("GET", (), "+++++++"),
    "cells:cell_list": ("GET", (), "+++++++"),
    "cells:cell_detail": ("GET", ("cell",), "+++++44"),
    "cells:post_list": ("GET", ("cell",), "+++++44"),
    "cells:seat_give": ("GET", ("cell",), "333++44"),
    "cells:committee_appoint": ("GET", ("cell",), "333++44"),
    "cells:seat_end": ("GET", ("seat",), "333++44"),
    "cells:term_open": ("GET", ("cell",), "333++44"),
    "cells:term_ending_list": ("GET", (), "+++++++"),
    "cells:term_extend": ("GET", ("term",), "333++44"),
    "cells:term_end": ("GET", ("term",), "333++44"),
    "cells:term_congress": ("GET", ("term",), "333++44"),
    "cells:group_found": ("GET", ("cell",), "++3+344"),
    "cells:group_join": ("GET", ("party_group",), "++3+344"),
    "cells:group_leave": ("GET", ("in_party_group",), "++3+344"),
    "cells:group_end": ("GET", ("party_group",), "++3+344"),
    "cells:access_list": ("GET", ("cell",), "++3++44"),
    "cells:export_grant": ("GET", ("cell",), "333+344"),
    "cells:export_end": ("POST", ("export_right",), "333+344"),
    "cells:member_reveals": ("GET", ("person",), "++4+344"),
    "cells:unit_history": ("GET", ("cell",), "+++++44"),
    "cells:unit_found": ("GET", ("committee",), "444++44"),
    "cells:unit_change": ("GET", ("cell",), "333++44"),
    "cells:unit_move": ("GET", ("cell",), "333++44"),
    "cells:unit_split": ("GET", ("cell",), "333++44"),
    "cells:unit_merge": ("GET", ("committee",), "444++44"),
    "cells:two_level_switch": ("GET", ("province",), "4444+44"),
    "cells:unit_dissolve": ("GET", ("cell",), "333++44"),
    "cells:member_list": ("GET", (), "+++++++"),
    "cells:statistics": ("GET", (), "++3+++3"),
    "cells:statistics_form": ("GET", ("cell", "form"), "++3++44"),
    "reports:catalogue": ("GET", (), "++3+++3"),
    "reports:half_year": ("GET", ("committee",), "444++44"),
    "reports:half_year_request": ("POST", ("committee", "year", "half_month", "pdf"), "444++44"),
    "reports:month_scores_request": ("POST", ("committee", "year", "month", "pdf"), "444++44"),
    "cells:statistics_people": ("GET", ("cell", "form", "lines", "end", "total"), "++3++44"),
    "reports:statistics_request": ("POST", ("cell", "form", "pdf"), "++3++44"),
    "cells:my_record": ("GET", (), "++++++4"),
    "cells:member_create": ("GET", (), "333+333"),
    "cells:member_receive": ("GET", (), "333+333"),
    "cells:member_change": ("GET", ("person", "section"), "++4+344"),
    "cells:member_move": ("GET", ("person",), "334+344"),
    "cells:transfer_issue": ("GET", ("person",), "334+344"),
    "cells:member_return": ("GET", ("person",), "334+344"),
    "cells:member_leave": ("GET", ("person",), "334+344"),
    "cells:leaving_take_back": ("GET", ("person",), "334+344"),
    "cells:member_restore": ("GET", ("person",), "334+344"),
    "cells:status_begin": ("GET", ("person",), "++4+344"),
    "cells:status_end": ("GET", ("person", "status"), "++4+344"),
    "cells:status_change": ("GET", ("person", "status"), "++4+344"),
    "cells:stay_end": ("GET", ("person", "stay"), "++4+344"),
    "cells:residence_record": ("GET", ("person",), "++4+344"),
    "cells:profile_enter": ("GET", ("person", "subject"), "++4+344"),
    "cells:profile_remove": ("POST", ("person", "entry"), "++4+344"),
    "cells:supplement_receive": ("GET", ("person", "year"), "++4+344"),
    "cells:supplement_list": ("GET", (), "++3+++3"),
    "cells:transfer_list": ("GET", (), "++3+++3"),
    "cells:transfer_detail": ("GET", ("transfer",), "++4++44"),
    "cells:transfer_receive": ("GET", ("transfer",), "334+344"),
    "cells:transfer_left": ("GET", ("transfer",), "334+344"),
    "cells:transfer_cancel": ("GET", ("transfer",), "334+344"),
    "cells:award_give": ("GET", ("person",), "334+344"),
    "cells:award_withdraw": ("GET", ("person", "award"), "334+344"),
    "cells:badge_give": ("GET", ("person",), "334+344"),
    "cells:discipline_record": ("GET", ("person",), "334+344"),
    "cells:discipline_lift": ("GET", ("person", "discipline"), "334+344"),
    "cells:badge_list": ("GET", (), "++3+++3"),
    "cells:unit_honours": ("GET", ("cell",), "++3++44"),
    "cells:unit_award_give": ("GET", ("cell",), "333+344"),
    "cells:unit_award_withdraw": ("GET", ("cell", "unit_award"), "333+344"),
    "cells:unit_discipline_record": ("GET", ("cell",), "333+344"),
    "cells:unit_discipline_lift": ("GET", ("cell", "unit_discipline"), "333+344"),
    "cells:member_detail": ("GET", ("person",), "++4++44"),
    "cells:member_reveal": ("POST", ("person",), "++4+344"),
    "cells:member_account": ("POST", ("person",), "334+344"),
    "cells:oversight": ("GET", (), "333++33"),
    "cells:assignment_list": ("GET", ("committee",), "444++44"),
    "cells:assignment_add": ("GET", ("committee",), "444++44"),
    "cells:assignment_end": ("GET", ("assignment",), "444++44"),
    "cells:record_quality": ("GET", (), "++3+++3"),
    "cells:record_quality_people": ("GET", ("cell", "item_name"), "++3++44"),
    "cells:double_list": ("GET", (), "333++33"),
    "cells:double_judge": ("POST", ("person", "other_person"), "334+344"),
    "cells:member_merge": ("GET", ("person", "other_person"), "334+344"),
    "cells:member_grid": ("GET", ("cell",), "++3+344"),
    "cells:working_group_list": ("GET", ("committee",), "444++44"),
    "cells:working_group_create": ("GET", ("committee",), "444++44"),
    "cells:working_group_detail": ("GET", ("group",), "444++44"),
    "cells:working_group_person_add": ("GET", ("group",), "444++44"),
    "cells:working_group_units_add": ("GET", ("group",), "444++44"),
    "cells:working_group_person_end": ("GET", ("group", "group_person"), "444++44"),
    "cells:working_group_unit_end": ("GET", ("group", "group_unit"), "444++44"),
    "cells:working_group_end": ("GET", ("group",), "444++44"),
    "cells:pilot_list": ("GET", ("committee",), "444++44"),
    "cells:pilot_choose": ("GET", ("committee",), "444++44"),
    "cells:pilot_detail": ("GET", ("pilot",), "++4++44"),
    "cells:pilot_plan": ("GET", ("pilot",), "334++44"),
    "cells:pilot_weakness_add": ("GET", ("pilot",), "334++44"),
    "cells:pilot_weakness_change": ("GET", ("pilot", "weakness"), "334++44"),
    "cells:pilot_task_add": ("GET", ("pilot",), "334++44"),
    "cells:pilot_task_finish": ("GET", ("pilot", "pilot_task"), "334++44"),
    "cells:pilot_close": ("GET", ("pilot",), "334++44"),
    "cells:training_list": ("GET", ("committee",), "444++44"),
    "cells:training_create": ("GET", ("committee",), "444++44"),
    "cells:training_detail": ("GET", ("training",), "444++44"),
    "cells:training_people_add": ("GET", ("training",), "444++44"),
    "cells:training_person_add": ("POST", ("training",), "444++44"),
    "cells:training_person_change": ("GET", ("training", "participant"), "444++44"),
    "cells:training_person_remove": ("POST", ("training", "participant"), "444++44"),
    "cells:candidate_list": ("GET", (), "++3+++3"),
    "cells:official_due_list": ("GET", (), "++3+++3"),
    "cells:candidate_create": ("GET", ("cell",), "++3+344"),
    "cells:candidate_detail": ("GET", ("candidate",), "++4++44"),
    "cells:candidate_change": ("GET", ("candidate",), "++4+344"),
    "cells:candidate_step": ("GET", ("candidate",), "++4+344"),
    "cells:candidate_stop": ("GET", ("candidate",), "++4+344"),
    "cells:member_recognise": ("GET", ("person",), "334+344"),
    "cells:screening": ("GET", ("cell",), "++3++44"),
    "cells:fees": ("GET", ("cell",), "++3++44"),
    "cells:fee_month": ("GET", ("cell", "year", "month"), "++3+344"),
    "cells:import_upload": ("GET", (), "333+333"),
    "cells:import_preview": ("GET", ("upload",), "444+444"),
    "cells:list_sample": ("GET", ("list_kind",), "+++++++"),
    "cells:list_export": ("GET", ("cell",), "++3+344"),
    "cells:import_answers": ("POST", ("upload",), "444+444"),
    "cells:import_columns": ("POST", ("upload",), "444+444"),
    "cells:import_errors": ("GET", ("upload",), "444+444"),
    "cells:import_confirm": ("POST", ("upload",), "444+444"),
    "meetings:calendar_month": ("GET", ("committee",), "444++44"),
    "meetings:calendar_agree": ("POST", ("committee",), "444+344"),
    "meetings:calendar_publish": ("GET", ("committee",), "444+344"),
    "meetings:calendar_published": ("GET", ("calendar",), "+++++44"),
    "meetings:day_agree": ("POST", ("planned",), "333+344"),
    "meetings:day_return": ("GET", ("planned",), "333+344"),
    "meetings:notice_send": ("POST", ("planned",), "++33344"),
    "meetings:paper_add": ("GET", ("planned",), "++33344"),
    "meetings:original_attach": ("GET", ("approved",), "++33344"),
    "meetings:paper_download": ("GET", ("paper",), "+++++44"),
    "meetings:paper_remove": ("POST", ("paper",), "++33344"),
    "meetings:meeting_list": ("GET", ("cell",), "+++++44"),
    "meetings:cell_meetings_panel": ("GET", ("cell",), "+++++44"),
    "meetings:open_work": ("GET", ("cell",), "++3++44"),
    "meetings:open_work_panel": ("GET", ("cell",), "++3++44"),
    "meetings:conduct_setting": ("GET", ("committee",), "444+344"),
    "meetings:meeting_plan": ("GET", ("cell",), "++33344"),
    "meetings:document_register": ("GET", ("cell",), "+++++44"),
    "meetings:document_register_add": ("GET", ("cell",), "++33344"),
    "meetings:next_number_set": ("GET", ("cell",), "++33344"),
    "meetings:paper_choices": ("GET", ("cell",), "++33344"),
    "meetings:document_write": ("GET", ("cell",), "++33344"),
    "meetings:meeting_document_write": ("GET", ("open", "resolution"), "++33344"),
    "meetings:party_document": ("GET", ("draft",), "++4++44"),
    "meetings:document_change": ("GET", ("draft",), "++43344"),
    "meetings:document_issue": ("GET", ("draft",), "++43344"),
    "meetings:document_cancel": ("GET", ("draft",), "++43344"),
    "meetings:meeting_detail": ("GET", ("open",), "+++++44"),
    "meetings:meeting_change_plan": ("GET", ("planned",), "++33344"),
    "meetings:meeting_cancel": ("GET", ("planned",), "++33344"),
    "meetings:meeting_open": ("GET", ("planned",), "++33344"),
    "meetings:meeting_officers": ("GET", ("open",), "++33344"),
    "meetings:attendance": ("GET", ("open",), "++33344"),
    "meetings:thematic_board": ("GET", (), "333++33"),
    "meetings:thematic_plan": ("GET", ("cell", "year"), "+++++44"),
    "meetings:thematic_start": ("POST", ("cell", "year"), "++33344"),
    "meetings:thematic_words": ("GET", ("thematic_plan",), "++33344"),
    "meetings:thematic_send": ("POST", ("thematic_plan",), "++33344"),
    "meetings:thematic_add": ("GET", ("thematic_plan",), "++33344"),
    "meetings:thematic_change": ("GET", ("plan_theme",), "++33344"),
    "meetings:thematic_remove": ("POST", ("plan_theme",), "++33344"),
    "meetings:sign_in_sheet": ("GET", ("open",), "++33344"),
    "meetings:check_in": ("GET", ("code",), "+++++++"),
    "meetings:leave_ask": ("GET", ("planned",), "+++3344"),
    "meetings:leave_list": ("GET", ("planned",), "++33344"),
    "meetings:leave_enter": ("GET", ("planned",), "++33344"),
    "meetings:leave_answer": ("GET", ("leave",), "++34444"),
    "meetings:leave_withdraw": ("POST", ("leave",), "+++4444"),
    "meetings:guest_add": ("GET", ("open",), "++33344"),
    "meetings:guest_remove": ("POST", ("open", "guest"), "++33344"),
    "meetings:meeting_submit": ("GET", ("open",), "++33344"),
    "meetings:sheet_list": ("GET", ("cell",), "+++++44"),
    "meetings:sheet_adopt": ("GET", ("committee", "sheet_key"), "444+344"),
    "meetings:sheet_base": ("GET", ("sheet_key",), "+++++++"),
    "meetings:sheet_detail": ("GET", ("sheet",), "+++++44"),
    "meetings:month_scores": ("GET", ("committee",), "444++44"),
    "meetings:month_grades_fix": ("POST", ("committee",), "444+344"),
    "meetings:year_scores": ("GET", ("cell",), "+++++44"),
    "meetings:meeting_score": ("GET", ("open",), "++3++44"),
    "meetings:meeting_self_score": ("GET", ("open",), "++33344"),
    "meetings:meeting_superior_score": ("GET", ("submitted",), "333+344"),
    "meetings:meeting_grade": ("POST", ("submitted",), "333+344"),
    "meetings:meeting_return": ("GET", ("submitted",), "333+344"),
    "meetings:meeting_approve": ("POST", ("submitted",), "333+344"),
    "meetings:meeting_lock": ("POST", ("approved",), "333+344"),
    "meetings:meeting_correct": ("GET", ("locked",), "++33344"),
    "meetings:minutes_versions": ("GET", ("locked",), "+++++44"),
    "meetings:minutes_version": ("GET", ("version",), "+++++44"),
    "meetings:meeting_search": ("GET", (), "+++++++"),
    "meetings:passage_history": ("GET", ("open", "passage"), "++3++44"),
    "meetings:passage_bring_back": ("POST", ("open", "passage"), "++33344"),
    "reports:minutes_changes": ("GET", ("open",), "++3++44"),
    "meetings:minutes": ("GET", ("open",), "++33344"),
    "meetings:minutes_status": ("GET", ("open",), "++33344"),
    "meetings:passage_save": ("POST", ("open", "passage"), "++33344"),
    "meetings:closing_save": ("POST", ("open",), "++33344"),
    "meetings:attendance_rest": ("POST", ("open",), "++33344"),
    "meetings:attendance_mark": ("POST", ("open", "roll_row"), "++33344"),
    "meetings:guest_note": ("POST", ("open",), "++33344"),
    "meetings:guest_drop": ("POST", ("open", "guest"), "++33344"),
    "meetings:writing_worker": ("GET", (), "+++++++"),
    "meetings:opinion_add": ("POST", ("open",), "++33344"),
    "meetings:opinion_change": ("POST", ("open", "opinion"), "++33344"),
    "meetings:opinion_remove": ("POST", ("open", "opinion"), "++33344"),
    "meetings:vote_add": ("POST", ("open",), "++33344"),
    "meetings:vote_change": ("POST", ("open", "vote"), "++33344"),
    "meetings:vote_remove": ("POST", ("open", "vote"), "++33344"),
    "meetings:task_add": ("POST", ("open",), "++33344"),
    "meetings:task_change": ("POST", ("open", "task"), "++33344"),
    "meetings:document_note": ("POST", ("open",), "++33344"),
    "meetings:remark_note": ("POST", ("open",), "++33344"),
    "meetings:minutes_read_back": ("GET", ("open",), "++33344"),
    "meetings:candidate_votes_panel": ("GET", ("candidate",), "++4++44"),
    "meetings:task_remove": ("POST", ("open", "task"), "++33344"),
    "meetings:task_review": ("POST", ("open", "old_task"), "++33344"),
    "meetings:item_add": ("POST", ("open",), "++33344"),
    "meetings:item_change": ("POST", ("open", "item"), "++33344"),
    "meetings:item_remove": ("POST", ("open", "item"), "++33344"),
    "meetings:task_board": ("GET", (), "+++++++"),
    "meetings:task_export": ("POST", ("cell",), "++3+344"),
    "meetings:task_detail": ("GET", ("own_task",), "+++++44"),
    "meetings:task_progress_add": ("POST", ("own_task",), "+++3344"),
    "meetings:task_progress_remove": ("POST", ("own_task", "progress"), "+++3344"),
    "meetings:task_due_change": ("GET", ("own_task",), "++33344"),
    "meetings:task_drop": ("GET", ("own_task",), "++33344"),
    "meetings:task_link": ("POST", ("own_task",), "++33344"),
    "meetings:year_theme": ("GET", ("cell",), "+++++44"),
    "meetings:theme_set": ("GET", ("cell", "year"), "++3+344"),
    "meetings:key_task_add": ("GET", ("cell", "year"), "++3+344"),
    "meetings:key_task_detail": ("GET", ("cell", "key_task"), "+++++44"),
    "meetings:key_task_change": ("GET", ("cell", "key_task"), "++3+344"),
    "meetings:key_task_deed": ("POST", ("cell", "key_task"), "++3+344"),
    "meetings:late_minutes_list": ("GET", ("cell",), "++3++44"),
    "meetings:visit_list": ("GET", ("cell",), "++3++44"),
    "meetings:visit_check": ("GET", ("cell",), "333++44"),
    "meetings:visit_record": ("GET", ("approved",), "333+344"),
    "meetings:visit_detail": ("GET", ("visit",), "++4++44"),
    "meetings:visit_change": ("GET", ("visit",), "334+344"),
    "meetings:visit_remedy": ("GET", ("visit",), "++43344"),
    "meetings:dialogue_list": ("GET", ("cell",), "+++++44"),
    "meetings:dialogue_add": ("GET", ("cell",), "++3+344"),
    "meetings:dialogue_detail": ("GET", ("dialogue",), "+++++44"),
    "meetings:dialogue_change": ("GET", ("dialogue",), "++3+344"),
    "meetings:question_add": ("GET", ("dialogue",), "++3+344"),
    "meetings:question_change": ("GET", ("dialogue", "question"), "++3+344"),
    "meetings:question_remove": ("POST", ("dialogue", "question"), "++3+344"),
}


FOR_EVERYONE = {"reports:calendar_feed", "accounts:sign_in", "reports:paper_check", "reports:paper_checked"}
"""Pages that ask nobody who he is."""

DATA = {"meetings:closing_save": {"part": "closing"}}
"""What a deed has to be told before it looks at anything else."""


def test_every_address_is_in_the_table():
    assert {f"{namespace}:{name}" for namespace, name, _view in urls()} == set(MATRIX)


def mark(status):
    return {403: "3", 404: "4"}.get(status, "+" if status < 500 and status != 405 else f"?{status}")


class AccessMatrix(TestCase):
    """The world is made once for all addresses; each test gives back what it did to it."""

    @classmethod
    def setUpTestData(cls):
        with time_machine.travel(NOON, tick=True):
            commune = build_commune()
            cls.cast = build_cast(commune)
            cls.world = build_world(commune, cls.cast)

    def ask(self, client, name, method=None):
        things = MATRIX[name][1]
        address = reverse(name, args=[self.world[thing] for thing in things])
        if (method or MATRIX[name][0]) == "GET":
            return client.get(address)
        return client.post(address, DATA.get(name))


def lets_in_whom_the_table_says(name):
    def test(self):
        found = {}
        for who, wanted in zip(WHO, MATRIX[name][2], strict=True):
            with transaction.atomic():
                status = self.ask(sign_in(getattr(self.cast, who)), name).status_code
                transaction.set_rollback(True)
            if mark(status) != wanted:
                found[who] = f"{status} instead of {wanted}"
        assert found == {}

    return test


def sends_a_visitor_to_sign_in(name):
    def test(self):
        answer = self.ask(Client(), name)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("accounts:sign_in"))

    return test


def refuses_the_deed_by_get(name):
    def test(self):
        assert self.ask(sign_in(self.cast.secretary), name, "GET").status_code in (403, 404, 405)

    return test


for address, (asked_by, _things, _people) in MATRIX.items():
    tests = [lets_in_whom_the_table_says]
    tests += [sends_a_visitor_to_sign_in] if address not in FOR_EVERYONE else []
    tests += [refuses_the_deed_by_get] if asked_by == "POST" else []
    for each in tests:
        setattr(AccessMatrix, f"test_{address.replace(':', '_')}_{each.__name__}", each(address))
