insert into SEKISHO_MAIL_OUTAGE (REALM_ID, SINCE, FAILED_AT, LASTED_MILLIS, REASON) values ('realm-{name}', 1795132800000, 1795132860000, 60000, 'mail-server-unreachable')
