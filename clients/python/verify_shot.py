"""Client of `verify-shot serve`, in one file and without dependencies.

    from verify_shot import Client

    client = Client("http://127.0.0.1:8075", token="...")
    for answer in client.check("shot.png"):
        print(answer["verdict"], answer["pages"])

On the command line: python3 verify_shot.py ADDRESS PICTURE|LINK...  ADDRESS is the one that the server printed, with its token.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

# Seconds for which one check may wait and take.
TIMEOUT = 600


class Refused(Exception):
    """The server does not answer the request: `status`, the stable `code`, and a sentence."""

    def __init__(self, status, code, sentence):
        super().__init__(sentence)
        self.status = status
        self.code = code


class Client:
    """A server. `address` may be the one that it printed, which has the token in it."""

    def __init__(self, address, token=None, timeout=TIMEOUT):
        parts = urllib.parse.urlsplit(address)
        given = urllib.parse.parse_qs(parts.query).get("token", [None])[0]
        self.base = f"{parts.scheme}://{parts.netloc}"
        self.token = token or given
        self.timeout = timeout

    def check(self, picture, name=None, by=None, note=None):
        """The answers about a picture: a path, bytes, or a link. One for a file, one for each picture of a link."""
        body = self._ask("POST", "/api/check", *self._sent(picture, name, by, note))
        return [json.loads(line) for line in body.decode().splitlines()]

    def section(self, picture, name=None):
        """The section of the dossier about a picture, as HTML."""
        query, sent, kind = self._sent(picture, name)
        return self._ask("POST", "/api/check", {"html": "", **query}, sent, kind).decode()

    def evidence(self, picture, name=None):
        """The evidence sheet of a picture, as the bytes of a PNG."""
        query, sent, kind = self._sent(picture, name)
        return self._ask("POST", "/api/check", {"evidence": "", **query}, sent, kind)

    def index(self, unread=False):
        """What the index holds."""
        return json.loads(self._ask("GET", "/api/index", {"unread": ""} if unread else {}))

    def log(self, words="", verdict=""):
        """What was checked, the last one first."""
        return json.loads(self._ask("GET", "/api/log", {"q": words, "verdict": verdict}))["entries"]

    @staticmethod
    def _sent(picture, name=None, by=None, note=None):
        query = {key: value for key, value in (("by", by), ("note", note)) if value}
        if isinstance(picture, str) and "://" in picture:
            return query, json.dumps({"link": picture}).encode(), "application/json"
        if not isinstance(picture, bytes):
            name = name or os.path.basename(picture)
            with open(picture, "rb") as file:
                picture = file.read()
        if name:
            query["name"] = name
        return query, picture, "application/octet-stream"

    def _ask(self, method, path, query, body=None, kind=None):
        address = f"{self.base}{path}?{urllib.parse.urlencode(query)}"
        fields = {"Authorization": f"Bearer {self.token}"}
        if kind:
            fields["Content-Type"] = kind
        until = time.monotonic() + self.timeout
        while True:
            request = urllib.request.Request(address, data=body, headers=fields, method=method)
            try:
                # No proxy stands between here and this machine.
                opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
                with opener.open(request, timeout=self.timeout) as response:
                    return response.read()
            except urllib.error.HTTPError as error:
                pause = float(error.headers.get("Retry-After") or 0)
                if error.code != 429 or not pause or time.monotonic() + pause > until:
                    raise self._refused(error) from None
            time.sleep(pause)

    @staticmethod
    def _refused(error):
        try:
            said = json.loads(error.read())
            return Refused(error.code, said["code"], said["error"])
        except (ValueError, KeyError, TypeError):
            return Refused(error.code, "unknown", str(error))


def main(arguments):
    """Prints an answer a line."""
    if len(arguments) < 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    client = Client(arguments[0])
    for picture in arguments[1:]:
        for answer in client.check(picture):
            print(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
