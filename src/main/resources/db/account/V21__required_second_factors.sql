-- Groups whose accounts need a second factor, and from when on. The group need not have a member.
CREATE TABLE group_requirement (
  name text COLLATE "C" CONSTRAINT group_requirement_pk PRIMARY KEY
    CONSTRAINT group_requirement_name CHECK (name ~ '^[A-Za-z0-9._-]{1,64}$'),
  required_from timestamptz NOT NULL
);

-- Since when the session has been held: its account needs a second factor, and none was given in it. Null: it was not held
-- when it was last asked about.
ALTER TABLE session ADD COLUMN held_since timestamptz;
