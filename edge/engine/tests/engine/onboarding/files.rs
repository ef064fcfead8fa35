//! Files are what their content says.

use dargah_engine::onboarding::document::{BYTES_MAX, FileFault, Type, inspect};

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], kind, data, &[0; 4]].concat()
}

fn png() -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &[0; 13]), chunk(b"IDAT", b"x"), chunk(b"IEND", b"")].concat()
}

fn jpeg() -> Vec<u8> {
    let segment = |marker: u8, data: &[u8]| {
        let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker][..], &length, data].concat()
    };
    [
        vec![0xFF, 0xD8],
        segment(0xE0, b"JFIF\0"),
        segment(0xC0, &[0; 15]),
        segment(0xDA, &[0; 10]),
        vec![1, 2, 3, 0xFF, 0xD9],
    ]
    .concat()
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nxref\ntrailer\nstartxref\n9\n%%EOF\n";

#[test]
fn the_three_types_are_taken_under_their_own_names() {
    assert_eq!(inspect("card.PNG", &png()), Ok(Type::Png));
    assert_eq!(inspect("کارت ملی.jpg", &jpeg()), Ok(Type::Jpeg));
    assert_eq!(inspect("a.jpeg", &jpeg()), Ok(Type::Jpeg));
    assert_eq!(inspect("notice.pdf", PDF), Ok(Type::Pdf));
}

#[test]
fn a_file_that_lies_is_not() {
    assert_eq!(inspect("card.pdf", &png()), Err(FileFault::Ending));
    assert_eq!(inspect("card.png.exe", &png()), Err(FileFault::Ending));
    assert_eq!(inspect("card", &png()), Err(FileFault::Ending));
    for (name, bytes) in [
        ("a.svg", &b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"[..]),
        ("a.png", b"<html><script>alert(1)</script></html>"),
        ("a.pdf", b"<!-- %PDF-1.7 --><html>startxref %%EOF"),
        ("a.pdf", b"%PDF-1.7 but nothing behind it"),
        ("a.png", b"\x89PNG\r\n\x1a\n<script>"),
        ("a.jpg", b"\xFF\xD8\xFF<script>alert(1)</script>\xFF\xD9"),
        ("a.gif", b"GIF89a"),
    ] {
        assert_eq!(inspect(name, bytes), Err(FileFault::Type), "{name}");
    }
    assert_eq!(inspect("a.pdf", b""), Err(FileFault::Empty));
    let script = [&PDF[..9], b"<</S/JavaScript/JS(app.alert(1))>>", &PDF[9..]].concat();
    assert_eq!(inspect("a.pdf", &script), Err(FileFault::Active));
}

#[test]
fn what_hangs_behind_a_picture_is_seen() {
    let mut tail = png();
    tail.extend(b"<script>");
    assert_eq!(inspect("a.png", &tail), Err(FileFault::Type));
    let whole = png();
    for cut in 0..whole.len() {
        assert!(inspect("a.png", &whole[..cut]).is_err(), "cut at {cut}");
    }
    let whole = jpeg();
    for cut in 0..whole.len() {
        assert!(inspect("a.jpg", &whole[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn five_megabytes_and_not_a_byte_more() {
    let data = vec![0; BYTES_MAX - png().len() + 1];
    let exact =
        [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &[0; 13]), chunk(b"IDAT", &data), chunk(b"IEND", b"")].concat();
    assert_eq!(exact.len(), BYTES_MAX);
    assert_eq!(inspect("a.png", &exact), Ok(Type::Png));
    assert_eq!(inspect("a.png", &[exact, vec![0]].concat()), Err(FileFault::TooLarge));
}
