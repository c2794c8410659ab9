"""Mail over a real socket: what arrives, and what stays when the server refuses, breaks off or is away."""

import email
import socketserver
import threading
from email.policy import default

import pytest
from django.db import connection

from accounts.models import User
from reports.models import Notice
from reports.services.mails import send_waiting_mail
from reports.services.notices import tell
from tests.factories import make_user

pytestmark = pytest.mark.django_db


class Talk(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to hand over mail."""

    def handle(self):
        self.say("220 thu.example")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "MAIL":
                self.say(self.server.says_to_sender)
            elif word == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                self.say(self.server.refused.get(recipient, "250 OK"))
            elif word == "DATA":
                self.say("354 go on")
                self.receive(recipient)
                if len(self.server.received) == self.server.breaks_after:
                    return
                self.say("250 OK")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 OK")

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())

    def receive(self, recipient):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = email.message_from_bytes(b"".join(lines), policy=default)
        self.server.received.append((recipient, message))


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.received, self.refused, self.breaks_after = [], {}, 0
        self.says_to_sender = "250 OK"


@pytest.fixture
def server(settings):
    """A mail server of this machine, which the site uses."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.MAIL_IS_SENT = True
        settings.DEFAULT_FROM_EMAIL, settings.SITE_URL = "so@chi-bo.example", "https://chi-bo.example"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 5
        yield server
        server.shutdown()
        thread.join()


def wishing(name):
    return make_user(name, email=f"{name}@chi-bo.example", wants_mail=True)


def told(user: User, key="a") -> Notice:
    words = {"title": "Nhiệm vụ: hộ ông Bảy", "text": "Chi bộ thôn Song Vân: một nhiệm vụ.", "url": "/nhiem-vu/1/"}
    notice = tell(user, sort=Notice.Sort.REMINDER, key=key, **words)
    assert notice is not None
    return notice


def recipients(server):
    return [recipient for recipient, _message in server.received]


def test_mail_arrives_in_vietnamese_with_the_way_to_the_page(server):
    notice = told(wishing("lam"))
    assert send_waiting_mail() == 1
    ((recipient, message),) = server.received
    assert (recipient, message["To"], message["From"]) == ("lam@chi-bo.example",) * 2 + ("so@chi-bo.example",)
    assert message["Subject"] == "Sổ chi bộ: nhắc hạn"
    assert message.get_content().startswith("Chi bộ thôn Song Vân: một nhiệm vụ.")
    assert "https://chi-bo.example/nhiem-vu/1/" in message.get_content()
    assert "ông Bảy" not in message.as_string()
    notice.refresh_from_db()
    assert notice.mailed_at is not None


def test_refused_address_holds_up_nobody_else(server):
    notices = [told(wishing(name)) for name in ("mot", "hai", "ba")]
    server.refused = {"hai@chi-bo.example": "550 no such user"}
    assert send_waiting_mail() == 2
    assert recipients(server) == ["mot@chi-bo.example", "ba@chi-bo.example"]
    notices[1].refresh_from_db()
    assert (notices[1].mailed_at, notices[1].mail_wanted) == (None, False)
    assert "550" in notices[1].mail_error
    assert send_waiting_mail() == 0


def test_server_that_breaks_off_gets_the_rest_later_and_can_tell_the_one_it_already_has(server):
    notices = [told(wishing(name)) for name in ("mot", "hai", "ba")]
    server.breaks_after = 2
    assert send_waiting_mail() == 1
    notices[0].refresh_from_db()
    notices[1].refresh_from_db()
    assert notices[0].mailed_at is not None
    assert notices[1].mailed_at is None
    assert "SMTPServerDisconnected" in notices[1].mail_error
    assert send_waiting_mail() == 2
    assert recipients(server) == [f"{name}@chi-bo.example" for name in ("mot", "hai", "hai", "ba")]
    # It never said that it had the second one: sent again, that is the same message to whoever receives it.
    numbers = [message["Message-ID"] for _recipient, message in server.received]
    assert numbers[1] == numbers[2]
    assert len(set(numbers)) == 3
    assert send_waiting_mail() == 0


def test_server_that_is_away_loses_nothing(server, settings):
    notice, port = told(wishing("lam")), settings.EMAIL_PORT
    settings.EMAIL_PORT = 1
    assert send_waiting_mail() == 0
    notice.refresh_from_db()
    assert (notice.mailed_at, notice.mail_wanted) == (None, True)
    assert "ConnectionRefusedError" in notice.mail_error
    settings.EMAIL_PORT = port
    assert send_waiting_mail() == 1
    assert recipients(server) == ["lam@chi-bo.example"]


def test_server_that_refuses_who_sends_loses_nothing(server):
    notices = [told(wishing(name)) for name in ("mot", "hai")]
    server.says_to_sender = "550 5.1.8 this sender is not known here"
    assert send_waiting_mail() == 0
    for notice in notices:
        notice.refresh_from_db()
        assert (notice.mailed_at, notice.mail_wanted) == (None, True)
    assert notices[0].mail_error.startswith("SMTPSenderRefused: (550")
    server.says_to_sender = "250 OK"
    assert send_waiting_mail() == 2


def test_sender_that_is_no_address_loses_nothing(server, settings):
    notice, right = told(wishing("lam")), settings.DEFAULT_FROM_EMAIL
    settings.DEFAULT_FROM_EMAIL = "so@"
    assert send_waiting_mail() == 0
    settings.DEFAULT_FROM_EMAIL = right
    assert send_waiting_mail() == 1
    notice.refresh_from_db()
    assert (notice.mailed_at is not None, notice.mail_error) == (True, "")


def test_sender_with_a_name_gives_mails_a_number_of_its_site(server, settings):
    settings.DEFAULT_FROM_EMAIL = "Sổ chi bộ <so@chi-bo.example>"
    told(wishing("lam"))
    assert send_waiting_mail() == 1
    ((_recipient, message),) = server.received
    assert message["Message-ID"].endswith("@chi-bo.example>")
    assert not message["Message-ID"].endswith(">>")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once(server):
    for number in range(12):
        told(wishing(f"nguoi{number}"))
    gate, sent = threading.Barrier(2), []

    def work():
        try:
            gate.wait()
            sent.append(send_waiting_mail())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _each in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 12
    assert sorted(recipients(server)) == sorted(f"nguoi{number}@chi-bo.example" for number in range(12))
