from django.urls import path

from reports.views import boards, books, changes, documents, months, oversight, statistics, summaries

app_name = "reports"
urlpatterns = [
    path("", boards.home, name="home"),
    path("sinh-hoat-cua-toi/", boards.my_meetings, name="my_meetings"),
    path("bang-thang/", boards.month_board, name="month_board"),
    path("bang-thang/<int:year>/<int:month>/", months.month_reasons, name="month_reasons"),
    path("nhat-ky/", boards.audit_log, name="audit_log"),
    path("danh-gia/<int:pk>/tong-hop/", summaries.year_summary, name="year_summary"),
    path("danh-gia/<int:pk>/tong-hop/in/<slug:extension>/", summaries.summary_request, name="summary_request"),
    path(
        "thong-ke/<int:pk>/bieu-<slug:form>/in/<slug:extension>/",
        statistics.statistics_request,
        name="statistics_request",
    ),
    path(
        "tong-hop-diem/<int:pk>/<int:year>/<int:month>/in/<slug:extension>/",
        statistics.month_scores_request,
        name="month_scores_request",
    ),
    path("van-ban/", documents.document_list, name="document_list"),
    path("van-ban/yeu-cau/<slug:kind>/<int:subject_id>/", documents.document_request, name="document_request"),
    path("van-ban/<int:document_id>/", documents.document_detail, name="document_detail"),
    path("van-ban/<int:document_id>/tien-do/", documents.document_progress, name="document_progress"),
    path("van-ban/<int:document_id>/tep/", documents.document_download, name="document_download"),
    path("van-ban/in/<slug:group>/<int:subject_id>/", documents.papers_panel, name="papers_panel"),
    path("chi-bo/<int:pk>/so-bien-ban/", books.year_book, name="year_book"),
    path("chi-bo/<int:pk>/so-bien-ban/<int:year>/in/<slug:extension>/", books.book_request, name="book_request"),
    path("sinh-hoat/<int:meeting_id>/van-ban/", documents.meeting_documents_panel, name="meeting_documents_panel"),
    path("sinh-hoat/<int:meeting_id>/da-sua/", changes.minutes_changes, name="minutes_changes"),
    path("toi-phu-trach/", oversight.my_units, name="my_units"),
    path("don-vi-diem/<int:pk>/so-lieu/", oversight.pilot_figures_panel, name="pilot_figures_panel"),
]
