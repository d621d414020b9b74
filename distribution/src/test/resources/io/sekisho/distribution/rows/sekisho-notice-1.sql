insert into SEKISHO_NOTICE (ID, REALM_ID, USER_ID, KIND, RECIPIENT, LOCALE, OCCURRED_AT, STATE, ATTEMPTS, DUE_AT, LAST_ERROR, SENT_AT)
  values ('waiting-{name}', 'realm-1', 'user-{name}', 'OTP_APPLIED', 'user@example.com', 'ja', 1795132800000, 'PENDING', 2, 1795132860000, 'ConnectException', null);
insert into SEKISHO_NOTICE (ID, REALM_ID, USER_ID, KIND, RECIPIENT, LOCALE, OCCURRED_AT, STATE, ATTEMPTS, DUE_AT, LAST_ERROR, SENT_AT)
  values ('sent-{name}', 'realm-1', 'user-{name}', 'OTP_SUSPENDED', null, 'en', 1795132800000, 'SENT', 1, 1795132800000, null, 1795132801000);
