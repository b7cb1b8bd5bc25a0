"""The site and its pages: most only show, some change by a service. Whoever is no administrator finds nothing here."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django import forms
from django.contrib.admin import AdminSite, ModelAdmin, ShowFacets
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from vaxportal.accounts.roles import Role
from vaxportal.core.problems import Problem
from vaxportal.core.wording import say


class ReferenceSite(AdminSite):
    site_title = site_header = _("Cổng tiêm chủng – dữ liệu nền")
    index_title = _("Dữ liệu nền")
    site_url = "/today/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user  # ours, or AnonymousUser
        return user.is_authenticated and user.acting.role == Role.ADMINISTRATOR

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # Django's own signature
        """The portal has one way in; who came in by it and may not be here is a stranger."""
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next", "/admin/"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:  # Django's own signature
        """The portal's own page asks, checks and remembers it."""
        return redirect("account_change_password")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # Django's own signature
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                raise Http404
            return shown(request, *args, **kwargs)

        shown = super().admin_view(view, cacheable)
        return guarded


class ReadingAdmin(ModelAdmin):
    """Shows; adds, changes and deletes nothing. The site has asked who it is."""

    list_per_page = 50
    actions = None
    show_facets = ShowFacets.NEVER

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:  # Django's own signature
        """Headed by what the list holds; Django's own heading tells to choose one of them to look at."""
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural, **(extra_context or {})})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # Django's own signature
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # Django's own signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # Django's own signature
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # Django's own signature
        return False


class ChangingAdmin(ReadingAdmin):
    """Adds and changes by a service, which asks, checks and leaves a trace; deletes nothing."""

    choices: Any = MappingProxyType({})  # field name: () → choices, of fields whose model has none
    problems: Callable[[Any], Iterable[Problem]]  # of a row of the subclass's model
    keep: Callable[..., object]  # the service: the row, and `by` whom
    wording: Mapping[StrEnum, object]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # Django's own signature
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # Django's own signature
        return True

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:  # the same
        if choices := self.choices.get(db_field.name):
            return forms.ChoiceField(label=db_field.verbose_name, choices=choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # the same
        admin = self

        class CheckedForm(forms.ModelForm):
            def validate_unique(self) -> None:
                """The rules say it, in words of their own."""

            def full_clean(self) -> None:
                """The rules that the service asks again, of the row as Django has filled it; else its constraints."""
                super().full_clean()
                if not self.is_bound or set(self.errors) - {NON_FIELD_ERRORS}:
                    return
                if problems := list(admin.problems(self.instance)):
                    self.errors.pop(NON_FIELD_ERRORS, None)
                for problem in problems:
                    field = problem.field if problem.field in self.fields else None
                    self.add_error(field, ValidationError(say(problem, admin.wording), code=str(problem.code)))

        return super().get_form(request, obj, change, form=CheckedForm, **kwargs)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # the same
        self.keep(obj, by=request.user)


site = ReferenceSite(name="admin")
