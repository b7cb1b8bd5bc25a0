"""REST, as every app speaks it: pages of results, and problems as 422 with the same codes as everywhere."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.core.problems import Problem

Say = Callable[[Problem], str]


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
