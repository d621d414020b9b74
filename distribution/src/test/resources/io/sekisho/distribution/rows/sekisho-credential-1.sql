insert into SEKISHO_ATTEMPT (USER_ID, FACTOR, REALM_ID, FAILURES, FAILURES_IN_ALL, SUSPENDED_AT)
  values ('user-{name}', 'otp', 'realm-1', 5, 17, 1795132800000);
insert into SEKISHO_ATTEMPT (USER_ID, FACTOR, REALM_ID, FAILURES, FAILURES_IN_ALL, SUSPENDED_AT)
  values ('user-{name}', 'transaction-password', 'realm-1', 0, 0, null);
insert into SEKISHO_OTP_STATE (CREDENTIAL_ID, REALM_ID, USER_ID, ACCEPTED_FACTOR, VOID_FACTOR, REDISPLAY_DAY, REDISPLAYS)
  values ('credential-{name}', 'realm-1', 'user-{name}', 59837760, 59837761, 20776, 2);
insert into SEKISHO_OTP_STATE (CREDENTIAL_ID, REALM_ID, USER_ID, ACCEPTED_FACTOR, VOID_FACTOR, REDISPLAY_DAY, REDISPLAYS)
  values ('unused-{name}', 'realm-1', 'other-{name}', null, null, null, 0);
