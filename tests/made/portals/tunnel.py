"""A proxy for tests that opens tunnels: CONNECT host:443 leads to a TLS server on loopback, of the host's own kind."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import cast
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from OpenSSL import SSL

Speak = Callable[[socket.socket], None]
NOW = datetime.now(UTC)
_KEY = generate_private_key(65537, 2048)


def certificate(name: str, issuer: str, days: int = 90, key: RSAPrivateKey = _KEY) -> x509.Certificate:
    """A certificate for a host, valid until `days` from now; self-signed if the issuer has its name."""
    subject, signer = (
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)]) for common in (name, issuer)
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=400))
        .not_valid_after(NOW + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, SHA256())
    )


def speaker(
    shown: x509.Certificate, pages: Callable[[str], bytes | None], newest: int | None = None
) -> Speak:
    """A TLS server that shows a certificate and speaks nothing newer than `newest`."""
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_cipher_list(b"ALL:@SECLEVEL=0")
    context.use_certificate(shown)
    context.use_privatekey(_KEY)
    if newest is not None:
        context.set_max_proto_version(newest)

    def speak(line: socket.socket) -> None:
        secured = SSL.Connection(context, line)
        secured.set_accept_state()
        try:
            secured.do_handshake()
            asked = b""
            while b"\r\n\r\n" not in asked:
                asked += secured.recv(4096)
            secured.sendall(_answer(pages(asked.split()[1].decode())))
            secured.shutdown()
        except SSL.Error:
            return  # the visitor does not speak like this

    return speak


def _answer(body: bytes | None) -> bytes:
    status = b"404 Not Found" if body is None else b"200 OK"
    shown = body or b""
    head = b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    return head % (status, len(shown)) + shown


@dataclass
class Tunnels:
    """The proxy. `speakers` by host; to others no tunnel is opened. `log` holds (host, what was asked of the proxy)."""

    speakers: dict[str, Speak]
    pages: Callable[[str], bytes | None]
    url: str = ""
    log: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def tunnelling(tunnels: Tunnels) -> Iterator[Tunnels]:
    """Run the proxy on a free port of 127.0.0.1 until the block ends. Plain requests are answered from `pages`."""

    class Proxy(BaseRequestHandler):
        def handle(self) -> None:
            line = cast(socket.socket, self.request)
            line.settimeout(20)
            asked = b""
            while b"\r\n\r\n" not in asked:
                if not (more := line.recv(4096)):
                    return
                asked += more
            method, target = asked.split()[:2]
            if method != b"CONNECT":
                parts = urlsplit(target.decode())
                tunnels.log.append((str(parts.hostname), "GET"))
                line.sendall(_answer(tunnels.pages(parts.path)))
                return
            host = target.decode().partition(":")[0]
            tunnels.log.append((host, "CONNECT"))
            if host not in tunnels.speakers:
                line.sendall(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
                return
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            line.settimeout(None)  # TLS on a socket with a timeout would not wait for what is to come
            tunnels.speakers[host](line)

    class Server(ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    tunnels.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield tunnels
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
