from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from pictures.models import PictureField
from treebeard.mp_tree import MP_Node


class Category(MP_Node):
    """A shelf. The tree has two levels, so that a menu can show all of it."""

    MAX_DEPTH: ClassVar = 2

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    description = models.TextField(_("description"), blank=True)
    picture = PictureField(
        _("picture"),
        upload_to="categories",
        width_field="picture_width",
        height_field="picture_height",
        blank=True,
        help_text=_("Shown beside its name on the home page. Square is best."),
    )
    is_sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_(
            "Gifts, adult, health: what lies here and below is not remembered for anybody, not "
            "offered beside other things, and not named in reminders."
        ),
    )
    picture_width = models.PositiveIntegerField(editable=False, default=0)
    picture_height = models.PositiveIntegerField(editable=False, default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="category_two_levels",
                condition=models.Q(depth__lte=2),
                violation_error_message=_("Categories have two levels at most."),
            ),
        ]
        indexes: ClassVar = [
            # Serves the question whether a product lies in a marked branch (``catalog.sensitive``).
            models.Index(
                name="category_sensitive",
                fields=["path"],
                condition=models.Q(is_sensitive=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.slug])
