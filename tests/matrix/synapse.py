"""A real Synapse on loopback, in a virtual environment of its own: started, asked for accounts, and stopped."""

import base64
import hashlib
import hmac
import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

REPOSITORY: Final = Path(__file__).parents[2]
PYTHON: Final = Path(os.environ.get("SYNAPSE_PYTHON", REPOSITORY / ".venv-synapse" / "bin" / "python"))
START: Final = 60.0  # seconds; two are usual
OPEN: Final = {"per_second": 100_000, "burst_count": 100_000}


@dataclass(frozen=True, slots=True)
class Account:
    user: str
    device: str
    token: str
    password: str


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def call(method: str, url: str, body: Any = None, token: str | None = None) -> Any:
    """One call outside of any loop. urllib.error.HTTPError when the answer is no."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=30) as answer:
        return json.loads(answer.read())


@dataclass
class Synapse:
    """One homeserver in a folder. `more` goes over its configuration; `federation`: the port other servers reach."""

    folder: Path
    more: Mapping[str, Any] = field(default_factory=dict)
    federation: int | None = None
    port: int = field(default_factory=free_port)
    _process: "subprocess.Popen[bytes] | None" = None
    _secret: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def name(self) -> str:
        return f"localhost:{self.federation}" if self.federation else "localhost"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Synapse":
        """Start it, or start it again, and return when it answers. AssertionError with the end of its log."""
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "hs.json"
        config.write_text(json.dumps(self._config()))
        key = self.folder / "signing.key"
        if not key.exists():
            seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
            key.write_text(f"ed25519 a_{secrets.token_hex(2)} {seed}\n")
        said = (self.folder / "out.log").open("ab")
        command = [str(PYTHON), "-m", "synapse.app.homeserver", "-c", str(config)]
        self._process = subprocess.Popen(
            command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd=self.folder, start_new_session=True
        )
        said.close()
        until = time.monotonic() + START
        while not self._healthy():
            tail = (self.folder / "out.log").read_text(errors="replace")[-3000:]
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"Synapse does not start:\n{tail}")
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        """Stop it; what it stored stays."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(10)
        self._process = None

    def register(
        self, name: str, password: str = "a good password", device: str | None = None, admin: bool = False
    ) -> Account:
        """Make an account by the shared secret, or only log it in with `device` when it is there."""
        url = f"{self.url}/_synapse/admin/v1/register"
        nonce = call("GET", url)["nonce"]
        parts = b"\0".join(part.encode() for part in (nonce, name, password, "admin" if admin else "notadmin"))
        mac = hmac.new(self._secret.encode(), parts, hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac}
        made = call("POST", url, body)
        account = Account(made["user_id"], made["device_id"], made["access_token"], password)
        return self.login(account, device) if device is not None else account

    def login(self, account: Account, device: str | None = None) -> Account:
        """One more device of an account."""
        body: dict[str, Any] = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": account.user},
            "password": account.password,
        }
        made = call("POST", f"{self.url}/_matrix/client/v3/login", body | ({"device_id": device} if device else {}))
        return Account(made["user_id"], made["device_id"], made["access_token"], account.password)

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=1) as answer:
                return bool(answer.read() == b"OK")
        except (urllib.error.URLError, OSError):
            return False

    def _config(self) -> dict[str, Any]:
        folder = str(self.folder)
        here: dict[str, Any] = {"bind_addresses": ["127.0.0.1"], "type": "http"}
        listeners = [{**here, "port": self.port, "resources": [{"names": ["client"]}]}]
        if self.federation:
            federation = {"port": self.federation, "tls": True, "resources": [{"names": ["federation"]}]}
            listeners.append(here | federation)
        log = {
            "version": 1,
            "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
            "handlers": {
                "file": {"class": "logging.FileHandler", "filename": f"{folder}/hs.log", "formatter": "plain"}
            },
            "root": {"level": "WARNING", "handlers": ["file"]},
        }
        (self.folder / "log.json").write_text(json.dumps(log))
        return {
            "server_name": self.name,
            "public_baseurl": self.url,
            "pid_file": f"{folder}/hs.pid",
            "listeners": listeners,
            "database": {"name": "sqlite3", "args": {"database": f"{folder}/hs.db"}},
            "signing_key_path": f"{folder}/signing.key",
            "media_store_path": f"{folder}/media",
            "log_config": f"{folder}/log.json",
            "registration_shared_secret": self._secret,
            "macaroon_secret_key": "one",
            "form_secret": "two",
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "report_stats": False,
            "bcrypt_rounds": 4,
            "url_preview_enabled": False,
            **({} if self.federation else {"federation_domain_whitelist": []}),
            "rc_message": OPEN,
            "rc_registration": OPEN,
            "rc_login": {"address": OPEN, "account": OPEN, "failed_attempts": OPEN},
            "rc_joins": {"local": OPEN, "remote": OPEN},
            "rc_joins_per_room": OPEN,
            "rc_invites": {"per_room": OPEN, "per_user": OPEN, "per_issuer": OPEN},
            "rc_room_creation": OPEN,
            "rc_key_requests": OPEN,
            "rc_admin_redaction": OPEN,
            "rc_media_create": OPEN,
            "rc_federation": {"window_size": 1000, "sleep_limit": 100_000, "reject_limit": 100_000, "concurrent": 100},
            **(_federation(self.folder) if self.federation else {}),
            **self.more,
        }


def federating(one: Path, other: Path) -> tuple[Synapse, Synapse]:
    """Two homeservers in folders of their own that talk to each other, and to nobody else."""
    made = Synapse(one, federation=free_port()), Synapse(other, federation=free_port())
    whitelist = [server.name for server in made]
    for server in made:
        server.more = {"federation_domain_whitelist": whitelist}
    return made


def _federation(folder: Path) -> dict[str, Any]:
    """What a homeserver needs to be reached by another on loopback."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    plain = serialization.NoEncryption()
    kind = serialization.PrivateFormat.TraditionalOpenSSL
    (folder / "tls.crt").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    (folder / "tls.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, plain))
    return {
        "tls_certificate_path": f"{folder}/tls.crt",
        "tls_private_key_path": f"{folder}/tls.key",
        "federation_verify_certificates": False,
        "ip_range_blacklist": [],
        "federation_ip_range_blacklist": [],
        "federation": {"destination_min_retry_interval": "1s", "destination_max_retry_interval": "2s"},
    }
