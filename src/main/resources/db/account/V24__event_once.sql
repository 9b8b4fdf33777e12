-- An event that a repeated operation would write again has an id that comes from the operation.
ALTER TABLE event ADD CONSTRAINT event_once UNIQUE (id);
