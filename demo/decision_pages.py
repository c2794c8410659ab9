"""The pages of ballots, the appraisal queue, the decision and its publication, for pictures and measuring."""

from django.urls import reverse

from cells.models import Organisation
from demo.shown import DemoPage
from evaluations.models import Ballot, Decision, Evaluation, Period


def decision_pages(cell: Organisation) -> list[DemoPage]:
    """Every page from the ballot to who was told."""
    return [*_ballots(cell), *_queue(), *_decided()]


def _page(name: str, title: str, username: str, view: str, *args: object, in_readme: bool = False) -> DemoPage:
    return DemoPage(name, title, username, reverse(f"evaluations:{view}", args=args), in_readme)


def _ballots(cell: Organisation) -> list[DemoPage]:
    differing = Ballot.objects.filter(organisation=cell, state=Ballot.State.PREPARED).first()
    counted = Ballot.objects.filter(organisation=cell, state=Ballot.State.CONFIRMED).order_by("pk").first()
    if differing is None or counted is None:
        return []
    period = differing.period_id
    return [
        _page("bo-phieu", "Các cuộc bỏ phiếu", "bithu", "ballot_list", period),
        _page("lap-phieu", "Lập phiếu", "bithu", "ballot_prepare", period, cell.pk, "levels"),
        _page("lap-phieu-vong-2", "Lập phiếu vòng 2", "xa", "ballot_prepare", period, cell.pk, "excellent"),
        _page("phieu-lech", "Hai người đếm khác nhau", "bithu", "ballot_detail", differing.pk),
        _page("kiem-phieu", "Nhập kết quả kiểm phiếu", "bithu", "ballot_count", differing.pk),
        _page("huy-phieu", "Hủy cuộc bỏ phiếu", "bithu", "ballot_void", differing.pk),
        _page("phieu-da-kiem", "Kết quả kiểm phiếu", "bithu", "ballot_detail", counted.pk, in_readme=True),
    ]


def _queue() -> list[DemoPage]:
    waiting = Evaluation.objects.filter(state=Evaluation.State.SUBMITTED, period__state=Period.State.OPEN).first()
    if waiting is None:
        return []
    review = reverse("evaluations:evaluation_review", args=[waiting.pk])
    return [
        _page("hang-cho", "Hàng chờ thẩm định", "tochuc", "appraisal_queue", waiting.period_id, in_readme=True),
        _page("duyet-nhieu", "Duyệt nhiều phiếu", "tochuc", "appraise_batch", waiting.period_id),
        DemoPage("tham-dinh-tu-hang-cho", "Thẩm định từ hàng chờ", "tochuc", f"{review}?hang=1"),
    ]


def _decided() -> list[DemoPage]:
    first = Decision.objects.filter(kind=Decision.Kind.FIRST, meeting__isnull=False)
    decision = first.exclude(document_number="").order_by("pk").first()
    if decision is None:
        return []
    return [
        _page("cong-khai", "Công khai, thông báo", "xa", "publication", decision.evaluation.period_id),
        _page("quyet-dinh-nam", "Quyết định xếp loại", "xa", "decision_paper", decision.pk),
    ]
