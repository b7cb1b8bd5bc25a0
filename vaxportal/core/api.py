"""REST, as every app speaks it: pages of results, and problems as 422 with the same codes as everywhere."""

from collections.abc import Callable

from rest_framework.pagination import PageNumberPagination

from vaxportal.core.problems import Problem

Say = Callable[[Problem], str]


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
