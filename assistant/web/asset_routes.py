"""The page's own scripts, as the page asks for them."""

from hashlib import sha256

from fastapi import APIRouter, Request
from fastapi.responses import Response

from assistant.web.assets import SCRIPTS, asset


def asset_router() -> APIRouter:
    """GET /NAME.js; a browser asks each time whether it changed, so that scripts and page are always of one version."""
    router = APIRouter()
    for name in SCRIPTS:
        _add_script(router, name)
    return router


def _add_script(router: APIRouter, name: str) -> None:
    script = asset(name).encode()
    headers = {"Cache-Control": "no-cache", "ETag": f'"{sha256(script).hexdigest()[:32]}"'}

    @router.get(f"/{name}")
    def serve_script(request: Request) -> Response:
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(script, media_type="text/javascript; charset=utf-8", headers=headers)
