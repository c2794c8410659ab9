from django.urls import path

from reports.views import boards, documents, oversight, statistics, summaries

app_name = "reports"
urlpatterns = [
    path("", boards.home, name="home"),
    path("bang-thang/", boards.month_board, name="month_board"),
    path("nhat-ky/", boards.audit_log, name="audit_log"),
    path("danh-gia/<int:pk>/tong-hop/", summaries.year_summary, name="year_summary"),
    path(
        "thong-ke/<int:pk>/bieu-<slug:form>/in/<slug:extension>/",
        statistics.statistics_request,
        name="statistics_request",
    ),
    path("van-ban/", documents.document_list, name="document_list"),
    path("van-ban/yeu-cau/<slug:kind>/<int:subject_id>/", documents.document_request, name="document_request"),
    path("van-ban/<int:document_id>/", documents.document_detail, name="document_detail"),
    path("van-ban/<int:document_id>/tien-do/", documents.document_progress, name="document_progress"),
    path("van-ban/<int:document_id>/tep/", documents.document_download, name="document_download"),
    path("sinh-hoat/<int:meeting_id>/van-ban/", documents.meeting_documents_panel, name="meeting_documents_panel"),
    path("toi-phu-trach/", oversight.my_units, name="my_units"),
    path("don-vi-diem/<int:pk>/so-lieu/", oversight.pilot_figures_panel, name="pilot_figures_panel"),
]
