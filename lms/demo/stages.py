"""The stages of the demo, in order. Each looks cheaply whether it is done already and says what it did."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from competency.loading import load_frameworks, load_requirements
from coverage.loading import load_targets
from home.setting_up import ensure_site
from lms.demo.assignments import tell_of_assignments
from lms.demo.cast import make_cast
from lms.demo.classes import hold_a_class
from lms.demo.community import tell_of_more_classes
from lms.demo.exams import hold_exams
from lms.demo.leaving import tell_of_leaving
from lms.demo.life import tell_of_lives
from lms.demo.papers import issue_papers, prepare_papers, share_a_paper, tell_of_checks
from lms.demo.practice import tell_of_practice
from lms.demo.reports import write_reports
from lms.demo.rosters import bring_a_list
from lms.demo.staffing import make_staff
from lms.demo.story import (
    tell_of_data_governance,
    tell_of_safety,
    tell_of_services,
    tell_of_skills,
    tell_of_the_cast,
)
from lms.demo.systems import connect_a_system
from lms.demo.token_of_tuan import wait_for_the_token
from lms.demo.tree import tell_of_the_tree
from workforce.loading import Loaded, load_agencies, load_positions

DONE = "đã có"


@dataclass(frozen=True, kw_only=True)
class Demo:
    """What is asked for: how many people, as of when."""

    people: int
    at: dt.datetime
    progress: bool = True


def migrate(demo: Demo) -> str:
    executor = MigrationExecutor(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if steps:
        call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    return f"{len(steps)} bước" if steps else DONE


def set_up_site(demo: Demo) -> str:
    return f"trang chủ “{ensure_site().title}”"


def frameworks(demo: Demo) -> str:
    return _in_words(sum(load_frameworks().values(), Loaded()))


def agencies(demo: Demo) -> str:
    return _in_words(sum(load_agencies().values(), Loaded()) + load_positions() + load_requirements())


def courses(demo: Demo) -> str:
    said = StringIO()
    call_command("import_courses", stdout=said)
    return "; ".join(line.partition(":")[0] for line in said.getvalue().splitlines())


def targets(demo: Demo) -> str:
    return _in_words(sum(load_targets().values(), Loaded()))


def signing(demo: Demo) -> str:
    return prepare_papers(at=demo.at)


def cast(demo: Demo) -> str:
    return f"{sum(1 for _ in make_cast(at=demo.at))} nhân vật"


def staff(demo: Demo) -> str:
    added = make_staff(people=demo.people, at=demo.at, progress=demo.progress)
    if added:
        _tell_the_planner()
    return f"thêm {added} người" if added else DONE


def tree(demo: Demo) -> str:
    told = tell_of_the_tree(make_cast(at=demo.at), at=demo.at)
    return f"{told} lần gộp, đã hoàn tác" if told else DONE


def rosters(demo: Demo) -> str:
    brought = bring_a_list(make_cast(at=demo.at), at=demo.at)
    return f"{brought} danh sách chờ xác nhận" if brought else DONE


def leaving(demo: Demo) -> str:
    asking = tell_of_leaving(make_cast(at=demo.at), at=demo.at)
    return f"{asking} người yêu cầu xóa dữ liệu" if asking else DONE


def story(demo: Demo) -> str:
    begun = tell_of_skills(at=demo.at) + tell_of_safety(at=demo.at) + tell_of_data_governance(at=demo.at)
    begun += tell_of_the_cast(make_cast(at=demo.at), at=demo.at)
    begun += tell_of_services(make_cast(at=demo.at), at=demo.at)
    if begun:
        _tell_the_planner()
    return f"thêm {begun} lượt học" if begun else DONE


def exams(demo: Demo) -> str:
    held = hold_exams(make_cast(at=demo.at), at=demo.at)
    return f"{held} ca thi" if held else DONE


def practice(demo: Demo) -> str:
    handed_in = tell_of_practice(make_cast(at=demo.at), at=demo.at)
    return f"nộp {handed_in} bài thực hành" if handed_in else DONE


def papers(demo: Demo) -> str:
    issued = issue_papers(at=demo.at, progress=demo.progress)
    share_a_paper(at=demo.at)
    tell_of_checks(at=demo.at)
    return f"cấp {issued} giấy chứng nhận" if issued else DONE


def token(demo: Demo) -> str:
    waiting = wait_for_the_token(make_cast(at=demo.at), at=demo.at)
    return f"{waiting} giấy chờ ký, 1 giấy đã ký" if waiting else DONE


def lives(demo: Demo) -> str:
    told = tell_of_lives(make_cast(at=demo.at), at=demo.at)
    return f"{told} giấy bị tạm dừng, thu hồi, thay thế" if told else DONE


def assignments(demo: Demo) -> str:
    made = tell_of_assignments(make_cast(at=demo.at), at=demo.at)
    return f"giao {made} nhiệm vụ học tập" if made else DONE


def training_classes(demo: Demo) -> str:
    cast = make_cast(at=demo.at)
    held = hold_a_class(cast, at=demo.at) + tell_of_more_classes(cast, at=demo.at)
    return f"{held} lớp học" if held else DONE


def reports(demo: Demo) -> str:
    made = write_reports(make_cast(at=demo.at), at=demo.at)
    return f"{made} báo cáo" if made else DONE


def systems(demo: Demo) -> str:
    connected = connect_a_system(make_cast(at=demo.at), at=demo.at)
    return f"{connected} hệ thống" if connected else DONE


STAGES: tuple[tuple[str, Callable[[Demo], str]], ...] = (
    ("Cơ sở dữ liệu", migrate),
    ("Trang web", set_up_site),
    ("Khung năng lực", frameworks),
    ("Cơ quan, vị trí việc làm", agencies),
    ("Khóa học", courses),
    ("Chỉ tiêu của các kế hoạch", targets),
    ("Khóa ký, cơ quan cấp giấy", signing),
    ("Nhân vật", cast),
    ("Nhân sự", staff),
    ("Sắp xếp cơ quan", tree),
    ("Danh sách cán bộ", rosters),
    ("Người đã thôi việc", leaving),
    ("Một năm học tập", story),
    ("Ca thi", exams),
    ("Bài thực hành", practice),
    ("Giấy chứng nhận", papers),
    ("Giấy ký bằng thiết bị", token),
    ("Sau khi cấp giấy", lives),
    ("Nhiệm vụ học tập", assignments),
    ("Lớp học", training_classes),
    ("Báo cáo", reports),
    ("Hệ thống kết nối", systems),
)


def _tell_the_planner() -> None:
    """PostgreSQL counts its rows only a minute later, and until then plans as if there were none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _in_words(loaded: Loaded) -> str:
    if loaded.is_nothing_new:
        return DONE
    return f"{loaded.created} mới, {loaded.updated} đổi"
