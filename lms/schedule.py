"""What runs by the clock, and when. Times of day are those of CELERY_TIMEZONE; every task may run twice."""

from typing import Any

from celery.schedules import crontab

MINUTE, HOUR = 60.0, 3600.0


def schedule(*, register_minutes: int) -> dict[str, dict[str, Any]]:
    """Celery's beat schedule. A head of the public register is signed every `register_minutes` when it grew."""
    return {
        "certificates.drain": {"task": "certificates.drain", "schedule": 30.0},
        "certificates.sign_head": {"task": "certificates.sign_head", "schedule": register_minutes * MINUTE},
        "certificates.tell_witnesses": {"task": "certificates.tell_witnesses", "schedule": crontab(hour=1, minute=10)},
        "certificates.repair": {"task": "certificates.repair", "schedule": HOUR},
        "certificates.sweep_files": {"task": "certificates.sweep_files", "schedule": crontab(hour=3, minute=20)},
        "certificates.tell_before_expiry": {
            "task": "certificates.tell_before_expiry",
            "schedule": crontab(hour=7, minute=15),
        },
        "certificates.close_expired_proposals": {"task": "certificates.close_expired_proposals", "schedule": HOUR},
        "accounts.mail_notices": {"task": "accounts.mail_notices", "schedule": MINUTE},
        "accounts.carry_out_erasures": {"task": "accounts.carry_out_erasures", "schedule": HOUR},
        "classes.forget_guests": {"task": "classes.forget_guests", "schedule": crontab(hour=3, minute=35)},
        "coverage.remind": {"task": "coverage.remind", "schedule": HOUR},
        "coverage.make_reports": {"task": "coverage.make_reports", "schedule": MINUTE},
        "courses.tell_of_late_marking": {"task": "courses.tell_of_late_marking", "schedule": crontab(hour=7, minute=0)},
        "courses.count_answers": {"task": "courses.count_answers", "schedule": crontab(hour=2, minute=40)},
        "courses.close_overdue_attempts": {"task": "courses.close_overdue_attempts", "schedule": MINUTE},
        "courses.recompute_progress": {"task": "courses.recompute_progress", "schedule": crontab(hour=2, minute=30)},
        "workforce.work_off_rosters": {"task": "workforce.work_off_rosters", "schedule": MINUTE},
        "workforce.forget_old_rosters": {
            "task": "workforce.forget_old_rosters",
            "schedule": crontab(hour=2, minute=20),
        },
        "courses.publish_scheduled": {"task": "courses.publish_scheduled", "schedule": MINUTE},
        "api.tell_systems": {"task": "api.tell_systems", "schedule": 30.0},
        "api.forget_tokens": {"task": "api.forget_tokens", "schedule": crontab(hour=3, minute=50)},
    }
