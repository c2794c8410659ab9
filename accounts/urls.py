from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("dang-nhap/", views.sign_in, name="sign_in"),
    path("dang-xuat/", views.sign_out, name="sign_out"),
    path("mat-khau/", views.change_password, name="change_password"),
    path("tai-khoan/", views.user_list, name="user_list"),
    path("tai-khoan/moi/", views.user_create, name="user_create"),
    path("tai-khoan/<int:pk>/", views.user_detail, name="user_detail"),
]
