from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Report(models.Model):
    """No table and no rows: the permissions to look at reports have to belong to a model."""

    class Meta:
        managed = False
        default_permissions: ClassVar = []
        permissions: ClassVar = [
            ("view_reports", _("Can see the reports on sales and recovery")),
            ("view_searches", _("Can see the report on searches")),
        ]

    def __str__(self) -> str:
        return "report"
