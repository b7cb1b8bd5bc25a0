"""Container check of the web: python -m vaxportal.local.probe. Ends with 0 when /health/live/ answers 200."""

import http.client
import os
import sys


def main() -> int:
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
    try:
        connection.request("GET", "/health/live/", headers={"Host": "localhost"})
        answer = connection.getresponse()
    except OSError as error:
        print(error)
        return 1
    print(answer.status, answer.read().decode(errors="replace"))
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
