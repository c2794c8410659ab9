from django.urls import path

from cells.views import assignments, cells, members, uploads

app_name = "cells"
urlpatterns = [
    path("chi-bo/", cells.cell_list, name="cell_list"),
    path("chi-bo/<int:pk>/", cells.cell_detail, name="cell_detail"),
    path("dang-vien/", members.member_list, name="member_list"),
    path("dang-vien/nhap/", uploads.import_upload, name="import_upload"),
    path("dang-vien/nhap/<int:pk>/", uploads.import_preview, name="import_preview"),
    path("dang-vien/nhap/<int:pk>/ghi/", uploads.import_confirm, name="import_confirm"),
    path("dang-vien/<int:pk>/", members.member_detail, name="member_detail"),
    path("dang-vien/<int:pk>/xem-so/", members.member_reveal, name="member_reveal"),
    path("dang-vien/<int:pk>/tai-khoan/", members.member_account, name="member_account"),
    path("phu-trach-co-so/", assignments.oversight, name="oversight"),
    path("cap-uy/<int:pk>/phan-cong/", assignments.assignment_list, name="assignment_list"),
    path("cap-uy/<int:pk>/phan-cong/them/", assignments.assignment_add, name="assignment_add"),
    path("phan-cong/<int:pk>/ket-thuc/", assignments.assignment_end, name="assignment_end"),
]
