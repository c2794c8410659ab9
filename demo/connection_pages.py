"""The pages of reminders, of the search, of the own account and of keys, for pictures and measuring."""

from django.urls import reverse

from demo.shown import DemoPage

FOUND = ("den duong", "Song Vân", "nguyen")


def connection_pages() -> list[DemoPage]:
    """One of each."""
    search = reverse("reports:search")
    return [
        DemoPage("nhac-viec", "Nhắc việc của bí thư chi bộ", "bithu", f"{reverse('reports:notice_list')}?xem=tat-ca"),
        DemoPage("nhac-viec-xa", "Nhắc việc của bí thư xã", "xa", reverse("reports:notice_list"), True),
        *(
            DemoPage(f"tim-{number}", f"Tìm “{words}”", "xa", f"{search}?tim={words}")
            for number, words in enumerate(FOUND, 1)
        ),
        DemoPage("tai-khoan", "Tài khoản của tôi", "bithu", reverse("reports:my_account")),
        DemoPage("khoa-ket-noi", "Khóa kết nối", "xa", reverse("reports:token_list")),
        DemoPage("tao-khoa", "Tạo khóa kết nối", "xa", reverse("reports:token_create")),
        DemoPage("cach-ket-noi", "Cách kết nối", "xa", reverse("reports:interface_guide")),
    ]
