"""Names for the log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, label in {
        "classes.plan_session": _("Plan an exam"),
        "classes.change_plan": _("Change the plan of an exam"),
        "classes.appoint_invigilator": _("Appoint an invigilator"),
        "classes.end_invigilation": _("End an invigilator's appointment"),
        "classes.move_session": _("Open, start, close or call off an exam"),
        "classes.enter_people": _("Put people on the roll of an exam"),
        "classes.strike_off": _("Strike somebody off the roll of an exam"),
        "classes.check_in": _("Check somebody in to an exam"),
        "classes.undo_check_in": _("Take back a check-in to an exam"),
        "classes.note_incident": _("Note an incident of an exam"),
        "classes.give_time": _("Give somebody more time in an exam"),
        "classes.exclude": _("Exclude somebody from an exam"),
        "classes.print_record": _("Make the paper record of an exam"),
        "classes.make_class": _("Make a class"),
        "classes.change_class": _("Change a class"),
        "classes.appoint_facilitator": _("Appoint a facilitator of a class"),
        "classes.end_facilitation": _("End a facilitator's appointment"),
        "classes.add_members": _("Put people into a class"),
        "classes.take_in": _("Give a seat to somebody who waited"),
        "classes.withdraw_member": _("Take somebody out of a class"),
        "classes.move_member": _("Move somebody to another class"),
        "classes.add_meetings": _("Plan meetings of a class"),
        "classes.change_meeting": _("Change a meeting of a class"),
        "classes.call_off_meeting": _("Call off a meeting of a class"),
        "classes.take_attendance": _("Take attendance in a class"),
        "classes.correct_attendance": _("Correct attendance in a closed class"),
        "classes.register": _("Register for a class"),
        "classes.give_up_seat": _("Give up a seat in a class"),
        "classes.turn_up": _("Put somebody who turned up into a class"),
        "classes.give_class_codes": _("Give codes for accounts to people of a class"),
        "classes.forget_guest": _("Erase the name of a guest of a class"),
        "classes.enter_class": _("Put a class on the roll of an exam"),
        "classes.write_to_class": _("Write to everybody in a class"),
        "classes.close_class": _("Close a class"),
        "classes.call_off_class": _("Call off a class"),
        "classes.print_class_roll": _("Print the roll of a class"),
        "classes.export_class": _("Take the roll of a class out as a file"),
        "classes.follow_body": _("A class goes on with its agency"),
    }.items():
        actions.register_action(name, label, label)
