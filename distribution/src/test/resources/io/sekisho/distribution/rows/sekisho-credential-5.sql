insert into SEKISHO_OTP_STATE (CREDENTIAL_ID, REALM_ID, USER_ID, ACCEPTED_FACTOR, VOID_FACTOR, REDISPLAY_DAY, REDISPLAYS, DRIFT_STEPS, LOST, OF_TOKEN)
  values ('issued-{name}', 'realm-1', 'user-{name}', 59837760, null, null, 0, null, false, true);
insert into SEKISHO_ATTEMPT (USER_ID, FACTOR, REALM_ID, FAILURES, FAILURES_IN_ALL, SUSPENDED_AT, COMPARISON_DAY, COMPARISONS)
  values ('compared-{name}', 'transaction-password', 'realm-1', 0, 0, null, 20778, 2);
