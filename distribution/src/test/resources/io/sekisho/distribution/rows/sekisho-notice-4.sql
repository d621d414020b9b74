insert into SEKISHO_NOTICE (ID, REALM_ID, USER_ID, KIND, RECIPIENT, LOCALE, OCCURRED_AT, STATE, ATTEMPTS, DUE_AT, LAST_ERROR, SENT_AT, FACTS)
  values ('awaited-{name}', 'realm-1', 'user-{name}', 'MAIL_CODE', 'user@example.com', 'ja', 1795132800000, 'PENDING', 0, 1792540800000, null, null, '{"mailCode":"123456"}')
