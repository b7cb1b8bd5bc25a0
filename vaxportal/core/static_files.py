"""Static files under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTS = (  # what one script asks of another, with what stands there afterwards
    (r"""(?P<matched>\bfrom\s+["'](?P<url>\.[^"']+)["'])""", 'from "%(url)s"'),
    (r"""(?P<matched>\bimport\(["'](?P<url>\.[^"']+)["']\))""", 'import("%(url)s")'),
)


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Also where one of our scripts imports another: an old part never meets a new one. The scripts of other packages
    name modules that lie elsewhere; they stay as they are."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((place, IMPORTS) for place in ("js/live/*.js", "npm/qr/*.js")),
    )
