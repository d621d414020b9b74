insert into SEKISHO_OTP_STATE (CREDENTIAL_ID, REALM_ID, USER_ID, ACCEPTED_FACTOR, VOID_FACTOR, REDISPLAY_DAY, REDISPLAYS, DRIFT_STEPS, LOST, ENROLLED_IN)
  values ('enrolled-{name}', 'realm-1', 'enrolled-{name}', 59837760, null, null, 0, null, false, 'dGhlIGF1dGhlbnRpY2F0aW9uIHNlc3Npb24');
insert into SEKISHO_TOKEN_HOLDER (USER_ID, REALM_ID, STARTED_AT, NOT_BEFORE, MAIL_DAY, MAILS, UNPROVED_MAILS)
  values ('enrolled-{name}', 'realm-1', 1795132800000, null, 20776, 1, 2);
