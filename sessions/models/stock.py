"""Lots, what each facility holds of them, and every movement that explains the balance. Counted in doses."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registration.models import Vaccine
from sessions.querysets import LotQuerySet, StockQuerySet, TransferQuerySet
from sessions.rules.codes import LotIs
from vaxportal.core import clock
from vaxportal.core.constraints import both_or_neither
from vaxportal.core.fields import RefField, by_whom
from vaxportal.geography.models import Facility


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Lot(models.Model):
    ref = RefField()
    vaccine = models.ForeignKey(Vaccine, verbose_name=_("Vắc xin"), on_delete=models.PROTECT, related_name="lots")
    number = models.CharField(_("Số lô"), max_length=40)
    expires_on = models.DateField(_("Hạn dùng"))
    recalled_at = models.DateTimeField(_("Thu hồi lúc"), null=True, blank=True)
    recalled_by = by_whom(_("Người thu hồi"), optional=True)
    recall_reason = models.CharField(_("Lý do thu hồi"), max_length=300, blank=True)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("Lô vắc xin"), pgettext_lazy("list", "Lô vắc xin")
        ordering = ["expires_on", "number"]
        constraints = [
            both_or_neither("recalled"),
            models.UniqueConstraint(
                fields=["vaccine", "number"],
                name="lot_once_per_number",
                violation_error_code=LotIs.ALREADY_KNOWN,
                violation_error_message=_("Lô này đã có trong hệ thống."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class StockBalance(models.Model):
    """Doses of one lot on the shelf of one facility; the row is locked by whoever moves stock."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="stock")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="balances")
    doses = models.IntegerField(default=0)

    objects = StockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "lot"], name="stock_balance_once"),
            models.CheckConstraint(
                condition=Q(doses__gte=0),
                name="stock_never_negative",
                violation_error_code=LotIs.MORE_THAN_IN_STOCK,
                violation_error_message=_("Kho không đủ số liều này."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.lot_id}: {self.doses}"


class StockTransfer(models.Model):
    """Doses on the way from one facility to another: off the shelf of the one when sent, on that of the other when
    somebody there has counted them."""

    ref = RefField()
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="transfers")
    source = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="transfers_out")
    target = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="transfers_in")
    doses = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    sent_by = by_whom()
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = by_whom(optional=True)
    doses_received = models.PositiveIntegerField(null=True, blank=True)
    missing_reason = models.CharField(max_length=200, blank=True)  # where fewer came than were sent
    taken_back_at = models.DateTimeField(null=True, blank=True)  # by the sender, before anybody has received it
    taken_back_by = by_whom(optional=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            both_or_neither("sent"),
            both_or_neither("received"),
            both_or_neither("taken_back"),
            models.CheckConstraint(
                condition=Q(received_at=None) | Q(taken_back_at=None), name="stock_transfer_ends_once"
            ),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="stock_transfer_moves"),
            models.CheckConstraint(
                condition=Q(received_at=None, doses_received=None)
                | Q(received_at__isnull=False, doses_received__lte=models.F("doses")),
                name="stock_transfer_received_is_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}: {self.doses}"

    @property
    def is_on_the_way(self) -> bool:
        return self.received_at is None and self.taken_back_at is None

    @property
    def doses_missing(self) -> int:
        return 0 if self.doses_received is None else self.doses - self.doses_received


class StockMovement(models.Model):
    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Nhập kho")
        ISSUE = "issue", _("Xuất cho buổi tiêm")
        RETURN = "return", _("Hoàn kho từ buổi tiêm")
        TRANSFER_OUT = "transfer_out", _("Chuyển đi")
        TRANSFER_IN = "transfer_in", _("Chuyển đến")
        DISCARD = "discard", _("Hủy")

    ref = RefField()
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="stock_movements")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=15, choices=Kind)
    doses = models.IntegerField()  # signed: + in, - out
    session = models.ForeignKey(
        "vaccination.VaccinationSession", null=True, blank=True, on_delete=models.PROTECT, related_name="movements"
    )
    transfer = models.ForeignKey(
        StockTransfer, null=True, blank=True, on_delete=models.PROTECT, related_name="movements", db_index=False
    )
    reason = models.CharField(max_length=200, blank=True)
    moved_at = models.DateTimeField(default=clock.now)
    moved_by = by_whom()

    objects = StockQuerySet.as_manager()

    class Meta:
        ordering = ["-moved_at"]
        constraints = [models.CheckConstraint(condition=~Q(doses=0), name="stock_movement_moves")]

    def __str__(self) -> str:
        return f"{self.kind} {self.doses}"
