"""What somebody may change about their own account."""

from vaxportal.accounts.models import User


def set_language(*, user: User, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
