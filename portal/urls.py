"""What workers and respondents see. Every name here has its row in config/policy.py."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from portal.views import answering, filing, following, pages
from portal.views.new_code import new_code

app_name = "portal"


class Sha256Converter(StringConverter):
    """The name of a kept file; no page has an address for any other."""

    regex = "[0-9a-f]{64}"


register_converter(Sha256Converter, "sha256")

urlpatterns = [
    path("", pages.home, name="home"),
    path("file/", filing.start, name="file"),
    path("file/resume/", filing.resume, name="resume"),
    path("file/files/<sha256:sha256>/remove/", filing.remove_file, name="remove_file"),
    path("file/workers/<int:index>/remove/", filing.remove_worker, name="remove_worker"),
    path("file/<slug:step>/", filing.step_page, name="step"),
    path("filed/<str:number>/", filing.filed, name="filed"),
    path("petition/", filing.petition, name="petition"),
    path("leave/", following.leave, name="leave"),
    path("track/", following.track, name="track"),
    path("track/phone/", following.track_by_phone, name="track_by_phone"),
    path("case/<str:number>/", following.case_page, name="case"),
    path("case/<str:number>/document/<int:document_id>/", following.document, name="document"),
    path("case/<str:number>/supplement/", following.supplement, name="supplement"),
    path("case/<str:number>/road/", following.road, name="road"),
    path("case/<str:number>/payment/<int:payment_id>/", following.payment, name="payment"),
    path("case/<str:number>/review/", following.review, name="review"),
    path("case/<str:number>/code/", new_code, name="new_code"),
    path("case/<str:number>/withdraw/", following.withdraw, name="withdraw"),
    path("answer/<str:token>/", answering.enter, name="invitation"),
    path("answer/", answering.answer, name="answer"),
    path("verify/<str:code>/", pages.verify, name="verify"),
    path("verify/", pages.verify_form, name="verify_form"),
    path("messages/", pages.demo_messages, name="demo_messages"),
]
