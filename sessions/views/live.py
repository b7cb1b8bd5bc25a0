"""The live desk: a page without personal data, which a service worker keeps; its script asks REST for the rest."""

import json
from hashlib import sha256
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control

from sessions.forms.live import desk_tables, desk_words
from sessions.models import Dose
from sessions.views.bar import visible_session
from sessions.views.desk import DESK
from vaxportal.accounts.access import PublicRequest, Request, requires
from vaxportal.core.http import page

SCRIPTS = (
    "acts", "camera", "desk", "doing", "line", "lookup", "main", "parts", "people", "queues", "screens", "station",
    "store", "vitals",
)  # fmt: skip
STYLES = ("tokens", "base", "shell", "forms", "components", "staff", "desk", "live", "print")
FONTS = [f"npm/be-vietnam-pro-{script}-{weight}.woff2" for script in ("latin", "vietnamese") for weight in (400, 600)]
KEPT = [
    *(f"js/live/{name}.js" for name in SCRIPTS),
    *(f"css/{name}.css" for name in STYLES),
    *("js/page.js", "npm/qr/decode.js", "npm/qr/index.js", "icons.svg", "mark.svg"),
    *FONTS,
]
WORKER = "js/live/worker.js"


@requires(*DESK)
def live_desk(request: Request, ref: UUID) -> HttpResponse:
    vax_session = visible_session(request, ref)
    addresses = {name: reverse(f"api:live_{name}", args=[ref]) for name in ("pack", "find", "pulse", "acts", "release")}
    config = {
        **desk_tables(),
        "session": str(ref),
        "addresses": addresses,
        "login": f"{reverse('account_login')}?next={request.path}",
        "walk_in": reverse("sessions:walk_in_new", args=[ref]),
        "worker": reverse("sessions:live_worker"),
        "scope": reverse("sessions:session_list"),
        "icons": static("icons.svg"),
        "csrf": get_token(request),
        "words": desk_words(),
    }
    given = {"vax_session": vax_session, "config": config, "body_sites": Dose.BodySite.choices}
    return page(request, "live/desk.html", given)


@login_not_required
def live_worker(request: PublicRequest) -> HttpResponse:
    """The service worker, with the files that it keeps; another version of any of them is another worker."""
    files = [static(name) for name in KEPT]
    source = _text(WORKER)
    version = sha256("".join([source, *files, *(_text(name) for name in KEPT[: len(SCRIPTS)])]).encode()).hexdigest()
    head = f"self.DESK_FILES = {json.dumps(files)};\nself.DESK_VERSION = 'desk-{version[:12]}';\n"
    answer = HttpResponse(head + source, content_type="text/javascript; charset=utf-8")
    patch_cache_control(answer, no_cache=True)
    return answer


def _text(name: str) -> str:
    found = finders.find(name)
    assert isinstance(found, str), name
    with open(found, encoding="utf-8") as file:
        return file.read()


@login_not_required
def live_manifest(request: PublicRequest, ref: UUID) -> JsonResponse:
    """So that a phone puts the desk of this session among its applications; tells nothing about the session."""
    start = reverse("sessions:live", args=[ref])
    icon = {"src": static("mark.svg"), "sizes": "any", "type": "image/svg+xml"}
    look = {"display": "standalone", "background_color": "#ffffff", "theme_color": "#06182f"}
    return JsonResponse(
        {"name": "Bàn tiêm", "short_name": "Bàn tiêm", "start_url": start, "scope": start, "icons": [icon], **look},
        content_type="application/manifest+json",
    )
