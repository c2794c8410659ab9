"""The invented province, small: the rules of its making are the same at every size."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from cells.access import cells_visible_to, members_visible_to
from cells.imports.roster import read_roster
from cells.models import (
    Award,
    Badge,
    Discipline,
    Member,
    Membership,
    Organisation,
    OrganisationPeriod,
    ProfileEntry,
    Seat,
    StatusPeriod,
    Succession,
    Term,
)
from cells.queries import children_on
from demo.province import ACCOUNTS
from demo.province.figures import invented_list
from tests.cast import TODAY
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db

BEFORE, AFTER = dt.date(2023, 12, 31), dt.date(2025, 12, 31)
SMALL = ("--districts", "1", "--members", "1500")


def load() -> str:
    said = io.StringIO()
    call_command("load_province", *SMALL, stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    """One small province for all tests here; each only reads it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield Organisation.objects.get(code="LG")
        transaction.set_rollback(True)


def test_load_province_on_a_server_is_refused(settings):
    settings.IS_SERVER = True
    with pytest.raises(CommandError, match="máy chủ thật"):
        load()
    assert not Organisation.objects.exists()


def test_load_province_beside_real_data_is_refused():
    make_organisation()
    with pytest.raises(CommandError, match="số liệu thật"):
        load()
    assert (Organisation.objects.count(), Member.objects.count()) == (1, 0)


def test_bench_of_a_province_that_is_not_there_is_refused():
    with pytest.raises(CommandError, match="load_province"):
        call_command("bench", "--province")


def test_long_list_for_measuring_is_read_whole():
    roster = read_roster(invented_list(60), "danh-sach.xlsx")
    assert (len(roster.people), len(roster.cells), roster.issues) == (60, 40, ())


@pytest.mark.usefixtures("province")
class TestLoaded:
    def test_second_load_writes_nothing(self):
        before = Organisation.objects.count(), Member.objects.count()
        assert "không nạp nữa" in load()
        assert (Organisation.objects.count(), Member.objects.count()) == before

    def test_districts_stand_until_the_change_and_communes_are_larger_after(self, province):
        kinds_before = set(OrganisationPeriod.objects.in_force(BEFORE).values_list("kind", flat=True))
        kinds_after = set(OrganisationPeriod.objects.in_force(AFTER).values_list("kind", flat=True))
        assert "district" in kinds_before
        assert "district" not in kinds_after
        district = children_on(province, BEFORE).filter(periods__name__startswith="Đảng bộ huyện").get()
        old = children_on(district, BEFORE).filter(periods__kind="commune").count()
        new = children_on(province, AFTER).filter(periods__kind="commune").count()
        assert (old, new) == (15, 5)

    def test_every_ended_commune_and_cell_has_one_follower(self):
        ended = Organisation.objects.filter(ended_on__isnull=False, end_reason="merged")
        assert ended.count() == Succession.objects.count() > 15
        assert not ended.filter(successions__isnull=True).exists()

    def test_no_unit_stands_under_one_that_does_not_exist(self):
        places = OrganisationPeriod.objects.exclude(parent=None)
        outside = Q(valid_from__lt=F("parent__founded_on")) | Q(
            parent__ended_on__isnull=False, valid_to__gt=F("parent__ended_on")
        )
        open_under_ended = Q(parent__ended_on__isnull=False, valid_to=None)
        assert not places.filter(outside | open_under_ended).exists()

    def test_wanted_members_belong_to_one_cell_each_today(self):
        permanent = Membership.objects.in_force(TODAY).filter(kind="permanent")
        assert permanent.count() == permanent.values("member").distinct().count() == 1500

    def test_nobody_belongs_to_a_cell_before_its_founding_or_after_its_end(self):
        rows = Membership.objects.all()
        assert not rows.filter(valid_from__lt=F("cell__founded_on")).exists()
        assert not rows.filter(cell__ended_on__isnull=False).exclude(valid_to__lte=F("cell__ended_on")).exists()

    def test_losses_of_every_kind_and_transfers_happen(self):
        ends = set(Membership.objects.values_list("end_reason", flat=True))
        assert ends >= {"", "died", "struck_off", "resigned", "transferred", "merged"}
        assert set(StatusPeriod.objects.values_list("status", flat=True)) >= {"exempt", "reduced"}

    def test_seats_of_cells_are_held_by_their_members(self):
        for seat in Seat.objects.filter(organisation__periods__kind="cell").distinct()[:200]:
            assert seat.member.memberships.filter(cell=seat.organisation, valid_from__lte=seat.valid_from).exists()

    def test_profiles_badges_and_honours_are_there_to_be_counted(self):
        subjects = set(ProfileEntry.objects.values_list("subject", flat=True))
        assert subjects == {"occupation", "general_education", "professional", "political_theory"}
        assert not ProfileEntry.objects.filter(valid_from__lt=F("member__admission_decided_on")).exists()
        assert ProfileEntry.objects.filter(value="retired").count() > 100
        for badge in Badge.objects.select_related("member")[:200]:
            decided = badge.member.admission_decided_on
            assert badge.awarded_on >= decided.replace(year=decided.year + badge.years, day=min(decided.day, 28))
        assert Award.objects.exists()
        assert Discipline.objects.exists()

    def test_no_two_terms_of_a_unit_meet_and_each_has_its_length(self):
        terms = Term.objects.order_by("organisation", "valid_from")
        assert set(terms.values_list("length_months", flat=True)) == {30, 60}
        assert not terms.filter(ended_on__gt=F("planned_end")).exists()

    def test_everything_is_marked_as_invented(self):
        assert set(Organisation.objects.values_list("is_demonstration", flat=True)) == {True}

    def test_accounts_reach_what_their_posts_say(self, province):
        officer, secretary, commune, cell = (User.objects.get(username=each.username) for each in ACCOUNTS)
        assert cells_visible_to(officer).count() == cells_visible_to(secretary).count() > 300
        assert 20 < cells_visible_to(commune).count() < 150
        assert cells_visible_to(cell).count() == 1
        assert members_visible_to(officer).count() > members_visible_to(commune).count() > 50

    def test_another_load_gives_the_same_people(self, province):
        names = list(Member.objects.order_by("pk").values_list("full_name", "birth_date"))
        assert len(set(names)) < len(names) or len({name for name, _born in names}) < len(names)
        with transaction.atomic():
            Organisation.objects.filter(pk=province.pk).update(code="LG-1")
            Organisation.objects.filter(code__startswith="LG0").update(code=None)
            User.objects.filter(username__in=[each.username for each in ACCOUNTS]).update(username=F("pk"))
            Member.objects.update(citizen_id="", card_number="")
            load()
            again = Member.objects.filter(card_number__gt="").order_by("pk")
            assert list(again.values_list("full_name", "birth_date")) == names
            transaction.set_rollback(True)
