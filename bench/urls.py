"""The product's addresses, and the bare view."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bench.models import BareRow
from vaxportal import urls


@csrf_exempt
@login_not_required
def bare(request: HttpRequest) -> JsonResponse:
    """What any Django project pays to insert one row: parse, insert, answer."""
    given = json.loads(request.body)
    row = BareRow.objects.create(ref=given["ref"], text=given["text"])
    return JsonResponse({"id": row.pk}, status=201)


urlpatterns = [path("bench/bare/", bare), *urls.urlpatterns]
