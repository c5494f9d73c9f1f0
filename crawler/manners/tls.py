"""TLS: today's parameters first; old ones only for a host with which these failed. Flawed certificates are told, not refused."""

from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.hashes import SHA256
from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyCertificateOptions, _ScrapyClientContextFactory
from scrapy.crawler import Crawler
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.ssl import Certificate, CertificateOptions, TLSVersion
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler.manners.host_state import Tonight

# Small keys, SHA-1 and TLS 1.0, as servers of fifteen years ago speak; Scrapy itself allows their old renegotiation.
OLD_CIPHERS = b"DEFAULT:@SECLEVEL=0"


class _OldOptions(_ScrapyCertificateOptions):
    """Certificate options that an old server can follow."""

    def _makeContext(self, skipCiphers: bool = False) -> SSL.Context:
        context = super()._makeContext(skipCiphers)
        context.set_cipher_list(OLD_CIPHERS)
        context.set_tmp_ecdh(SECP256R1())  # some answer other curves with a broken point
        return context


class _OldParameters(_ScrapyClientContextFactory):
    """Scrapy's contexts with old parameters."""

    def _get_cert_options(self) -> CertificateOptions:
        return _OldOptions(fixBrokenPeers=True, insecurelyLowerMinimumTo=TLSVersion.TLSv1_0)


@implementer(IPolicyForHTTPS)
class HostContexts:
    """Chooses the parameters host by host. Modern servers may hang under old ones: nobody else is given them."""

    def __init__(self, standard: Any, crawler: Crawler) -> None:
        self.standard = standard
        self.old = _OldParameters.from_crawler(crawler)
        self.tonight = Tonight.of(crawler)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        """What makes connections to a host."""
        host = self.tonight.hosts.get(hostname.decode("ascii"))
        chosen = self.old if host is not None and host.legacy else self.standard
        return chosen.creatorForNetloc(hostname, port)


def flaws_of(certificate: Certificate, host: str, now: datetime | None = None) -> list[str]:
    """What is wrong with a certificate: self_signed, expired, wrong_name; then its fingerprint. Empty if nothing is."""
    read = certificate.original.to_cryptography()
    now = now or datetime.now(UTC)
    flaws = []
    if read.issuer == read.subject:
        flaws.append("self_signed")
    if not read.not_valid_before_utc <= now <= read.not_valid_after_utc:
        flaws.append("expired")
    try:
        verify_service_identity(extract_patterns(certificate.original), [DNS_ID(host)], [])
    except (VerificationError, CertificateError):
        flaws.append("wrong_name")
    if flaws:
        flaws.append(f"sha256:{read.fingerprint(SHA256()).hex()}")
    return flaws
