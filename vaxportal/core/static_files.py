"""Static files under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Also where one script imports another: an old part never meets a new one."""

    support_js_module_import_aggregation = True
