"""Tokens for the systems of sites: made with a password, where a password alone is enough."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from vaxportal.accounts.services.site_tokens import make_token
from vaxportal.core import crypto
from vaxportal.core.api import told
from vaxportal.core.http import client_address


class TokenIn(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class TokenOut(serializers.Serializer[Any]):
    token = serializers.CharField()


class FewTries(SimpleRateThrottle):
    """By address: a machine asks once a day, a guesser often. The address is where our proxy saw it, not a header."""

    scope = "token"
    rate = "10/min"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self.cache_format % {"scope": self.scope, "ident": crypto.lookup(self.ident_of(request)).hex()}

    def ident_of(self, request: Request) -> str:
        return client_address(request._request)


class FewTriesOfAnAccount(FewTries):
    """By log-in name: guessing from many addresses does not help."""

    scope = "token_account"
    rate = "30/hour"

    def ident_of(self, request: Request) -> str:
        given = request.data if isinstance(request.data, dict) else {}
        return str(given.get("username", "")).strip().lower()


class Token(APIView):
    permission_classes = [AllowAny]
    authentication_classes = []
    throttle_classes = [FewTries, FewTriesOfAnAccount]

    @extend_schema(request=TokenIn, responses={200: TokenOut, 429: None})
    def post(self, request: Request) -> Response:
        """A new token of an account. Refused for everybody where a second factor is required: there it is made on the
        page of tokens. Of the tokens made here the last ten can be used; those of the page stay until they are ended.
        """
        given = told(TokenIn, request).validated_data
        user = None if settings.STAFF_SECOND_FACTOR else authenticate(request._request, **given)
        if user is None:
            raise serializers.ValidationError(_("Tên đăng nhập hoặc mật khẩu không đúng."), code="credentials_wrong")
        return Response({"token": make_token(user=user, name="", has_second_factor=False)})
