from typing import ClassVar

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models.attribute import Attribute, AttributeValue
from catalog.models.category import Category
from catalog.sensitive import is_sensitive
from shop.core import clock


class TaxClass(models.TextChoices):
    """Which rate a product falls under; the rate itself depends on the country."""

    STANDARD = "standard", _("standard rate")
    REDUCED = "reduced", _("reduced rate")
    ZERO = "zero", _("zero rate")


class Brand(models.Model):
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(models.QuerySet["Product"]):
    def published(self) -> "ProductQuerySet":
        return self.filter(is_published=True)

    def sensitive(self) -> "ProductQuerySet":
        """Products that are exempt from memory, offers and mails, by their own mark or a shelf's."""
        return self.filter(is_sensitive())

    def not_sensitive(self) -> "ProductQuerySet":
        """Products that may be remembered, offered beside others, and named to anybody (R13)."""
        return self.filter(~is_sensitive())

    def in_category(self, category: Category) -> "ProductQuerySet":
        """Products of ``category`` and of its subcategories; a range scan of the tree's path."""
        return self.filter(category__path__startswith=category.path)


class Product(models.Model):
    """What a page shows. What is put into a cart is one of its variants."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=200, unique=True)
    description = models.TextField(_("description"), blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="products", verbose_name=_("category")
    )
    brand = models.ForeignKey(
        Brand,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("brand"),
    )
    tax_class = models.CharField(
        _("tax class"), max_length=10, choices=TaxClass.choices, default=TaxClass.STANDARD
    )
    attributes = models.ManyToManyField(
        AttributeValue, blank=True, related_name="products", verbose_name=_("attributes")
    )
    options = models.ManyToManyField(Attribute, through="ProductOption", related_name="+")
    is_published = models.BooleanField(_("published"), default=True)
    is_sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_(
            "Not remembered for anybody, not offered beside other things, not named in reminders. "
            "What lies in a sensitive category is so by itself."
        ),
    )
    created_at = models.DateTimeField(_("created"), default=clock.now, editable=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)
    # How many approved reviews gave so many stars; changed by ``catalog.reviews`` alone. What pages
    # and sorting need is worked out of them by the database, so that it cannot disagree.
    rated_1 = models.IntegerField(default=0, editable=False)
    rated_2 = models.IntegerField(default=0, editable=False)
    rated_3 = models.IntegerField(default=0, editable=False)
    rated_4 = models.IntegerField(default=0, editable=False)
    rated_5 = models.IntegerField(default=0, editable=False)
    rating_count = models.GeneratedField(
        verbose_name=_("reviews"),
        expression=F("rated_1") + F("rated_2") + F("rated_3") + F("rated_4") + F("rated_5"),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    rating_sum = models.GeneratedField(
        expression=F("rated_1")
        + F("rated_2") * 2
        + F("rated_3") * 3
        + F("rated_4") * 4
        + F("rated_5") * 5,
        output_field=models.IntegerField(),
        db_persist=True,
    )

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="product_tax_class_known", condition=models.Q(tax_class__in=TaxClass.values)
            ),
            models.CheckConstraint(
                name="product_ratings_not_negative",
                condition=models.Q(
                    rated_1__gte=0, rated_2__gte=0, rated_3__gte=0, rated_4__gte=0, rated_5__gte=0
                ),
            ),
        ]
        indexes: ClassVar = [
            # Serves the newest products on the home page and in a category.
            models.Index(
                name="product_newest",
                fields=["-created_at", "-id"],
                condition=models.Q(is_published=True),
            ),
            # Serves the products of a category: their number, the newest ones, a product's others.
            models.Index(
                name="product_newest_in_category",
                fields=["category", "-created_at", "-id"],
                condition=models.Q(is_published=True),
            ),
            # Serves a search: which of the products that match are not to be shown.
            models.Index(
                name="product_unpublished",
                fields=["id"],
                condition=models.Q(is_published=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("product", args=[self.slug])


class ProductOption(models.Model):
    """An attribute that the shopper chooses among a product's variants, such as its size."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="product_options")
    attribute = models.ForeignKey(
        Attribute, models.PROTECT, related_name="+", verbose_name=_("option")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="product_option_unique", fields=["product", "attribute"]),
        ]

    def __str__(self) -> str:
        return str(self.attribute)
