"""Makes `testdata/formats/sealed`: S/MIME with its content inside, signed and encrypted by OpenSSL with a key that is
forgotten when the run ends. Each run makes all of it anew.
"""

import subprocess
import tempfile
from pathlib import Path

from tools import ORIGINALS

OUT = ORIGINALS.parent / "formats/sealed"
CONTENT = """Content-Type: multipart/mixed; boundary=inside

--inside
Content-Type: text/plain; charset=utf-8

The costume store is to be empty by the end of March; the crates go to
the warehouse behind the ropewalk. Halcyon Pictures Incorporated of Port
Ansel keeps its costume store beside the old ropewalk.
--inside
Content-Type: text/plain; charset=utf-8
Content-Disposition: attachment; filename=crates.eml

From: store@halcyon.example
Subject: Crates

Forty two crates, of which three are empty.
--inside--
""".replace("\n", "\r\n")
HEADER = ["-from", "store@halcyon.example", "-to", "office@halcyon.example", "-subject", "Sealed list"]


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        key, certificate, content = (Path(folder) / name for name in ("key", "certificate", "content"))
        content.write_bytes(CONTENT.encode())

        def openssl(*command):
            subprocess.run(["openssl", *map(str, command)], check=True, capture_output=True)

        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=halcyon.example", "-days", 9,
                "-keyout", key, "-out", certificate)
        sign = ["cms", "-sign", "-nodetach", "-signer", certificate, "-inkey", key]
        openssl(*sign, *HEADER, "-binary", "-in", content, "-out", OUT / "whole.eml")
        openssl(*sign, *HEADER, "-binary", "-stream", "-in", content, "-out", OUT / "pieces.eml")
        openssl("cms", "-encrypt", *HEADER, "-binary", "-aes256", "-in", content, "-out", OUT / "encrypted.eml", certificate)
        openssl(*sign, "-binary", "-outform", "DER", "-in", ORIGINALS / "forms/receipt-p6.pdf",
                "-out", OUT / "receipt.pdf.p7m")


if __name__ == "__main__":
    main()
