"""The audit trail cannot be changed, and a deed without its line cannot be committed."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.audit import record
from accounts.models import AuditEvent
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_record_in_a_transaction_writes_names_as_text():
    user = make_user(full_name="Bùi Thị Tuyết")
    record("accounts.signed_in", user, by=user, changes={"a": [1, 2]}, note="ghi chú")
    line = AuditEvent.objects.get()
    assert (line.actor, line.actor_name, line.action) == (user, "Bùi Thị Tuyết", "accounts.signed_in")
    assert (line.thing_kind, line.thing_id, line.thing_label) == ("accounts.User", user.pk, "Bùi Thị Tuyết")
    assert (line.changes, line.note) == ({"a": [1, 2]}, "ghi chú")


@pytest.mark.parametrize("deed", ["UPDATE accounts_auditevent SET note = 'x'", "DELETE FROM accounts_auditevent"])
def test_audit_line_changed_is_refused_by_the_database(deed):
    user = make_user()
    record("accounts.signed_in", user, by=user)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)
    assert AuditEvent.objects.count() == 1


def test_audit_table_truncated_is_refused_by_the_database():
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_auditevent ENABLE TRIGGER audit_no_truncate; TRUNCATE accounts_auditevent")


def test_record_of_an_unknown_action_is_a_bug():
    user = make_user()
    with pytest.raises(KeyError):
        record("accounts.did_something", user, by=user)


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_is_a_bug():
    user = make_user()
    with pytest.raises(RuntimeError):
        record("accounts.signed_in", user, by=user)
