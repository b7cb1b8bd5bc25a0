"""Worker lists: the uploaded file, kept with its result, and one row per worker with its answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registration.models.organizations import Organization
from registration.models.people import Person
from registration.querysets import WorkerListQuerySet, WorkerListRowQuerySet
from registration.rules.codes import ListIs
from registration.rules.lists import TAKEN
from vaxportal.core import clock
from vaxportal.core.constraints import both_or_neither
from vaxportal.core.fields import RefField, SealedField, SealedFileField, by_whom


class WorkerList(models.Model):
    class State(models.TextChoices):
        LOOKING = "looking", _("Đang xem tệp")
        TO_CONFIRM = "to_confirm", _("Chờ bạn xác nhận cột")
        WAITING = "waiting", _("Đang chờ đọc")
        READING = "reading", _("Đang đọc")
        DONE = "done", _("Đã đọc xong")
        FAILED = "failed", _("Không đọc được")
        UNDONE = "undone", _("Đã hủy")

    ref = RefField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="lists")
    file_name = models.CharField(max_length=150)
    content = SealedFileField()  # people's numbers; kept in the database: one backup holds everything
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.LOOKING)
    problem = models.CharField(max_length=60, blank=True)  # the code of why the whole file was refused
    problem_facts = models.JSONField(default=dict)
    starts_by_itself = models.BooleanField(default=False)  # nobody looks at the guess when it is complete: REST
    seen = SealedField()  # JSON text: the sheets with their first rows, for choosing the columns
    layout = models.JSONField(null=True, blank=True)  # how the file is read: rules.layouts.Layout
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = by_whom(optional=True)
    rows_total = models.PositiveIntegerField(default=0)
    read_to = models.PositiveIntegerField(default=0)  # the last row of the sheet that has its answer
    rows_done = models.PositiveIntegerField(default=0)
    rows_accepted = models.PositiveIntegerField(default=0)
    rows_repaired = models.PositiveIntegerField(default=0)
    rows_linked = models.PositiveIntegerField(default=0)
    rows_unclear = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    rows_set_aside = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField(default=clock.now)
    uploaded_by = by_whom()
    finished_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)  # a row got another answer
    answer = SealedFileField(null=True, blank=True)  # the file with every row answered
    answered_at = models.DateTimeField(null=True, blank=True)  # what `answer` says was so then
    answer_wanted = models.BooleanField(default=False)  # somebody waits for it
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = by_whom(optional=True)

    objects = WorkerListQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        indexes = [models.Index(fields=["state"], name="worker_list_state")]
        constraints = [
            both_or_neither("confirmed"),
            both_or_neither("undone"),
            models.UniqueConstraint(
                fields=["organization", "digest"],
                condition=~models.Q(state__in=["failed", "undone"]),
                name="worker_list_once_per_file",
                violation_error_code=ListIs.ALREADY_UPLOADED,
                violation_error_message=_("Tệp này đã được tải lên. Xem kết quả ở danh sách trước."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        """A worker has it, or will soon: the page shows progress."""
        return self.state in {self.State.LOOKING, self.State.WAITING, self.State.READING}

    @property
    def is_answer_fresh(self) -> bool:
        return bool(self.answered_at and self.changed_at and self.answered_at >= self.changed_at)

    @property
    def is_finished(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.UNDONE}

    @property
    def has_taken(self) -> bool:
        """People are in the system because of it: read to its end, or broken off after some of its batches."""
        return self.state == self.State.DONE or (self.state == self.State.FAILED and self.rows_done > 0)

    @property
    def rows_left(self) -> int:
        """Rows that wait for somebody: to be mended or to be decided."""
        return self.rows_refused + self.rows_unclear

    @property
    def rows_taken(self) -> int:
        """Rows whose person is in the system now."""
        return sum(getattr(self, f"rows_{outcome}") for outcome in TAKEN)


class WorkerListRow(models.Model):
    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Đã nhận")
        REPAIRED = "repaired", _("Đã nhận, có sửa")
        LINKED = "linked", _("Đã có trong hệ thống")
        UNCLEAR = "unclear", _("Cần quyết định")
        REFUSED = "refused", _("Cần sửa")
        SET_ASIDE = "set_aside", _("Bỏ qua")

    worker_list = models.ForeignKey(WorkerList, on_delete=models.PROTECT, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()  # row of the sheet, from 1
    cells = SealedField()  # JSON text of what stood in the row
    content_key = models.BigIntegerField(null=True)  # keyed hash of the cells: the same row handed in again
    outcome = models.CharField(max_length=10, choices=Outcome)
    problems = models.JSONField(default=list)  # [{"field", "code", "facts"}]
    repairs = models.JSONField(default=list)  # [{"field", "code"}]
    matches = models.JSONField(default=list)  # who it may be: [{"person", "score", "agrees", "differs"}]
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="list_rows")
    made_person = models.BooleanField(default=False)  # by this row; an undo takes the person away again
    filled = models.JSONField(default=list)  # numbers of a known person that this row has told first
    mended = SealedField()  # JSON text: cells that were changed on the page
    settled_at = models.DateTimeField(null=True, blank=True)  # mended, decided or set aside by somebody
    settled_by = by_whom(optional=True)

    objects = WorkerListRowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["content_key"], name="worker_list_row_content")]
        constraints = [
            both_or_neither("settled"),
            models.UniqueConstraint(fields=["worker_list", "number"], name="worker_list_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.worker_list_id}:{self.number}"


class ListLayout(models.Model):
    """How an organization's file is read, as somebody has confirmed it: for the next file with the same headings."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="layouts", db_index=False)
    headings = models.CharField(max_length=64)  # digest of the headings
    layout = models.JSONField()
    chosen_at = models.DateTimeField(default=clock.now)
    chosen_by = by_whom()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "headings"], name="list_layout_once")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.headings[:8]}"
