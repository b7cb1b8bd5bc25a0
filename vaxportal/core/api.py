"""REST, as every app speaks it: pages of results, and problems as 422 with the same codes as everywhere."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.fields import empty
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView, exception_handler

from vaxportal.core.dates import DayIs, parse_day
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.core.problems import Problem
from vaxportal.core.wording import say

PAGE = [OpenApiParameter("page", int), OpenApiParameter("page_size", int)]
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
In = TypeVar("In", bound="BaseSerializer[Any]")
Row = TypeVar("Row", bound=Model)


class Ref(serializers.UUIDField):
    """The name of a thing, as text; a number would be taken for the UUID that it fills with zeros."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class Ruled(serializers.Field[Any, Any, Any, Any]):
    """A field whose missing or unreadable value has the code that it has at every other door, in the words of its
    serializer's `wording`."""

    def __init__(self, *, missing: StrEnum, unknown: StrEnum | None = None, **options: Any) -> None:  # the library's
        self.missing, self.unknown = missing, unknown
        super().__init__(**options)

    def fail(self, key: str, **facts: Any) -> NoReturn:  # the library's own signature
        code = self.missing if key in {"required", "null", "blank"} else self.unknown
        if code is None:
            super().fail(key, **facts)
        raise ValidationError(say(Problem(code), getattr(self.parent, "wording", {})), code=str(code))


class Text(Ruled, serializers.CharField):
    pass


