"""Addresses of exams: of those who plan, of those who watch, and of those who sit them; and of classes."""

from django.urls import path

from classes.cohorts.urls import urlpatterns as of_cohorts
from classes.views import from_class, papers, planning, room, sitting

app_name = "classes"
urlpatterns = [
    path("ca-thi/", planning.index, name="index"),
    path("ca-thi/moi/", planning.plan, name="plan"),
    path("ca-thi/<int:pk>/", room.session_page, name="session"),
    path("ca-thi/<int:pk>/sua/", planning.change, name="change"),
    path("ca-thi/<int:pk>/danh-sach/", planning.roll, name="roll"),
    path("ca-thi/<int:pk>/tu-lop/<int:cohort>/", from_class.from_class, name="from_class"),
    path("ca-thi/<int:pk>/huy/", planning.call_off_page, name="call_off"),
    path("ca-thi/<int:pk>/gach-ten/<int:entry>/", planning.strike, name="strike"),
    path("ca-thi/<int:pk>/chuyen/", room.move_on, name="move"),
    path("ca-thi/<int:pk>/tinh-hinh/", room.live, name="live"),
    path("ca-thi/<int:pk>/co-mat/<int:entry>/", room.at_the_door, name="door"),
    path("ca-thi/<int:pk>/viec/<slug:what>/", room.act, name="act"),
    path("ca-thi/<int:pk>/man-hinh/", room.wall, name="wall"),
    path("ca-thi/<int:pk>/bien-ban.pdf", papers.record, name="record"),
    path("ca-thi/<int:pk>/danh-sach.pdf", papers.empty_roll, name="empty_roll"),
    path("ca-thi/<int:pk>/the-ban.pdf", papers.desk_cards, name="desk_cards"),
    path("ca-thi/<int:pk>/du-thi/", sitting.sit, name="sit"),
    *of_cohorts,
]
