"""The pages of who is evaluated and when, for pictures and measuring."""

from django.urls import reverse

from demo.shown import DemoPage
from evaluations.models import Evaluation, LeadershipCollective, Period


def subject_pages() -> list[DemoPage]:
    """Collectives, lists of a period, who is put off or not subject, what is missing, the quarters."""
    period = Period.objects.filter(quarter=None, state=Period.State.OPEN).order_by("-year").first()
    front = LeadershipCollective.objects.filter(kind=LeadershipCollective.Kind.FRONT, seats__isnull=False).first()
    put_off = Evaluation.objects.filter(state=Evaluation.State.POSTPONED).first()
    quarter = Period.objects.filter(quarter__isnull=False).order_by("-quarter").first()
    if period is None or front is None or put_off is None or quarter is None:
        return []
    moved = Evaluation.objects.filter(period=period, member__transfers__state="received").order_by("pk").first()
    leader = Evaluation.objects.filter(period=period, subject=Evaluation.Subject.LEADER).order_by("pk").first()
    unit, place = period.organisation_id, front.seats.all()[0]
    one = moved or put_off
    rows: list[tuple[str, str, str, str, list[int]]] = [
        ("tap-the", "Tập thể lãnh đạo, quản lý", "xa", "collective_list", [unit]),
        ("mot-tap-the", "Một tập thể", "xa", "collective_detail", [front.pk]),
        ("lap-tap-the", "Lập tập thể", "xa", "collective_add", [unit]),
        ("sua-tap-the", "Sửa tập thể", "xa", "collective_change", [front.pk]),
        ("ket-thuc-tap-the", "Ghi tập thể kết thúc", "xa", "collective_end", [front.pk]),
        ("them-vao-tap-the", "Thêm người vào tập thể", "xa", "place_give", [front.pk]),
        ("thoi-tap-the", "Ghi thôi tham gia", "xa", "place_end", [place.pk]),
        ("con-thieu", "Còn thiếu gì", "xa", "missing_list", [period.pk]),
        ("khong-thuoc-doi-tuong", "Không thuộc đối tượng", "xa", "not_subject_list", [period.pk]),
        ("chua-kiem-diem", "Chưa kiểm điểm, xếp loại", "xa", "postponed_list", [period.pk]),
        ("phieu-de-lai", "Phiếu để lại", "xa", "evaluation_detail", [put_off.pk]),
        ("de-lai", "Để lại, chưa kiểm điểm", "xa", "evaluation_postpone", [put_off.pk]),
        ("phieu-chuyen-sinh-hoat", "Phiếu của người chuyển sinh hoạt", "xa", "evaluation_detail", [one.pk]),
        ("phieu-giu-chuc-vu", "Phiếu của người giữ chức vụ", "xa", "evaluation_detail", [(leader or one).pk]),
        ("cac-quy", "Bốn quý và cả năm", "xa", "quarter_list", [period.pk]),
        ("mo-quy", "Mở kỳ đánh giá quý", "xa", "quarter_open", [period.pk]),
        ("mot-quy", "Một quý", "xa", "period_detail", [quarter.pk]),
        ("doi-chieu-so-lieu", "Đối chiếu số liệu báo cáo", "xa", "figures_check", []),
    ]
    groups = f"{period.get_absolute_url()}?xem=tap-the"
    return [
        *(
            DemoPage(name, title, who, reverse(f"evaluations:{view}", args=args))
            for name, title, who, view, args in rows
        ),
        DemoPage("cac-tap-the-trong-ky", "Đảng bộ, tập thể trong kỳ", "xa", groups),
    ]
