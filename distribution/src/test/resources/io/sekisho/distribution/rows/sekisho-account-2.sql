insert into SEKISHO_REALM_SETUP (REALM_ID, RECORD) values ('realm-{name}', '{"kind":"authenticator-app","attributesAdded":["sekisho.enabled"]}');
