from django.urls import path

from evaluations.views import ballots, panels, periods, sheets, steps

app_name = "evaluations"
urlpatterns = [
    path("danh-gia/", periods.period_list, name="period_list"),
    path("danh-gia/mo-ky/<int:pk>/", periods.period_open, name="period_open"),
    path("danh-gia/<int:pk>/", periods.period_detail, name="period_detail"),
    path("danh-gia/<int:pk>/thiet-lap/", periods.period_settings, name="period_settings"),
    path("danh-gia/<int:pk>/cap-nhat-danh-sach/", periods.subjects_update, name="subjects_update"),
    path("danh-gia/<int:pk>/ket-thuc/", periods.period_close, name="period_close"),
    path("danh-gia/<int:pk>/quyet-dinh/", periods.decide_batch, name="decide_batch"),
    path("danh-gia/<int:pk>/chi-bo/<int:cell_pk>/", sheets.cell_sheet, name="cell_sheet"),
    path("danh-gia/<int:pk>/chi-bo/<int:cell_pk>/gui/", sheets.sheet_submit, name="sheet_submit"),
    path("danh-gia/con-lai/<int:pk>/", panels.open_evaluations_panel, name="open_evaluations_panel"),
    path("danh-gia/<int:pk>/bo-phieu/", ballots.ballot_list, name="ballot_list"),
    path(
        "danh-gia/<int:pk>/bo-phieu/<int:unit_pk>/lap/<slug:stage>/", ballots.ballot_prepare, name="ballot_prepare"
    ),
    path("danh-gia/bo-phieu/<int:pk>/", ballots.ballot_detail, name="ballot_detail"),
    path("danh-gia/bo-phieu/<int:pk>/kiem-phieu/", ballots.ballot_count, name="ballot_count"),
    path("danh-gia/bo-phieu/<int:pk>/huy/", ballots.ballot_void, name="ballot_void"),
    path("danh-gia/phieu/<int:pk>/", steps.evaluation_detail, name="evaluation_detail"),
    path("danh-gia/phieu/<int:pk>/so-lieu/", sheets.facts_enter, name="facts_enter"),
    path("danh-gia/phieu/<int:pk>/doi-tuong/", sheets.subject_change, name="subject_change"),
    path("danh-gia/phieu/<int:pk>/gui/", steps.evaluation_submit, name="evaluation_submit"),
    path("danh-gia/phieu/<int:pk>/tra-lai/", steps.evaluation_return, name="evaluation_return"),
    path("danh-gia/phieu/<int:pk>/tham-dinh/", steps.evaluation_review, name="evaluation_review"),
    path("danh-gia/phieu/<int:pk>/quyet-dinh/", steps.evaluation_decide, name="evaluation_decide"),
]
