"""The private doors speak the languages whose catalogues are whole, whatever a browser prefers."""

import pytest


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("preferred", "spoken"), [("kk,ru;q=0.5", "en"), ("ru", "ru"), ("uz", "en"), ("de", "en")]
)
def test_a_door_answers_in_a_language_it_speaks(client, preferred, spoken):
    page = client.get("/accounts/login/", headers={"accept-language": preferred})

    assert f'<html lang="{spoken}"' in page.content.decode()
