insert into SEKISHO_SWEPT_REALM (REALM_ID, ACTIVE_KEY, SWEPT_AT, DOUBTS) values ('realm-{name}', 'k1', 1795132800000, 1);
insert into SEKISHO_SWEPT_REALM (REALM_ID) values ('doubted-{name}');
