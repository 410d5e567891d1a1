"""Our stylesheets become one file, named by its content; the theme's stay as they are."""

from pathlib import Path

from gen.site import styles

PAGE = """<head>
<link rel="stylesheet" href="../../assets/stylesheets/main.57a0d79d.min.css">
<link rel="stylesheet" href="../../assets/stylesheets/palette.css">
<link rel="stylesheet" href="../../stylesheets/roles.css">
<link rel="stylesheet" href="../../stylesheets/page.css">
</head>"""


def site(folder: Path) -> Path:
    """Two stylesheets, one of which names a font beside it."""
    (folder / "stylesheets").mkdir()
    (folder / "stylesheets" / "roles.css").write_text(":root { --a: 1 }")
    (folder / "stylesheets" / "page.css").write_text("b { src: url(../assets/fonts/x.woff2) }")
    return folder


def test_ours_are_joined_in_their_order(tmp_path: Path) -> None:
    text = styles.joined(site(tmp_path), PAGE)
    (made,) = (tmp_path / "stylesheets").glob("unnoise.*.css")
    assert made.read_text() == ":root { --a: 1 }\nb { src: url(../assets/fonts/x.woff2) }"
    assert text.count("<link") == 3
    assert text.count(f'<link rel="stylesheet" href="../../stylesheets/{made.name}">') == 1
    assert "assets/stylesheets/main.57a0d79d.min.css" in text
    assert "assets/stylesheets/palette.css" in text
    assert "roles.css" not in text


def test_another_content_is_another_file_and_twice_is_once(tmp_path: Path) -> None:
    once = styles.joined(site(tmp_path), PAGE)
    assert styles.joined(tmp_path, once) == once
    (tmp_path / "stylesheets" / "page.css").write_text("b { color: red }")
    assert styles.joined(tmp_path, PAGE) != once
