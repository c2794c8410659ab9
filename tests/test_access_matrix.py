"""Who may open what: one table, address × person. An address that is missing here fails the build.

``+`` is let in (a page, a deed done, or a deed refused by a sentence), ``3`` is 403: a colleague without the right,
``4`` is 404: a stranger, or someone who may not know that it exists.
"""

import time_machine
from django.db import transaction
from django.test import Client, TestCase
from django.urls import reverse

from tests.access_of_cells import CELLS
from tests.access_of_meetings import MEETINGS
from tests.access_of_the_year import YEAR
from tests.cast import NOON, build_cast, build_commune, sign_in
from tests.test_architecture import urls
from tests.world import build_world

WHO = ("secretary", "deputy", "member", "commune", "officer", "stranger", "admin")
#                                             method  of what              S D M C O X A
MATRIX: dict[str, tuple[str, tuple[str, ...], str]] = {
    **CELLS,
    **MEETINGS,
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
    "reports:print_check": ("GET", ("kind_issued", "draft"), "++4++44"),
    "reports:unit_print_check": ("GET", ("cell",), "++3++44"),
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
    "reports:catalogue": ("GET", (), "++3+++3"),
    "reports:half_year": ("GET", ("committee",), "444++44"),
    "reports:half_year_request": ("POST", ("committee", "year", "half_month", "pdf"), "444++44"),
    "reports:month_scores_request": ("POST", ("committee", "year", "month", "pdf"), "444++44"),
    "reports:statistics_request": ("POST", ("cell", "form", "pdf"), "++3++44"),
    "reports:minutes_changes": ("GET", ("open",), "++3++44"),
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
