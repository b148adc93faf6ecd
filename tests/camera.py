"""A camera made of a file: what it sees one after another, over and over."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from labels.pictures import bitmap
from labels.symbol import encode_text
from tests.browsing import FLAGS

WIDTH, HEIGHT, A_SECOND = 640, 480, 10
_GREY = b"\x80" * (WIDTH * HEIGHT // 2)


def film(path: Path, texts: Sequence[str]) -> None:
    """A .y4m file: each text as a symbol for a second and a half, and half a second of nothing."""
    nothing = Image.new("L", (WIDTH, HEIGHT), 235)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for text in texts:
            for picture, frames in ((_seen(text), 15), (nothing, 5)):
                file.write((b"FRAME\n" + picture.tobytes() + _GREY) * frames)


def _seen(text: str) -> Image.Image:
    """A symbol in the middle of what the camera sees."""
    scene = Image.new("L", (WIDTH, HEIGHT), 235)
    symbol = bitmap(encode_text(text), 7).convert("L")
    scene.paste(symbol, ((WIDTH - symbol.width) // 2, (HEIGHT - symbol.height) // 2))
    return scene


@contextlib.contextmanager
def with_camera(chromium: str, path: Path) -> Iterator[Browser]:
    """A Chromium whose camera is a file, and may be opened."""
    told = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    )
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=[*FLAGS, *told])
        try:
            yield opened
        finally:
            opened.close()
