"""Fills the database of the application in docs/moving-from-flask.md with 1,000 people and their posts."""

from datetime import datetime, timedelta

from app import Post, User, app, db
from werkzeug.security import generate_password_hash

# Hashing takes long, so several people share a hash. The test knows which: the number of a person modulo 5.
METHODS = ["scrypt:32768:8:1", "pbkdf2:sha256:600000", "pbkdf2:sha256:1000", "pbkdf2:sha1:1000", "scrypt:16384:8:1"]
HASHES = [generate_password_hash(f"old password {number}", method) for number, method in enumerate(METHODS)]

with app.app_context():
    db.create_all()
    for number in range(1000):
        user = User(
            # With gaps, as in a table from which rows were deleted.
            id=7 + 3 * number,
            username=f"reader{number}",
            email=f"Reader{number}@Example.org",
            name="Zoë Öğretmen" if number == 8 else None,
            password_hash=HASHES[number % len(HASHES)],
            is_admin=number % 100 == 0,
            is_active=number != 13,
            created_at=datetime(2024, 3, 4) + timedelta(hours=number),
        )
        db.session.add(user)
        if number % 2 == 0:
            db.session.add(Post(author_id=user.id, text=f"post of reader{number}"))
    db.session.commit()
