insert into SEKISHO_TOKEN (REALM_ID, TOKEN_ID, VENDOR, MODEL, SEED, ALGORITHM, DIGITS, PERIOD_SECONDS, DRIFT_STEPS, LAST_STEP, STATUS, USER_ID, CREDENTIAL_ID, SINCE, IMPORT_ID)
  values ('realm-1', 'BOUND-{name}', '見本', 'T-1', 'sekisho1.k1.c2VhbGVk', 'HmacSHA1', 6, 30, -2, 59837760, 'BOUND', 'user-{name}', 'bound-{name}', 1795132800000, 'import-1');
insert into SEKISHO_TOKEN (REALM_ID, TOKEN_ID, VENDOR, MODEL, SEED, ALGORITHM, DIGITS, PERIOD_SECONDS, DRIFT_STEPS, LAST_STEP, STATUS, USER_ID, CREDENTIAL_ID, SINCE, IMPORT_ID)
  values ('realm-1', 'FREE-{name}', null, null, 'sekisho1.k1.c2VhbGVk', 'HmacSHA1', 6, 30, 0, null, 'FREE', null, null, 1795132800000, 'import-1');
insert into SEKISHO_OTP_STATE (CREDENTIAL_ID, REALM_ID, USER_ID, ACCEPTED_FACTOR, VOID_FACTOR, REDISPLAY_DAY, REDISPLAYS, DRIFT_STEPS, LOST)
  values ('bound-{name}', 'realm-1', 'user-{name}', 59837760, null, null, 0, -2, true);
