"""Writes tests/serving/id_tokens.json: ID tokens made by a library that we did not write (PyJWT
over cryptography), right ones and one of each wrong kind, with the key sets to judge them by.

    build/tools/python/bin/python tests/serving/make_id_tokens.py > tests/serving/id_tokens.json

The private keys are made anew each time and kept nowhere."""

import base64
import hashlib
import hmac
import json
import sys

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

NOW = 1_602_755_998
ISSUER = "https://sso.example/realms/can-bo"
CLIENT = "ioc-pulse"
NONCE = "n-0S6_WzA2Mj"
RIGHT = {"iss": ISSUER, "aud": CLIENT, "azp": CLIENT, "sub": "f:1:an", "exp": NOW + 300,
         "iat": NOW - 5, "nonce": NONCE, "preferred_username": "an", "name": "Nguyễn Văn An"}


def without(*names, **changed):
    return {name: value for name, value in (RIGHT | changed).items() if name not in names}


def rsa_key(bits=2048):
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def public(key, kid, kind, **more):
    algorithm = jwt.algorithms.RSAAlgorithm if kind == "RS256" else jwt.algorithms.ECAlgorithm
    told = json.loads(algorithm.to_jwk(key.public_key()))
    told.pop("key_ops", None)
    return told | {"kid": kid, "use": "sig", "alg": kind} | more


