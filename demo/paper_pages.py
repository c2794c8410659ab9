"""The pages where papers are listed and asked for, for pictures and measuring."""

from django.urls import reverse

from demo.shown import DemoPage
from evaluations.models import Period
from meetings.models import MeetingScore


def paper_pages() -> list[DemoPage]:
    """All papers of a unit, the list of records, the half-year, the score that is printed."""
    period = Period.objects.filter(quarter=None, state=Period.State.OPEN).order_by("-year").first()
    closed = Period.objects.filter(quarter=None, state=Period.State.CLOSED).order_by("-year").first()
    scored = MeetingScore.objects.filter(scorer=MeetingScore.Scorer.SUPERIOR).order_by("-pk").first()
    if period is None or closed is None or scored is None:
        return []
    return [
        DemoPage("bieu-mau", "Tất cả biểu mẫu", "xa", reverse("reports:catalogue")),
        DemoPage("bieu-mau-nam-truoc", "Biểu mẫu của một năm trước", "xa", f"{reverse('reports:catalogue')}?nam=2022"),
        DemoPage(
            "danh-muc-ho-so-nam",
            "Danh mục hồ sơ của một năm",
            "xa",
            reverse("evaluations:record_list", args=[closed.pk]),
        ),
        DemoPage(
            "bao-cao-6-thang",
            "Báo cáo sinh hoạt 6 tháng",
            "xa",
            reverse("reports:half_year", args=[period.organisation_id]),
        ),
        DemoPage(
            "in-bieu-cham-diem",
            "Điểm của một buổi, in biểu chấm điểm",
            "xa",
            reverse("meetings:meeting_score", args=[scored.meeting_id]),
        ),
    ]
