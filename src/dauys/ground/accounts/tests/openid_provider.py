"""A small OpenID provider on the loopback: real HTTP, real signatures, and answers that a test can spoil."""

import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from dauys.ground.accounts.provider import challenge_of

CLIENT, SECRET = "dauys", "a secret of both: with %+ signs"


@dataclass
class OpenIdProvider:
    """`claims` overrides what the signed answer says, `spoiled` the whole of an endpoint's answer by its path."""

    port: int = 0
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    signing: Any = None
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    spoiled: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    by_form: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realm"

    def agree(self, address: str, email: str, /, **claims: Any) -> dict[str, str]:
        """What a person does on the provider's page: the query their browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.issuer}/auth?") and asked["client_id"] == CLIENT
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = secrets.token_urlsafe(8)
        self.codes[code] = {**asked, "email": email}
        self.claims |= claims
        return {"code": code, "state": asked["state"]}

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post" if self.by_form else "client_secret_basic"],
        }

    def token(self, sent: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        known = self.codes.pop(sent.get("code", ""), None)
        if self.by_form:
            is_client = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        else:
            pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
            is_client = parse_qs(f"x={pair}")["x"] == [f"{CLIENT}:{SECRET}"]
        if not known or not is_client or sent["redirect_uri"] != known["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if challenge_of(sent["code_verifier"]) != known["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "7", "iat": now, "exp": now + 300, "nonce": known["nonce"],
            "email": known["email"], "email_verified": True, **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": "one", **self.header}
        signed = jwt.encode(header, claims, self.signing or self.key, algorithms=[header["alg"]])
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": signed}

    def answer(self, path: str, body: str, authorization: str) -> tuple[int, bytes]:
        self.asked.append(path)
        if path in self.spoiled:
            return self.spoiled[path]
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        match path:
            case "/realm/.well-known/openid-configuration":
                return 200, json.dumps(self.discovery()).encode()
            case "/realm/keys":
                return 200, json.dumps({"keys": [self.key.as_dict(private=False)]}).encode()
            case "/realm/token":
                status, told = self.token(sent, authorization)
                return status, json.dumps(told).encode()
        return 404, b"{}"


@contextmanager
def openid_provider() -> Iterator[OpenIdProvider]:
    provider = OpenIdProvider()

    class Handler(BaseHTTPRequestHandler):
        def _say(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, told = provider.answer(self.path, body, self.headers.get("Authorization") or "")
            self.send_response(status)
            if status == 302:
                self.send_header("Location", told.decode())
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_POST = _say

        def log_message(self, *about: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
