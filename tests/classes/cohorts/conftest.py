"""A class of the commune Đồng Đăng, led by Phượng, with Lan and Sen in it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from classes.models import Cohort
from courses.models import CoursePage
from tests.classes.cohorts.together import hold
from tests.coverage import facts
from tests.coverage.conftest import *  # noqa: F403 - its people and places
from workforce.models import Agency


@pytest.fixture
def phuong(db: None) -> User:
    """Leads classes; works nowhere."""
    return facts.make_person("Vi Thị Phượng", username="phuong")


@pytest.fixture
def minh(commune: Agency) -> User:
    person = facts.make_person("Hứa Văn Minh", username="minh", email="minh@example.com")
    facts.employ(person, commune, it=True)
    return person


@pytest.fixture
def cohort(course: CoursePage, commune: Agency, sen: User, learner: User, phuong: User) -> Cohort:
    return hold(course, commune, learner, sen, leader=phuong, by=sen)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in
