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
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sessions.forms.live import desk_tables, desk_words
from sessions.models import Dose
from sessions.views.bar import SEES_ACTS, visible_session
from sessions.views.desk import DESK
from vaxportal.accounts.access import PublicRequest, Request, requires
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission as P
from vaxportal.core.http import page

SCRIPTS = (
    "acts", "camera", "desk", "doing", "line", "lookup", "main", "parts", "people", "queues", "scans", "screens",
    "sound", "start", "station", "store", "vitals",
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
ICONS = (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("icon-maskable", 512, "maskable"))


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
    given = {
        "vax_session": vax_session,
        "config": config,
        "body_sites": Dose.BodySite.choices,
        "ways": _ways(request.user, ref),
    }
    return page(request, "live/desk.html", given)


def _ways(user: User, ref: UUID) -> list[tuple[str, str]]:
    """The pages beside the desk that this user may open: word, address."""
    return [
        (word, reverse(f"sessions:{name}", args=[ref]))
        for word, name, needed in (
            (_("Bảng theo dõi"), "session_board", (P.SEE_SESSIONS,)),
            (_("Danh sách giấy"), "session_paper", (P.SEE_PEOPLE,)),
            (_("Nhập danh sách giấy"), "paper_entry", (P.RECORD_DOSE,)),
            (_("Việc ghi khi mất mạng"), "act_list", SEES_ACTS),
            (_("Bàn tiêm từng trang"), "desk", DESK),
            (_("Kết thúc buổi tiêm"), "session_close", (P.RUN_SESSION,)),
        )
        if any(user.may(permission) for permission in needed)
    ]


@login_not_required
def live_start(request: PublicRequest) -> HttpResponse:
    """Where the installed desk begins, and what the worker shows for a page that needs a network."""
    return page(request, "live/start.html", {})


@login_not_required
def live_worker(request: PublicRequest) -> HttpResponse:
    """The service worker, with the files that it keeps; another version of any of them is another worker."""
    start = reverse("sessions:live_start")
    files = [start, *(static(name) for name in KEPT)]
    source = _text(WORKER)
    version = sha256("".join([source, *files, *(_text(name) for name in KEPT[: len(SCRIPTS)])]).encode()).hexdigest()
    head = f"self.DESK_FILES = {json.dumps(files)};\nself.DESK_START = {json.dumps(start)};\n"
    head += f"self.DESK_VERSION = 'desk-{version[:12]}';\n"
    answer = HttpResponse(head + source, content_type="text/javascript; charset=utf-8")
    patch_cache_control(answer, no_cache=True)
    return answer


def _text(name: str) -> str:
    found = finders.find(name)
    assert isinstance(found, str), name
    with open(found, encoding="utf-8") as file:
        return file.read()


@login_not_required
def live_manifest(request: PublicRequest) -> JsonResponse:
    """So that a phone or a laptop puts the desk among its applications; names no session and nobody."""
    start = reverse("sessions:live_start")
    name = _("Bàn tiêm")
    icons = [
        {"src": static(f"app/{file}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for file, size, purpose in ICONS
    ]
    look = {"display": "standalone", "background_color": "#ffffff", "theme_color": "#06182f", "lang": get_language()}
    addresses = {"id": start, "start_url": start, "scope": reverse("sessions:session_list")}
    return JsonResponse(
        {"name": name, "short_name": name, "icons": icons, **addresses, **look},
        content_type="application/manifest+json",
    )
