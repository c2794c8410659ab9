from django.urls import URLPattern, path

from meetings.views import attendance, check_in, leave, lifecycle, lists, minutes, minutes_deeds, open_work, planning

app_name = "meetings"

MINUTES = "sinh-hoat/<int:pk>/bien-ban/"

urlpatterns: list[URLPattern] = [
    path("chi-bo/<int:pk>/sinh-hoat/", lists.meeting_list, name="meeting_list"),
    path("chi-bo/<int:pk>/sinh-hoat/tom-tat/", lists.cell_meetings_panel, name="cell_meetings_panel"),
    path("chi-bo/<int:pk>/sinh-hoat/len-lich/", planning.meeting_plan, name="meeting_plan"),
    path("chi-bo/<int:pk>/viec-con-lai/", open_work.open_work, name="open_work"),
    path("chi-bo/<int:pk>/viec-con-lai/tom-tat/", open_work.open_work_panel, name="open_work_panel"),
    path("chi-bo/<int:pk>/han-hop/", planning.conduct_setting, name="conduct_setting"),
    path("sinh-hoat/<int:pk>/", lifecycle.meeting_detail, name="meeting_detail"),
    path("sinh-hoat/<int:pk>/sua-lich/", planning.meeting_change_plan, name="meeting_change_plan"),
    path("sinh-hoat/<int:pk>/huy/", planning.meeting_cancel, name="meeting_cancel"),
    path("sinh-hoat/<int:pk>/bat-dau/", lifecycle.meeting_open, name="meeting_open"),
    path("sinh-hoat/<int:pk>/chu-tri/", lifecycle.meeting_officers, name="meeting_officers"),
    path("sinh-hoat/<int:pk>/diem-danh/", attendance.attendance, name="attendance"),
    path("sinh-hoat/<int:pk>/danh-sach-ky/", check_in.sign_in_sheet, name="sign_in_sheet"),
    path("diem-danh/<str:code>/", check_in.check_in, name="check_in"),
    path("sinh-hoat/<int:pk>/xin-vang/", leave.leave_ask, name="leave_ask"),
    path("sinh-hoat/<int:pk>/xin-vang/danh-sach/", leave.leave_list, name="leave_list"),
    path("sinh-hoat/<int:pk>/xin-vang/ghi-ho/", leave.leave_enter, name="leave_enter"),
    path("xin-vang/<int:pk>/y-kien/", leave.leave_answer, name="leave_answer"),
    path("xin-vang/<int:pk>/rut/", leave.leave_withdraw, name="leave_withdraw"),
    path("sinh-hoat/<int:pk>/khach/", attendance.guest_add, name="guest_add"),
    path("sinh-hoat/<int:pk>/khach/<int:guest>/bo/", attendance.guest_remove, name="guest_remove"),
    path("sinh-hoat/<int:pk>/gui/", lifecycle.meeting_submit, name="meeting_submit"),
    path("sinh-hoat/<int:pk>/tra-lai/", lifecycle.meeting_return, name="meeting_return"),
    path("sinh-hoat/<int:pk>/duyet/", lifecycle.meeting_approve, name="meeting_approve"),
    path("sinh-hoat/<int:pk>/khoa/", lifecycle.meeting_lock, name="meeting_lock"),
    path(MINUTES, minutes.minutes, name="minutes"),
    path(MINUTES + "tinh-trang/", minutes.minutes_status, name="minutes_status"),
    path(MINUTES + "doan/<int:passage_pk>/", minutes.passage_save, name="passage_save"),
    path(MINUTES + "ket-thuc/", minutes.closing_save, name="closing_save"),
    path(MINUTES + "y-kien/", minutes_deeds.opinion_add, name="opinion_add"),
    path(MINUTES + "y-kien/<int:passage_pk>/", minutes_deeds.opinion_change, name="opinion_change"),
    path(MINUTES + "y-kien/<int:passage_pk>/bo/", minutes_deeds.opinion_remove, name="opinion_remove"),
    path(MINUTES + "bieu-quyet/", minutes_deeds.vote_add, name="vote_add"),
    path(MINUTES + "bieu-quyet/<int:vote_pk>/bo/", minutes_deeds.vote_remove, name="vote_remove"),
    path(MINUTES + "nhiem-vu/", minutes_deeds.task_add, name="task_add"),
    path(MINUTES + "nhiem-vu/<int:task_pk>/bo/", minutes_deeds.task_remove, name="task_remove"),
    path(MINUTES + "nhiem-vu/<int:task_pk>/danh-gia/", minutes.task_review, name="task_review"),
    path(MINUTES + "noi-dung/", minutes_deeds.item_add, name="item_add"),
    path(MINUTES + "noi-dung/<int:item_pk>/", minutes_deeds.item_change, name="item_change"),
    path(MINUTES + "noi-dung/<int:item_pk>/bo/", minutes_deeds.item_remove, name="item_remove"),
]
