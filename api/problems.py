"""What goes wrong, as RFC 9457 problem documents in the caller's language.

A problem is made of sentences from the tables here and of the library's own; no exception's text ever becomes part
of one, since it may quote the plan or the inside of the service.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.responses import Response

from advisor.errors import Position
from advisor.source.text import shown
from advisor.text import LANGUAGES, Language, Text

MEDIA_TYPE: Final = "application/problem+json"
_SAFE_LENGTH: Final = 60


class Problem(Exception):  # the name RFC 9457 has for it
    """A request that gets no answer but a problem document.

    Attributes:
        kind: the problem's type, a key of KINDS.
        detail: what is wrong with this request.
        errors: the fields that are wrong, each with its place.
    """

    def __init__(
        self,
        kind: str,
        detail: Text | None = None,
        *,
        errors: Sequence[BadField] = (),
        position: Position | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.position = position
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class BadField:
    """A value that cannot be used: where it stands, what is wrong, and the value in a length safe to repeat.

    `pointer` is a JSON pointer into the plan; for what stands in the query, `parameter` names it instead.
    """

    detail: Text
    pointer: str | None = None
    parameter: str | None = None
    value: str | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of problem: its status, its title, and its sentence where the request itself has none."""

    status: int
    title: Text
    detail: Text


def _kind(status: int, title_ja: str, title_en: str, detail_ja: str, detail_en: str) -> Kind:
    return Kind(status, Text(title_ja, title_en), Text(detail_ja, detail_en))


KINDS: Final[dict[str, Kind]] = {
    "unreadable-plan": _kind(
        400, "計画を読み取れません", "The plan cannot be read",
        "本文がJSONまたはYAMLとして読めません。", "The body is not readable JSON or YAML.",
    ),
    "bad-parameter": _kind(
        400, "URLのパラメーターが正しくありません", "A query parameter is wrong",
        "URLのパラメーターを確かめてください。", "Correct the query parameters.",
    ),
    "key-needed": _kind(
        401, "APIキーが必要です", "An API key is needed",
        "APIキーを Authorization: Bearer か X-API-Key ヘッダーで送ってください。",
        "Send an API key in Authorization: Bearer or in X-API-Key.",
    ),
    "key-unknown": _kind(
        401, "APIキーが正しくありません", "The API key is not known",
        "このAPIキーは登録されていません。キーを確かめてください。", "No such API key is set up here; correct it.",
    ),
    "not-found": _kind(
        404, "見つかりません", "Not found",
        "この場所には何もありません。URLを確かめてください。", "There is nothing at this address; correct it.",
    ),
    "method-not-allowed": _kind(
        405, "このメソッドは使えません", "Method not allowed",
        "この場所ではこのHTTPメソッドを使えません。Allowヘッダーをご覧ください。",
        "This address does not take this HTTP method; see the Allow header.",
    ),
    "not-acceptable": _kind(
        406, "求められた形式では返せません", "No such form",
        "返せる形式は application/json、text/markdown、text/html です。",
        "The forms available are application/json, text/markdown and text/html.",
    ),
    "body-too-slow": _kind(
        408, "本文が届きません", "The body did not arrive",
        "本文の受信に時間がかかりすぎました。もう一度送ってください。", "The body took too long to arrive; send it again.",
    ),
    "body-too-large": _kind(
        413, "本文が大きすぎます", "The body is too large",
        "本文が上限を超えています。計画を分けてください。", "The body is over the limit; split the plan.",
    ),
    "media-type": _kind(
        415, "この形式の本文は受け取れません", "Unsupported media type",
        "Content-Typeを、計画なら application/json か application/yaml（UTF-8）、表やメモならそのファイルの形式にしてください。",
        "Send a plan as application/json or application/yaml in UTF-8, a sheet or memo with the media type of its file.",
    ),
    "unusable-plan": _kind(
        422, "計画として使えません", "This cannot be used as a plan",
        "計画の一部を使えません。errorsの箇所を直してください。", "Part of the plan cannot be used; mend what errors lists.",
    ),
    "plan-too-large": _kind(
        422, "計画が大きすぎます", "The plan is too large",
        "計画が上限を超えています。errorsの箇所を減らしてください。", "The plan is over a limit; shorten what errors lists.",
    ),
    "head-too-large": _kind(
        431, "ヘッダーが大きすぎます", "The headers are too large",
        "URLとヘッダーを短くしてください。", "Shorten the address and the headers.",
    ),
    "rate-limited": _kind(
        429, "リクエストが多すぎます", "Too many requests",
        "1分あたりの上限に達しました。少し待ってから、もう一度送ってください。",
        "The limit for a minute is reached; wait a little and send it again.",
    ),
    "bad-request": _kind(
        400, "リクエストが正しくありません", "Bad request",
        "このリクエストは処理できません。", "This request cannot be handled.",
    ),
    "internal": _kind(
        500, "想定外の問題が起きました", "Something unexpected went wrong",
        "不具合の可能性があります。request_idを添えて、運営者にお知らせください。",
        "This may be a fault of ours; tell whoever runs the service, with the request_id.",
    ),
    "busy": _kind(
        503, "混み合っています", "Busy",
        "混み合っています。少し待ってから、もう一度送ってください。", "Too much is going on; wait a little and send it again.",
    ),
    "took-too-long": _kind(
        503, "診断に時間がかかりすぎました", "Judging took too long",
        "制限時間内に診断が終わりませんでした。計画を分けてください。",
        "The plan was not judged within the time limit; split it.",
    ),
    "not-ready": _kind(
        503, "準備中です", "Not ready",
        "起動中か停止中です。少し待ってください。", "The service is starting or stopping; wait a little.",
    ),
}  # fmt: skip


def safe_value(value: object) -> str | None:
    """A value in a length and in characters safe to repeat; None for a list or mapping."""
    if isinstance(value, (dict, list, tuple)):
        return None
    return shown(value if isinstance(value, str) else str(value), _SAFE_LENGTH)


def document(problem: Problem, language: Language, request_id: str) -> dict[str, Any]:
    """The problem document."""
    kind = KINDS[problem.kind]
    data: dict[str, Any] = {
        "type": f"urn:kpi-advisor:problem:{problem.kind}",
        "title": kind.title[language],
        "status": kind.status,
        "detail": (problem.detail or kind.detail)[language],
        "request_id": request_id,
    }
    if problem.position is not None:
        data["line"], data["column"], cell = problem.position
        if cell:
            data["cell"] = cell
    if problem.errors:
        data["errors"] = [_field(e, language) for e in problem.errors]
    return data


def in_both_languages(kind: str) -> dict[str, Any]:
    """A problem document for a request that ended before it could say which language its caller reads."""
    ja, en = (document(Problem(kind), language, "") for language in LANGUAGES)
    return {**en, "title": f"{ja['title']} / {en['title']}", "detail": f"{ja['detail']} / {en['detail']}"}


def _field(error: BadField, language: Language) -> dict[str, Any]:
    data = {"pointer": error.pointer, "parameter": error.parameter, "detail": error.detail[language]}
    return {k: v for k, v in (data | {"value": error.value}).items() if v is not None}


def response(problem: Problem, language: Language, request_id: str) -> Response:
    """The problem as a response."""
    body = json.dumps(document(problem, language, request_id), ensure_ascii=False)
    headers = {"content-language": language, "vary": "Accept-Language", **problem.headers}
    return Response(body.encode(), KINDS[problem.kind].status, headers, MEDIA_TYPE)
