from collections.abc import Sequence
from typing import Any

import structlog
from allauth.account import admin as allauth_admin
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from shop.core.users.models import CustomerGroup, User

log = structlog.get_logger(__name__)

# Registered by allauth; on its own it is a second list of accounts, without their meaning.
admin.site.unregister(allauth_admin.EmailAddress)

VIEW_ACCOUNT = "users.view_user"

# What decides who may do what: only a superuser hands it out.
_POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


class _CreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email", "full_name")


class _ChangeForm(UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = "__all__"
        field_classes: dict[str, Any] = {}


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Accounts by e-mail address.

    Whoever can change somebody's address or password can become them, so that staff who are not
    superusers change shoppers and themselves, never a colleague, and no one's powers.
    """

    form = _ChangeForm
    add_form = _CreationForm
    ordering = ("email",)
    list_display = ("email", "full_name", "is_staff", "is_active", "date_joined", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    search_fields = ("email", "full_name")
    date_hierarchy = None
    show_full_result_count = False
    readonly_fields = ("date_joined", "last_login")
    filter_horizontal = ("groups", "user_permissions")
    fieldsets = (
        (None, {"fields": ("email", "password", "full_name", "is_active")}),
        (_("Rights"), {"fields": _POWERS}),
        (_("Dates"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "full_name", "usable_password", "password1", "password2"),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if _is_superuser(request) else (*fields, *_POWERS)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        """Take from addresses that staff replaced their power to reset the password."""
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()
            EmailAddress.objects.create(user=obj, email=obj.email.lower(), primary=True)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def get_deleted_objects(
        self, objs: QuerySet[User] | Sequence[User], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Refuse the list's delete action too, which asks no permission for each account."""
        tree, counts, lacking, protected = super().get_deleted_objects(objs, request)
        colleagues = [str(user) for user in objs if not _may_touch(request, user)]
        return tree, counts, lacking, [*protected, *colleagues]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        log.info("personal_data_opened", model="user", pk=object_id, by=request.user.pk)
        return super().change_view(request, object_id, form_url, extra_context)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


def _may_touch(request: HttpRequest, user: User | None) -> bool:
    """Return whether the one who asks may change ``user``: anyone, oneself, or a shopper."""
    if user is None or _is_superuser(request) or user.pk == request.user.pk:
        return True
    return not (user.is_staff or user.is_superuser)


@admin.register(CustomerGroup)
class CustomerGroupAdmin(admin.ModelAdmin[CustomerGroup]):
    """Who gets which prices. Members are personal data, for whoever may look at accounts."""

    list_display = ("name", "members_counted")
    show_full_result_count = False
    search_fields = ("name",)
    autocomplete_fields = ("members",)

    def get_queryset(self, request: HttpRequest) -> Any:
        through: Any = CustomerGroup.members.through
        members = through.objects.filter(customergroup=OuterRef("pk"))
        counted = members.order_by().values("customergroup").annotate(n=Count("pk")).values("n")
        return super().get_queryset(request).annotate(number=Coalesce(Subquery(counted), 0))

    def get_fields(self, request: HttpRequest, obj: CustomerGroup | None = None) -> Any:
        return ("name", "members") if request.user.has_perm(VIEW_ACCOUNT) else ("name",)

    def save_model(self, request: HttpRequest, obj: CustomerGroup, form: Any, change: Any) -> None:
        """Write only what was changed on the form, so that a stale page undoes nothing else."""
        own = [name for name in form.changed_data if name != "members"]
        obj.save(update_fields=own if change else None)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.user.has_perm(VIEW_ACCOUNT):
            by = request.user.pk
            log.info("personal_data_opened", model="customergroup", pk=object_id, by=by)
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("members"), ordering="number")
    def members_counted(self, group: Any) -> int:
        return int(group.number)
