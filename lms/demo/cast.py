"""The named cast: one person for each way of using the site, shared by the demo and the tests."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache, partial

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from certificates.setting_up import ensure_officers
from kit.env import env_text
from workforce.employing import hire, transfer
from workforce.loading import load_agencies, load_positions
from workforce.models import Agency, AgencyRole, Employment, Position
from workforce.roles import grant_role

HOME_COMMUNE = "06184"  # UBND xã Đồng Đăng
OTHER_COMMUNE = "06040"  # UBND xã Thất Khê
PROVINCE = "20"
# Wagtail's own group: may write and change pages, and hand them in for review.
AUTHORS = "Editors"
# Wagtail's own group: looks through what authors hand in, and publishes it.
REVIEWERS = "Moderators"

CIVIL_SERVANT = Employment.Category.CIVIL_SERVANT.value
OFFICIAL = Employment.Category.OFFICIAL.value
PUBLIC_EMPLOYEE = Employment.Category.PUBLIC_EMPLOYEE.value


@dataclass(frozen=True, kw_only=True)
class Post:
    """A stage of a working life: where, as what, from when."""

    agency: str
    position: str
    category: str
    since: dt.date
    is_it_staff: bool = False
    is_leader: bool = False


@dataclass(frozen=True, kw_only=True)
class Member:
    """One of the cast. `does` says in Vietnamese what this person is here to show."""

    key: str
    username: str
    full_name: str
    does: str
    posts: tuple[Post, ...] = ()
    role: str = ""
    role_at: str = ""
    is_author: bool = False
    is_reviewer: bool = False
    teaches: bool = False
    certifies: bool = False
    is_superuser: bool = False


REFORM = dt.date(2025, 7, 1)
MERGER = dt.date(2025, 3, 1)

MEMBERS = (
    Member(key="admin", username="admin", full_name="Quản trị hệ thống", does="Quản trị toàn bộ", is_superuser=True),
    Member(
        key="learner",
        username="lan",
        full_name="Nông Thị Lan",
        does="Người học: chuyên viên CNTT, UBND xã Đồng Đăng",
        posts=(
            Post(
                agency="cao-loc",
                position="chuyen-vien-cntt",
                category=CIVIL_SERVANT,
                since=dt.date(2019, 9, 1),
                is_it_staff=True,
            ),
            Post(
                agency=HOME_COMMUNE, position="chuyen-vien-cntt", category=CIVIL_SERVANT, since=REFORM, is_it_staff=True
            ),
        ),
    ),
    Member(
        key="unit_head",
        username="thang",
        full_name="Hoàng Văn Thắng",
        does="Thủ trưởng: Chủ tịch UBND xã Đồng Đăng",
        posts=(
            Post(
                agency="cao-loc.thi-tran-dong-dang",
                position="chu-tich-ubnd-xa",
                category=OFFICIAL,
                since=dt.date(2020, 6, 15),
                is_leader=True,
            ),
            Post(agency=HOME_COMMUNE, position="chu-tich-ubnd-xa", category=OFFICIAL, since=REFORM, is_leader=True),
        ),
        role=AgencyRole.Role.UNIT_HEAD,
        role_at=HOME_COMMUNE,
    ),
    Member(
        key="hr_officer",
        username="huong",
        full_name="Lý Thị Hương",
        does="Cán bộ tổ chức của UBND xã Đồng Đăng",
        posts=(
            Post(
                agency="cao-loc.xa-bao-lam",
                position="van-phong-thong-ke",
                category=CIVIL_SERVANT,
                since=dt.date(2016, 3, 1),
            ),
            Post(agency=HOME_COMMUNE, position="van-phong-thong-ke", category=CIVIL_SERVANT, since=REFORM),
        ),
        role=AgencyRole.Role.HR_OFFICER,
        role_at=HOME_COMMUNE,
    ),
    Member(
        key="provincial_officer",
        username="minh",
        full_name="Trần Quang Minh",
        does="Cán bộ đầu mối của tỉnh, Sở Khoa học và Công nghệ",
        posts=(
            Post(
                agency="so-thong-tin-va-truyen-thong",
                position="chuyen-vien-chinh",
                category=CIVIL_SERVANT,
                since=dt.date(2012, 8, 1),
            ),
            Post(agency="so-khoa-hoc-va-cong-nghe", position="chuyen-vien-chinh", category=CIVIL_SERVANT, since=MERGER),
        ),
        role=AgencyRole.Role.PROVINCIAL_OFFICER,
        role_at=PROVINCE,
        certifies=True,
    ),
    Member(
        key="facilitator",
        username="phuong",
        full_name="Vi Thị Phượng",
        does="Thành viên Tổ công nghệ số cộng đồng",
    ),
    Member(
        key="author",
        username="duc",
        full_name="Nguyễn Minh Đức",
        does="Người soạn khóa học",
        posts=(
            Post(
                agency="so-thong-tin-va-truyen-thong",
                position="vien-chuc-su-nghiep",
                category=PUBLIC_EMPLOYEE,
                since=dt.date(2018, 4, 2),
            ),
            Post(
                agency="so-khoa-hoc-va-cong-nghe",
                position="vien-chuc-su-nghiep",
                category=PUBLIC_EMPLOYEE,
                since=MERGER,
            ),
        ),
        is_author=True,
    ),
    Member(
        key="teacher",
        username="thao",
        full_name="Lâm Thị Thảo",
        does="Giảng viên: chấm bài, trả lời người học, coi thi",
        posts=(
            Post(
                agency="so-noi-vu",
                position="vien-chuc-su-nghiep",
                category=PUBLIC_EMPLOYEE,
                since=MERGER,
            ),
        ),
    ),
    Member(
        key="reviewer",
        username="binh",
        full_name="Đàm Văn Bình",
        does="Người duyệt khóa học trước khi xuất bản",
        posts=(
            Post(
                agency="so-khoa-hoc-va-cong-nghe",
                position="chuyen-vien-chinh",
                category=CIVIL_SERVANT,
                since=MERGER,
            ),
        ),
        is_reviewer=True,
    ),
    Member(
        key="outsider",
        username="khanh",
        full_name="Hứa Văn Khánh",
        does="Cán bộ tổ chức của xã khác: UBND xã Thất Khê",
        posts=(
            Post(
                agency="trang-dinh.thi-tran-that-khe",
                position="van-phong-thong-ke",
                category=CIVIL_SERVANT,
                since=dt.date(2017, 1, 3),
            ),
            Post(agency=OTHER_COMMUNE, position="van-phong-thong-ke", category=CIVIL_SERVANT, since=REFORM),
        ),
        role=AgencyRole.Role.HR_OFFICER,
        role_at=OTHER_COMMUNE,
    ),
    Member(key="citizen", username="nhan", full_name="Triệu Mùi Nhàn", does="Người dân"),
    Member(
        key="signatory",
        username="tuan",
        full_name="Chu Văn Tuấn",
        does="Phó Giám đốc Sở Nội vụ: ký giấy chứng nhận bằng thiết bị ký số",
        posts=(
            Post(agency="so-noi-vu", position="pho-giam-doc-so", category=CIVIL_SERVANT, since=MERGER, is_leader=True),
        ),
    ),
)


@dataclass(frozen=True)
class Cast:
    """The cast as accounts."""

    admin: User
    learner: User
    unit_head: User
    hr_officer: User
    provincial_officer: User
    facilitator: User
    author: User
    teacher: User
    reviewer: User
    outsider: User
    citizen: User
    signatory: User

    def __iter__(self) -> Iterator[User]:
        return (getattr(self, field.name) for field in fields(self))


def demo_password() -> str:
    """One password for the whole cast, from LMS_DEMO_PASSWORD."""
    return env_text("LMS_DEMO_PASSWORD", "hoa-hoi-2026")


@cache
def _hashed(password: str) -> str:
    # Hashing is slow on purpose; twelve times the same word need not be.
    return make_password(password)


@transaction.atomic
def make_cast(*, at: dt.datetime) -> Cast:
    """The cast with posts and roles, made where missing (agencies too); harmless twice.

    People who exist already stay as they are, passwords included.
    """
    codes = {post.agency for member in MEMBERS for post in member.posts} | {PROVINCE}
    if Agency.objects.filter(code__in=codes).count() < len(codes):
        load_agencies()
        load_positions()
    people: dict[str, User] = {}
    for number, member in enumerate(MEMBERS, start=1):
        person = User.objects.filter(username=member.username).first()
        people[member.key] = person or _make(member, number, by=people.get("admin"), at=at)
    return Cast(**people)


def _make(member: Member, number: int, *, by: User | None, at: dt.datetime) -> User:
    person = User.objects.create(
        username=member.username,
        full_name=member.full_name,
        email=f"{member.username}@example.com",
        phone=f"+849000000{number:02d}",
        password=_hashed(demo_password()),
        is_superuser=member.is_superuser,
        is_staff=member.is_superuser,
        date_joined=at,
    )
    admin = by or person
    _employ(person, member.posts, by=admin, at=at)
    if member.role:
        agency = Agency.objects.get(code=member.role_at)
        grant_role(person=person, agency=agency, role=member.role, by=admin, at=at)
    if member.is_author:
        person.groups.add(Group.objects.get_or_create(name=AUTHORS)[0])
    if member.is_reviewer:
        person.groups.add(Group.objects.get_or_create(name=REVIEWERS)[0])
    if member.certifies:
        person.groups.add(ensure_officers())
    return person


def _employ(person: User, posts: tuple[Post, ...], *, by: User, at: dt.datetime) -> None:
    for place, post in enumerate(posts):
        agency = Agency.objects.get(code=post.agency)
        begin = partial(transfer, to=agency) if place else partial(hire, agency=agency)
        begin(
            person=person,
            position=Position.objects.get(code=post.position),
            category=post.category,
            on=post.since,
            by=by,
            at=at,
            is_it_staff=post.is_it_staff,
            is_leader=post.is_leader,
        )
