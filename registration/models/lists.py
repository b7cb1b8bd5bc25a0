"""Worker lists: the uploaded file, kept with its result, and one row per worker with its answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registration.models.organizations import Organization
from registration.models.people import Person
from registration.querysets import WorkerListQuerySet, WorkerListRowQuerySet
from registration.rules.codes import ListIs
from vaxportal.core import clock
from vaxportal.core.fields import RefField, SealedField, SealedFileField, by_whom


class WorkerList(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("Đang chờ đọc")
        READING = "reading", _("Đang đọc")
        DONE = "done", _("Đã đọc xong")
        FAILED = "failed", _("Không đọc được")

    ref = RefField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="lists")
    file_name = models.CharField(max_length=150)
    content = SealedFileField()  # people's numbers; kept in the database: one backup holds everything
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=60, blank=True)  # the code of why the whole file was refused
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_accepted = models.PositiveIntegerField(default=0)
    rows_repaired = models.PositiveIntegerField(default=0)
    rows_linked = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField(default=clock.now)
    uploaded_by = by_whom()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = WorkerListQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        indexes = [models.Index(fields=["state"], name="worker_list_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "digest"],
                condition=~models.Q(state="failed"),
                name="worker_list_once_per_file",
                violation_error_code=ListIs.ALREADY_UPLOADED,
                violation_error_message=_("Tệp này đã được tải lên. Xem kết quả ở danh sách trước."),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_finished(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}

    @property
    def rows_taken(self) -> int:
        """Rows whose person is in the system now."""
        return self.rows_accepted + self.rows_repaired + self.rows_linked


class WorkerListRow(models.Model):
    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Đã nhận")
        REPAIRED = "repaired", _("Đã nhận, có sửa")
        LINKED = "linked", _("Đã có trong hệ thống")
        REFUSED = "refused", _("Cần sửa")

    worker_list = models.ForeignKey(WorkerList, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()  # row of the sheet, from 1
    cells = SealedField()  # JSON text of what stood in the row
    outcome = models.CharField(max_length=10, choices=Outcome)
    problems = models.JSONField(default=list)  # [{"field", "code", "facts"}]
    repairs = models.JSONField(default=list)  # [{"field", "code"}]
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="list_rows")

    objects = WorkerListRowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["worker_list", "number"], name="worker_list_row_once")]

    def __str__(self) -> str:
        return f"{self.worker_list_id}:{self.number}"
