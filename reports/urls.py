from django.urls import path

from reports.views import boards

app_name = "reports"
urlpatterns = [
    path("", boards.home, name="home"),
    path("bang-thang/", boards.month_board, name="month_board"),
    path("nhat-ky/", boards.audit_log, name="audit_log"),
]
