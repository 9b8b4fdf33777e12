-- The pictures of people: JPEG, square, drawn anew by web. id is new with each picture, and stands in its address.
CREATE TABLE picture (
  account_id uuid CONSTRAINT picture_pk PRIMARY KEY
    CONSTRAINT picture_account_fk REFERENCES account ON DELETE CASCADE,
  id uuid NOT NULL,
  jpeg bytea NOT NULL CONSTRAINT picture_size CHECK (octet_length(jpeg) BETWEEN 1 AND 65536),
  changed_at timestamptz NOT NULL
);
