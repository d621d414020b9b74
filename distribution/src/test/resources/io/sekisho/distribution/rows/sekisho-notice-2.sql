insert into SEKISHO_NOTICE (ID, REALM_ID, USER_ID, KIND, RECIPIENT, LOCALE, OCCURRED_AT, STATE, ATTEMPTS, DUE_AT, LAST_ERROR, SENT_AT, FACTS)
  values ('facts-{name}', 'realm-1', 'user-{name}', 'TOKEN_ISSUED', 'user@example.com', 'ja', 1795132800000, 'FAILED', 30, 1795132800000, 'ConnectException', null, '{"serviceId":"SB01"}');
