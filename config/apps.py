"""Which files of the packages are handed out."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class OwnStaticFiles(StaticFilesConfig):
    """Of Bootstrap one style sheet and one script are used; compressing the other sixty would take a quarter minute."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap-*",
        "bootstrap.css*",
        "bootstrap.js*",
        "bootstrap.min.js*",
        "bootstrap.bundle.js*",
        "*.rtl.*",
        "*.esm.*",
        "jquery*",
    ]
