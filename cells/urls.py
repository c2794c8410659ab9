from django.urls import path

from cells.views import assignments, cells, members, quality, uploads, working_groups

app_name = "cells"
urlpatterns = [
    path("chi-bo/", cells.cell_list, name="cell_list"),
    path("chi-bo/<int:pk>/", cells.cell_detail, name="cell_detail"),
    path("dang-vien/", members.member_list, name="member_list"),
    path("dang-vien/nhap/", uploads.import_upload, name="import_upload"),
    path("dang-vien/nhap/<int:pk>/", uploads.import_preview, name="import_preview"),
    path("dang-vien/nhap/<int:pk>/ghi/", uploads.import_confirm, name="import_confirm"),
    path("dang-vien/chat-luong/", quality.record_quality, name="record_quality"),
    path("dang-vien/chat-luong/<int:pk>/<str:field>/", quality.record_quality_people, name="record_quality_people"),
    path("dang-vien/trung/", quality.double_list, name="double_list"),
    path("dang-vien/trung/<int:pk>/<int:other>/", quality.double_judge, name="double_judge"),
    path("dang-vien/gop/<int:pk>/<int:other>/", quality.member_merge, name="member_merge"),
    path("chi-bo/<int:pk>/bang-ho-so/", quality.member_grid, name="member_grid"),
    path("dang-vien/<int:pk>/", members.member_detail, name="member_detail"),
    path("dang-vien/<int:pk>/xem-so/", members.member_reveal, name="member_reveal"),
    path("dang-vien/<int:pk>/tai-khoan/", members.member_account, name="member_account"),
    path("phu-trach-co-so/", assignments.oversight, name="oversight"),
    path("cap-uy/<int:pk>/phan-cong/", assignments.assignment_list, name="assignment_list"),
    path("cap-uy/<int:pk>/phan-cong/them/", assignments.assignment_add, name="assignment_add"),
    path("phan-cong/<int:pk>/ket-thuc/", assignments.assignment_end, name="assignment_end"),
    path("cap-uy/<int:pk>/to-cong-tac/", working_groups.working_group_list, name="working_group_list"),
    path("cap-uy/<int:pk>/to-cong-tac/lap/", working_groups.working_group_create, name="working_group_create"),
    path("to-cong-tac/<int:pk>/", working_groups.working_group_detail, name="working_group_detail"),
    path("to-cong-tac/<int:pk>/nguoi/", working_groups.working_group_person_add, name="working_group_person_add"),
    path("to-cong-tac/<int:pk>/don-vi/", working_groups.working_group_units_add, name="working_group_units_add"),
    path(
        "to-cong-tac/<int:pk>/nguoi/<int:person_id>/thoi/",
        working_groups.working_group_person_end,
        name="working_group_person_end",
    ),
    path(
        "to-cong-tac/<int:pk>/don-vi/<int:unit_id>/thoi/",
        working_groups.working_group_unit_end,
        name="working_group_unit_end",
    ),
    path("to-cong-tac/<int:pk>/ket-thuc/", working_groups.working_group_end, name="working_group_end"),
]
