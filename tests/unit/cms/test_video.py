"""A film: in words too, of a type that plays, handed out by parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.rich_text import RichText

from cms.blocks.video import Video


FILM = bytes(range(256)) * 8


@pytest.fixture(autouse=True)
def _media(settings: object, tmp_path: Path) -> None:
    """Files of this test's own."""
    settings.MEDIA_ROOT = tmp_path


def paper(name: str) -> Document:
    """A document of the office."""
    return Document.objects.create(title=name, file=ContentFile(FILM, name=name))


@pytest.fixture
def film(db: None) -> Iterator[Document]:
    """A film of 2 KB."""
    made = paper("film.mp4")
    yield made
    made.file.close()


def value(**fields: object) -> dict:
    """What an editor filled in."""
    filled = Video().to_python({"title": "A wave", "transcript": "<p>Somebody waves.</p>"})
    filled.update(fields)
    return filled


def test_a_film_says_how_large_it_is_and_loads_when_it_is_wanted(film: Document):
    html = Video().render(value(film=film))

    assert 'preload="none"' in html
    assert "2.0\xa0KB" in html
    assert f'src="/media/documents/{Path(film.file.name).name}"' in html
    assert "Somebody waves." in html
    assert "track" not in html


def test_captions_stand_below_the_film(film: Document):
    captions = paper("film.vtt")

    assert '<track kind="captions"' in Video().render(value(film=film, captions=captions))


def test_a_film_whose_file_is_gone_leaves_its_words(film: Document):
    html = Video().render(value(film=None))

    assert "<video" not in html
    assert "Somebody waves." in html


@pytest.mark.parametrize(
    ("field", "name"), [("film", "film.pdf"), ("captions", "captions.mp4"), ("transcript", "")]
)
@pytest.mark.django_db
def test_a_film_of_another_type_or_without_words_is_refused(film: Document, field: str, name: str):
    wrong = value(film=film)
    wrong[field] = paper(name) if name else RichText("")

    with pytest.raises(ValidationError) as refused:
        Video().clean(wrong)

    assert set(refused.value.block_errors) == {field}


@pytest.mark.parametrize(
    ("asked", "status", "told", "part"),
    [
        ("", 200, None, FILM),
        ("bytes=0-1", 206, "bytes 0-1/2048", FILM[:2]),
        ("bytes=2000-", 206, "bytes 2000-2047/2048", FILM[2000:]),
        ("bytes=-3", 206, "bytes 2045-2047/2048", FILM[-3:]),
        ("bytes=2047-9999", 206, "bytes 2047-2047/2048", FILM[2047:]),
        ("bytes=2048-", 416, "bytes */2048", b""),
        ("bytes=-", 416, "bytes */2048", b""),
        ("lines=1-2", 200, None, FILM),
    ],
)
def test_a_film_comes_by_parts(
    client: Client, film: Document, *, asked: str, status: int, told: str | None, part: bytes
):
    answer = client.get(film.file.url, headers={"Range": asked} if asked else {})

    assert (answer.status_code, answer.get("Content-Range")) == (status, told)
    assert b"".join(answer) == part
    if status < 400:
        assert (answer["Content-Type"], answer["Accept-Ranges"]) == ("video/mp4", "bytes")
        assert int(answer["Content-Length"]) == len(part)


@pytest.mark.django_db
def test_other_papers_are_not_on_this_door(client: Client):
    letter = paper("letter.pdf")

    assert client.get(letter.file.url).status_code == 404
    assert client.get("/media/documents/none.mp4").status_code == 404
    assert client.get("/media/documents/..%2Fsecret.mp4").status_code == 404
