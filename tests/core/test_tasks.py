from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from shop.core import clock
from shop.core.tasks import forget_expired_sessions


@pytest.mark.django_db
def test_expired_sessions_are_forgotten():
    for name, days in (("over", -1), ("still good", 1)):
        Session.objects.create(
            session_key=name, session_data="", expire_date=clock.now() + timedelta(days=days)
        )
    forget_expired_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["still good"]
