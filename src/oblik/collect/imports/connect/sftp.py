"""A file on an SFTP server."""

from __future__ import annotations

import hashlib
import io
import stat
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar

import stamina
from pydantic import SecretStr

from oblik.collect.imports.connect._newest import Found, is_pattern, newest
from oblik.collect.imports.connect.kind import Connector, Fetch, Fetched, Form, Words, asked
from oblik.kernel.errors import Invalid, TooLarge, Unavailable

if TYPE_CHECKING:
    import paramiko

_ANSWER_S = 15.0
_SILENCE_S = 60.0
_ATTEMPTS = 3
_BLOCK = 1 << 20


class SftpSettings(Form):
    """Which server, and who asks it."""

    host: str = asked(("Server", "Сервер", "Сервер"))
    port: int = asked(("Port", "Порт", "Порт"), default=22, ge=1, le=65535)
    user: str = asked(("User name", "Ім'я користувача", "Имя пользователя"))
    password: SecretStr = asked(("Password", "Пароль", "Пароль"), default=SecretStr(""))
    private_key: SecretStr = asked(
        ("Private key", "Приватний ключ", "Приватный ключ"),
        (
            "Instead of a password: the whole file, unencrypted.",
            "Замість пароля: весь файл, незашифрований.",
            "Вместо пароля: весь файл, незашифрованный.",
        ),
        default=SecretStr(""),
        long=True,
        most=20_000,
    )
    host_key: str = asked(
        ("The server's fingerprint", "Відбиток сервера", "Отпечаток сервера"),
        (
            "Such as SHA256:…; leave it empty once and the check tells it, to compare with the server's.",
            "Наприклад SHA256:…; залиште порожнім, і перевірка покаже його, щоб звірити із серверним.",
            "Например SHA256:…; оставьте пустым, и проверка покажет его, чтобы сверить с серверным.",
        ),
        default="",
    )


class SftpRequest(Form):
    """Which file."""

    path: str = asked(
        ("File", "Файл", "Файл"),
        (
            "Its path; with * in its name the newest that fits: /exports/orders-*.csv",
            "Його шлях; з * в імені – найновіший з відповідних: /exports/orders-*.csv",
            "Его путь; с * в имени – самый новый из подходящих: /exports/orders-*.csv",
        ),
        most=1000,
    )


class Sftp(Connector):
    """Fetches a file from a server whose key is known."""

    key: ClassVar[str] = "sftp"
    name: ClassVar[Words] = {"en": "SFTP server", "uk": "Сервер SFTP", "ru": "Сервер SFTP"}
    description: ClassVar[Words] = {
        "en": "A file that another system leaves on an SFTP server.",
        "uk": "Файл, який інша система залишає на сервері SFTP.",
        "ru": "Файл, который другая система оставляет на сервере SFTP.",
    }
    icon: ClassVar[str] = "server"
    modules: ClassVar[tuple[str, ...]] = ("paramiko",)
    extra: ClassVar[str] = "sftp"
    settings: ClassVar[type[Form]] = SftpSettings
    request: ClassVar[type[Form]] = SftpRequest

    def fetch(self, settings: SftpSettings, request: SftpRequest, job: Fetch) -> Fetched:
        """The file, unless it is as old and as long as the last time."""
        for attempt in stamina.retry_context(on=Unavailable, attempts=_ATTEMPTS, timeout=60):
            with attempt, _opened(settings, job) as sftp:
                return _fetched(sftp, request.path, job)
        raise AssertionError("an attempt returns or raises")

    def check(self, settings: SftpSettings, job: Fetch) -> None:
        """Signs in."""
        with _opened(settings, job) as sftp:
            sftp.listdir_iter(".", read_aheads=1)


def _fetched(sftp: paramiko.SFTPClient, path: str, job: Fetch) -> Fetched:
    found = _found(sftp, path)
    marks = {"path": found.path, "changed": found.changed, "size": found.size}
    name = PurePosixPath(found.path).name
    if marks.items() <= job.known.items():
        return Fetched(name, "", job.known, unchanged=True)
    if found.size > job.limits.bytes:
        raise TooLarge(f"Expected a file of at most {job.limits.bytes} bytes, got {found.size}.")
    digest, size = hashlib.sha256(), 0
    with sftp.open(found.path, "rb") as source, job.target.open("wb") as target:
        source.prefetch(found.size)
        while block := source.read(_BLOCK):
            size += len(block)
            if size > job.limits.bytes:
                raise TooLarge(f"Expected a file of at most {job.limits.bytes} bytes, got more.")
            digest.update(block)
            target.write(block)
            job.progress(size)
    return Fetched(name, digest.hexdigest(), {**marks, "sha256": digest.hexdigest()})


def _found(sftp: paramiko.SFTPClient, path: str) -> Found:
    if not is_pattern(path):
        return _as_found(path, sftp.stat(path))
    folder = str(PurePosixPath(path).parent)
    entries = sftp.listdir_iter(folder)
    files = (
        _as_found(str(PurePosixPath(folder) / entry.filename), entry)
        for entry in entries
        if stat.S_ISREG(entry.st_mode or 0)
    )
    return newest(path, files)


def _as_found(path: str, entry: Any) -> Found:
    return Found(path, float(entry.st_mtime or 0), int(entry.st_size or 0))


@contextmanager
def _opened(settings: SftpSettings, job: Fetch) -> Iterator[paramiko.SFTPClient]:
    import paramiko

    connection = job.gate.connect(settings.host, settings.port, _ANSWER_S)
    transport = paramiko.Transport(connection)
    try:
        transport.start_client(timeout=_ANSWER_S)
        _expect_known(settings, transport.get_remote_server_key())
        _sign_in(transport, settings)
        with paramiko.SFTPClient.from_transport(transport) as sftp:
            channel = sftp.get_channel()
            if channel is not None:
                channel.settimeout(_SILENCE_S)
            yield sftp
    except FileNotFoundError as error:
        raise Invalid("There is no such file on the server.", code="file_not_there", field="path") from error
    except PermissionError as error:
        raise Invalid("The server does not let this user read it.", code="outside_refused") from error
    except paramiko.AuthenticationException as error:
        raise Invalid("The server does not accept this user and key.", code="outside_refused") from error
    except (paramiko.SSHException, EOFError, OSError) as error:
        raise Unavailable(f"The server does not answer: {error}.", code="outside_unavailable") from error
    finally:
        transport.close()


def _expect_known(settings: SftpSettings, key: paramiko.PKey) -> None:
    """A server that cannot show the key it had might be somebody else, who would get the password."""
    shown = "SHA256:" + b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
    if settings.host_key.rstrip("=") != shown:
        came = "the server's is" if not settings.host_key else "the server shows another one:"
        raise Invalid(
            f"Expected the server's fingerprint; {came} {shown}. Compare it with what the server's administrator says, "
            "then enter it.",
            code="unknown_host_key",
            field="host_key",
        )


def _sign_in(transport: paramiko.Transport, settings: SftpSettings) -> None:
    if text := settings.private_key.get_secret_value():
        transport.auth_publickey(settings.user, _key(text))
    else:
        transport.auth_password(settings.user, settings.password.get_secret_value())


def _key(text: str) -> paramiko.PKey:
    import paramiko

    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text))
        except (paramiko.SSHException, ValueError):
            continue
    raise Invalid(
        "Expected a private key without a passphrase, as OpenSSH writes it.",
        code="bad_connection",
        field="private_key",
    )


CONNECTOR = Sftp()
