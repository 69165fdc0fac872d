"""What workers and respondents see."""

from django.urls import URLPattern

app_name = "portal"
urlpatterns: list[URLPattern] = []