def raw(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def by_hand(header, claims, signature=b""):
    """A token that no library would make."""
    return ".".join([raw(json.dumps(header).encode()), raw(json.dumps(claims).encode()),
                     raw(signature)])


def main():
    first, curve, second, weak = rsa_key(), ec.generate_private_key(ec.SECP256R1()), rsa_key(), \
        rsa_key(1024)
    stranger = rsa_key()
    other_curve = ec.generate_private_key(ec.SECP384R1())
    sets = {
        "now": {"keys": [public(first, "first", "RS256"), public(curve, "curve", "ES256"),
                         public(weak, "weak", "RS256"),
                         public(stranger, "sealing", "RS256", use="enc"),
                         public(other_curve, "wide", "ES256"),
                         {"kid": "shared", "kty": "oct", "k": raw(b"secret" * 8), "alg": "HS256"}]},
        "rotated": {"keys": [public(second, "second", "RS256"), public(curve, "curve", "ES256")]},
        "two": {"keys": [public(first, "first", "RS256"), public(second, "second", "RS256")]},
    }
    cases = []

    def case(name, fault, token, keys="now"):
        cases.append({"name": name, "fault": fault, "keys": keys, "token": token})

    def signed(claims, key=first, kid="first", kind="RS256", **header):
        return jwt.encode(claims, key, algorithm=kind,
                          headers=({"kid": kid} if kid else {}) | header)

    case("RS256", "none", signed(RIGHT))
    case("ES256", "none", signed(RIGHT, curve, "curve", "ES256"))
    case("a list of one audience", "none", signed(without("azp", aud=[CLIENT])))
    case("several audiences, handed out to us", "none", signed(without(aud=["other", CLIENT])))
    case("expired within the leeway", "none", signed(without(exp=NOW - 30)))
    case("issued ahead within the leeway", "none", signed(without(iat=NOW + 30)))
    case("without a key's name, one of its kind", "none", signed(RIGHT, second, None), "rotated")
    case("after rotation", "none", signed(RIGHT, second, "second"), "rotated")
    case("times with fractions", "none", signed(without(iat=NOW - 1.5, exp=NOW + 60.25)))

    case("rotated away", "unknown_key", signed(RIGHT), "rotated")
    case("a key nobody knows", "unknown_key", signed(RIGHT, stranger, "nobody"))
    case("without a key's name, two of its kind", "unknown_key", signed(RIGHT, kid=None), "two")
    case("a key for sealing", "unknown_key", signed(RIGHT, stranger, "sealing"))
    case("a weak key", "unknown_key", signed(RIGHT, weak, "weak"))
    case("the name of another kind's key", "unknown_key", signed(RIGHT, kid="curve"))
    case("another key under a known name", "signature", signed(RIGHT, stranger, "first"))
    case("another curve's key under a known name", "signature",
         signed(RIGHT, ec.generate_private_key(ec.SECP256R1()), "curve", "ES256"))
    head, _, tail = signed(RIGHT).split(".")
    case("claims put in later", "signature",
         ".".join([head, raw(json.dumps(without(preferred_username="chief")).encode()), tail]))
    case("a signature cut short", "signature", signed(RIGHT)[:-10])  # whole bytes
    whole = signed(RIGHT, curve, "curve", "ES256")
    case("an elliptic signature of zeros", "signature",
         ".".join(whole.split(".")[:2] + [raw(bytes(64))]))
    case("an elliptic signature as DER", "signature",
         ".".join(whole.split(".")[:2] + [raw(b"\x30\x06\x02\x01\x01\x02\x01\x01")]))

    case("alg none", "algorithm", jwt.encode(RIGHT, None, algorithm="none"))
    case("alg None, in capitals", "algorithm", by_hand({"alg": "NONE", "kid": "first"}, RIGHT))
    case("no alg", "algorithm", by_hand({"kid": "first"}, RIGHT))
    pem = first.public_key().public_bytes(serialization.Encoding.PEM,
                                          serialization.PublicFormat.SubjectPublicKeyInfo)
    forged = by_hand({"alg": "HS256", "kid": "first", "typ": "JWT"}, RIGHT)[:-1]
    case("HS256 with the public key", "algorithm",
         forged + "." + raw(hmac.new(pem, forged.encode(), hashlib.sha256).digest()))
    case("HS256 with a key of the set", "algorithm",
         jwt.encode(RIGHT, b"secret" * 8, algorithm="HS256", headers={"kid": "shared"}))
    case("PS256", "algorithm", signed(RIGHT, kind="PS256"))
    case("RS512", "algorithm", signed(RIGHT, kind="RS512"))
    case("critical headers", "algorithm", signed(RIGHT, crit=["b64"], b64=True))

    case("another issuer", "issuer", signed(without(iss="https://sso.example/realms/dan")))
    case("an issuer with a slash more", "issuer", signed(without(iss=ISSUER + "/")))
    case("no issuer", "issuer", signed(without("iss")))
    case("another audience", "audience", signed(without(aud="other")))
    case("no audience", "audience", signed(without("aud")))
    case("several audiences, handed out to nobody", "audience",
         signed(without("azp", aud=[CLIENT, "other"])))
    case("several audiences, handed out to another", "audience",
         signed(without(aud=[CLIENT, "other"], azp="other")))
    case("one audience, handed out to another", "audience", signed(without(azp="other")))
    case("an audience that holds our name", "audience", signed(without("azp", aud=CLIENT + "-2")))
    case("expired", "expired", signed(without(exp=NOW - 61)))
    case("issued in the future", "early", signed(without(iat=NOW + 61)))
    case("not good yet", "early", signed(without(nbf=NOW + 61)))
    case("issued long ago", "old", signed(without(iat=NOW - 3600)))
    case("no expiry", "malformed", signed(without("exp")))
    case("no instant of issue", "malformed", signed(without("iat")))
    case("an expiry in words", "malformed", signed(without(exp="tomorrow")))
    case("an expiry beyond all numbers", "malformed", signed(without(exp=1e300)))
    case("another nonce", "nonce", signed(without(nonce="another")))
    case("no nonce", "nonce", signed(without("nonce")))
    case("no subject", "subject", signed(without("sub")))
    case("a subject without end", "subject", signed(without(sub="x" * 256)))
    case("an access token", "malformed", signed(RIGHT, typ="at+jwt"))
    case("a sign-out token", "malformed", signed(RIGHT, typ="logout+jwt"))
    case("two parts", "malformed", ".".join(signed(RIGHT).split(".")[:2]))
    case("four parts", "malformed", signed(RIGHT) + ".x")
    case("padding", "malformed", signed(RIGHT) + "==")
    case("no JSON", "malformed", ".".join([raw(b"{"), raw(b"{}"), raw(b"x")]))
    case("a list for claims", "malformed", by_hand({"alg": "RS256"}, [], b"x"))
    case("without end", "malformed", signed(without(more="x" * 20_000)))
    case("nothing", "malformed", "")

    json.dump({"now_ms": NOW * 1000, "issuer": ISSUER, "client": CLIENT, "nonce": NONCE,
               "claims": {"subject": RIGHT["sub"], "account": "an", "name": RIGHT["name"]},
               "key_sets": sets, "cases": cases}, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
