"""What people wrote, as customer care finds it, reads it and has seen to it (R11)."""

import pytest
from django.contrib.auth.models import Group, Permission

from recovery.models import Reply
from tests.admin_rows import make
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("content_types")
REPLIES = "/admin/recovery/reply/"
ENGLISH = {"headers": {"accept-language": "en"}}


@pytest.fixture
def reply(db):
    return make(Reply, 1)


def read(client, path):
    return client.get(path, **ENGLISH).content.decode()


def test_customer_care_reads_it_and_marks_it_as_seen_to(client, reply):
    care = UserFactory(is_staff=True)
    care.groups.add(Group.objects.get(name="customer care"))
    client.force_login(care)
    assert "1 person wrote what got in the way" in read(client, "/admin/")
    page = read(client, f"{REPLIES}{reply.pk}/change/")
    assert reply.words in page
    assert reply.episode.order.email in page
    form = {"action": "see_to", "_selected_action": [reply.pk]}
    told = client.post(REPLIES, form, follow=True, **ENGLISH).content.decode()
    assert "1 reply is seen to." in told
    reply.refresh_from_db()
    assert (reply.seen_by, reply.seen_at is None) == (care, False)
    assert "wrote what got in the way" not in read(client, "/admin/")


def test_whoever_sees_no_personal_data_sees_no_words(client, reply):
    """Neither in the page nor in its title."""
    colleague = UserFactory(is_staff=True)
    may = Permission.objects.filter(codename__in=["view_reply", "view_episode"])
    colleague.user_permissions.set(may)
    client.force_login(colleague)
    for path in (
        REPLIES,
        f"{REPLIES}{reply.pk}/change/",
        f"/admin/recovery/episode/{reply.episode_id}/change/",
    ):
        page = read(client, path)
        assert "the delivery" in page
        assert "Where do you deliver" not in page
        assert reply.episode.order.email not in page