class Whole(Ruled, serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        return super().to_internal_value(data) if data != "" else self.fail("required")


class Choice(Ruled, serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(data) if data != "" else self.fail("required")


class Day(Ruled, serializers.DateField):
    """Read as in every form; an empty text is no day."""

    def run_validation(self, data: Any = empty) -> Any:  # the library's own signature
        return super().run_validation(None if data == "" else data)

    def to_internal_value(self, value: Any) -> date:  # the same
        found = parse_day(value) if isinstance(value, str) else Problem(DayIs.UNREADABLE)
        if isinstance(found, date):
            return found
        raise ValidationError(say(found, {}), code=str(found.code))


class Moment(serializers.DateTimeField):
    """A day and time; one before the first day that a calendar can hold is out of range, not a failure."""

    def enforce_timezone(self, value: datetime) -> datetime:
        try:
            return super().enforce_timezone(value)
        except OverflowError:
            self.fail("overflow")


def told(serializer: type[In], request: Request) -> In:
    """The body of the request, read; wrong input raises and becomes 422."""
    read = serializer(data=request.data)
    read.is_valid(raise_exception=True)
    return read


def readable(serializer: BaseSerializer[Any], body: object) -> dict[str, Any]:
    """What can be read of a body of which other parts cannot."""
    found: dict[str, Any] = {}
    for name, field in serializer.fields.items() if isinstance(body, Mapping) else ():  # type: ignore[attr-defined]
        sent = field.get_value(body)
        if isinstance(field, serializers.ListSerializer):
            child: Any = field.child
            found[name] = [readable(child, one) for one in sent] if isinstance(sent, list) else []
        elif isinstance(field, serializers.Serializer):
            found[name] = readable(field, sent)
        else:
            with suppress(ValidationError, serializers.SkipField):
                found[name] = field.run_validation(sent)
    return found


def unreadable(error: ValidationError, problems: RuleBroken) -> ValidationError:
    """What cannot be read, and what the rules say of the rest: all at once."""
    told = list(_told(error.detail, ""))
    fields = tuple(one["field"] for one in told)
    told += [
        one
        for one in problems.told()
        if not any(one["field"] == field or one["field"].startswith(f"{field}.") for field in fields)
    ]
    details: dict[str, list[ErrorDetail]] = {}
    for one in told:
        details.setdefault(one["field"], []).append(ErrorDetail(one["message"], code=one["code"]))
    return ValidationError(details)


def one_told(rows: QuerySet[Row], ref: UUID, field: str) -> Row:
    """What the body calls by its `ref`; one that is not there, or not the caller's to see, is wrong input."""
    found = rows.filter(ref=ref).first()
    if found is None:
        raise unknown(field)
    return found


def unknown(field: str) -> ValidationError:
    return ValidationError({field: ErrorDetail(str(_("Không tìm thấy mã này. Kiểm tra lại.")), code="unknown")})


@contextmanager
def named_as_sent(place: Callable[[str], str]) -> Iterator[None]:
    """Problems are told at the fields by which the client knows them."""
    try:
        yield
    except RuleBroken as refusal:
        raise refusal.at(place) from refusal


_shared: dict[type[BaseSerializer[Any]], BaseSerializer[Any]] = {}


def _one_for_all(serializer: type[BaseSerializer[Any]]) -> BaseSerializer[Any]:
    if serializer not in _shared:
        _shared[serializer] = serializer()
    return _shared[serializer]


def told_quickly(serializer: type[BaseSerializer[Any]], request: Request) -> dict[str, Any]:
    """The values of the body where a queue waits: one instance reads for everybody, because copying its fields for
    each request takes longer than reading. It must keep nothing about a request."""
    return _one_for_all(serializer).run_validation(request.data)


def shown_quickly(serializer: type[BaseSerializer[Any]], thing: object) -> dict[str, Any]:
    """The answer, by the same means."""
    return _one_for_all(serializer).to_representation(thing)


def asked(serializer: type[In], request: Request) -> dict[str, Any]:
    """The filters in the address, read in the same way."""
    read = serializer(data=request.query_params.dict())
    read.is_valid(raise_exception=True)
    return read.validated_data


def may_any(*permissions: StrEnum) -> type[BasePermission]:
    """Opens a view to roles that have any of the permissions; to everybody else it does not exist."""

    class MayAny(BasePermission):
        def has_permission(self, request: Request, view: APIView) -> bool:
            if not request.user or not request.user.is_authenticated:
                return False
            if not any(permission in request.user.acting.permissions for permission in permissions):
                raise Http404
            return True

    return MayAny


class JsonAlways(BaseContentNegotiation):
    """One renderer, which nobody needs to choose: JSON, whatever a client says it would like."""

    def select_parser(self, request: Request, parsers: Any) -> Any:  # DRF's own signature
        return DefaultContentNegotiation().select_parser(request, parsers)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500

    def paginate_queryset(self, *args: Any, **options: Any) -> list[Any] | None:  # DRF's own signature
        try:
            return super().paginate_queryset(*args, **options)
        except NotFound:
            words = _("Không có trang này. Các trang được đánh số từ 1.")
            raise ValidationError({"page": ErrorDetail(str(words), code="unknown")}) from None


def paged(serializer: type[BaseSerializer[Any]]) -> BaseSerializer[Any]:
    """How a page of results looks, for the OpenAPI description."""
    parts: dict[str, Any] = {
        "count": serializers.IntegerField(),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": serializer(many=True),
    }
    return inline_serializer(f"{serializer.__name__}Page", parts)


def answer_problems(error: Exception, context: dict[str, Any]) -> Response | None:  # DRF's own signature
    """422 `{"problems": [{"field", "code", "message"}]}` for wrong input and broken rules; 404 outside the scope."""
    if isinstance(error, RuleBroken):
        return _unprocessable(error.told())
    if isinstance(error, ValidationError):
        return _unprocessable(list(_told(error.detail, "")))
    if isinstance(error, NotAllowed):
        error = Http404()
    answer = exception_handler(error, context)
    if answer is not None:
        answer.data = refusal(answer.status_code, takes=_media_types(context.get("view")))
    return answer


REFUSALS = {
    400: ("unreadable", _("Không đọc được nội dung gửi lên. Gửi đúng dạng {takes}, bảng mã UTF-8.")),
    401: ("not_authenticated", _("Đăng nhập, hoặc gửi khóa truy cập còn dùng được.")),
    403: ("forbidden", _("Yêu cầu này không được phép. Tải lại trang rồi thử lại.")),
    404: ("not_found", _("Không có gì ở địa chỉ này, hoặc bạn chưa được giao việc này.")),
    405: ("method_not_allowed", _("Địa chỉ này không nhận cách gửi này.")),
    406: ("not_acceptable", _("Ở đây chỉ trả lời bằng JSON.")),
    413: ("too_large", _("Nội dung gửi lên quá lớn. Chia thành nhiều phần nhỏ hơn.")),
    415: ("media_type_unknown", _("Gửi nội dung dạng {takes}.")),
    429: ("too_many_requests", _("Bạn gửi quá nhiều lần. Chờ một lúc rồi thử lại.")),
}
FAILED = ("failed", _("Có lỗi ở phía chúng tôi. Lỗi đã được ghi lại; hãy thử lại sau một phút."))


def refusal(status_code: int, *, takes: str = "application/json") -> dict[str, list[dict[str, str]]]:
    """What no field is to blame for, in the shape of every other problem."""
    code, words = REFUSALS.get(status_code, FAILED if status_code >= 500 else REFUSALS[400])
    return {"problems": [{"field": "", "code": code, "message": str(words).format(takes=takes)}]}


def _media_types(view: APIView | None) -> str:
    return ", ".join(parser.media_type for parser in view.parser_classes) if view else ""


def _unprocessable(problems: list[dict[str, str]]) -> Response:
    return Response({"problems": problems}, status=status.HTTP_422_UNPROCESSABLE_ENTITY)


def _told(detail: Any, field: str) -> Any:  # DRF nests lists and dicts of messages
    """DRF's nested messages, flat: `parent.child` as field, DRF's code, its sentence."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else str(name)
            yield from _told(inner, ".".join(part for part in (field, step) if part))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _told(inner, field)
    else:
        code = getattr(detail, "code", "invalid")
        yield {"field": field, "code": code, "message": str(detail) or str(_("Giá trị không hợp lệ."))}
