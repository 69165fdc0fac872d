"""What staff see. Every name here has its row in config/policy.py."""

from django.urls import path

from desk.board import views as board
from desk.views import (
    calendar,
    case,
    cases,
    custody,
    files,
    incidents,
    people,
    queue,
    register,
    rules,
    session,
    staff,
    supervise,
    task,
    training,
)

app_name = "desk"

urlpatterns = [
    path("login/", session.LoginView.as_view(), name="login"),
    path("logout/", session.LogoutView.as_view(), name="logout"),
    path("", queue.work_queue, name="queue"),
    path("search/", queue.search, name="search"),
    path("cases/", cases.case_list, name="cases"),
    path("staff/", staff.staff_page, name="staff"),
    path("staff/<int:staff_id>/dismiss/", staff.dismiss_staff, name="dismiss"),
    path("task/<int:item_id>/", task.task_page, name="task"),
    path("task/<int:item_id>/claim/", task.claim, name="claim"),
    path("case/<str:number>/", case.case_page, name="case"),
    path("case/<str:number>/diagram.svg", case.diagram, name="diagram"),
    path("case/<str:number>/reveal/<int:party_id>/", case.reveal_identity, name="reveal"),
    path("case/<str:number>/supervise/", supervise.supervise_case, name="supervise"),
    path("case/<str:number>/custody/", custody.custody_page, name="custody"),
    path("case/<str:number>/evidence/", files.add_evidence, name="add_evidence"),
    path("evidence/<int:evidence_id>/", files.evidence, name="evidence"),
    path("document/<int:document_id>/", files.document, name="document"),
    path("register/", register.register_complaint, name="register"),
    path("register/petition/", register.register_petition, name="register_petition"),
    path("registered/<str:number>/", register.registered, name="registered"),
    path("board/", board.board, name="board"),
    path("board/reassign/", board.reassign, name="reassign"),
    path("board/work.xlsx", board.excel, name="board_excel"),
    path("board/heat/<str:flow>.svg", board.heat, name="board_heat"),
    path("board/views/", board.save_view, name="save_view"),
    path("notices/", people.notices, name="notices"),
    path("rules/", rules.rules_page, name="rules"),
    path("rules/<str:what>/<int:row_id>/approve/", rules.approve_rule, name="approve_rule"),
    path("calendar/", calendar.calendar_page, name="calendar"),
    path("calendar/<int:notice_id>/", calendar.notice_page, name="holiday_notice"),
    path("incidents/", incidents.incidents_page, name="incidents"),
    path("incidents/retry/", incidents.retry, name="retry"),
    path("clock/", training.clock_page, name="training_clock"),
    path("deputies/", people.deputies, name="deputies"),
]
