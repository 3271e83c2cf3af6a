"""Messages signed with keys made here, by dkimpy, which shares nothing with the program that checks them.

Each run makes new keys, which are forgotten when it ends: run it only to make everything under `formats/signed` anew.
"""

import base64
import time
from pathlib import Path

import dkim
import nacl.encoding
import nacl.signing
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import rsa
from PIL import Image, ImageDraw, ImageFont

PLACE = Path(__file__).resolve().parent.parent / "formats/signed"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
SIGNED = [b"From", b"To", b"Subject", b"Date"]
LETTER = """From: Ida Brandt <ida@halcyon.example>
To: Jonas Vang <vang@halcyon.example>
Subject: Costume store beside the ropewalk
Date: Tue, 5 Mar 2019 10:15:00 +0100

Dear Jonas,

the costume store beside the old ropewalk has to be empty
by the end of March. Forty two crates go to Port Ansel, and
the carpenters want the keys before they begin with the floor.

The insurance pays 18,400 for the water damage, no more.

Ida
"""


def wire(text):
    return text.replace("\n", "\r\n").encode()


def keys():
    """An RSA key and one of Ed25519; their public halves are written as they would be published."""
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = rsa_key.private_bytes(form.Encoding.PEM, form.PrivateFormat.TraditionalOpenSSL, form.NoEncryption())
    der = rsa_key.public_key().public_bytes(form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo)
    published = base64.b64encode(der).decode()
    cut = f'"v=DKIM1; k=rsa; p={published[:200]}" "{published[200:]}"\n'
    (PLACE / "keys/press._domainkey.halcyon.example").write_text(cut)
    seed = nacl.signing.SigningKey.generate()
    public = seed.verify_key.encode(nacl.encoding.Base64Encoder).decode()
    (PLACE / "keys/curve._domainkey.halcyon.example").write_text(f"v=DKIM1; k=ed25519; p={public}\n")
    return pem, seed.encode(nacl.encoding.Base64Encoder)


def signed(text, key, selector=b"press", **how):
    message = wire(text)
    how = {"include_headers": SIGNED, "canonicalize": (b"relaxed", b"relaxed")} | how
    return dkim.sign(message, selector, b"halcyon.example", key, **how) + message


def picture():
    """The letter as a program shows it: the same for all, for that is what is looked for in each."""
    sheet = Image.new("L", (1000, 620), 255)
    ImageDraw.Draw(sheet).text((40, 30), LETTER, fill=0, font=ImageFont.truetype(FONT, 24), spacing=10)
    sheet.save(PLACE / "letter.png", optimize=True)


def make():
    rsa_key, curve = keys()
    genuine = signed(LETTER, rsa_key)
    simple = signed(LETTER, rsa_key, canonicalize=(b"simple", b"simple"))
    part = signed(LETTER, rsa_key, length=True) + b"One line more.\r\n"
    letters = {
        "genuine": genuine,
        "simple": simple,
        "curve": signed(LETTER, curve, b"curve", signature_algorithm=b"ed25519-sha256"),
        "body-changed": genuine.replace(b"18,400", b"78,400"),
        "header-changed": genuine.replace(b"Date: Tue, 5 Mar", b"Date: Wed, 6 Mar"),
        "no-key": signed(LETTER, rsa_key, b"autumn"),
        "sha1": signed(LETTER, rsa_key, signature_algorithm=b"rsa-sha1"),
        "cc-added": genuine.replace(b"To: Jonas", b"Cc: Lotte Holm <lotte@halcyon.example>\r\nTo: Jonas", 1),
        "part": part,
        "unsigned": wire(LETTER),
    }
    for name, bytes in letters.items():
        (PLACE / f"mail/{name}.eml").write_bytes(bytes)
    picture()


if __name__ == "__main__":
    # Signatures say when they were made: when the letter was.
    time.time = lambda: 1551777300
    for folder in ["mail", "keys"]:
        (PLACE / folder).mkdir(parents=True, exist_ok=True)
    make()
