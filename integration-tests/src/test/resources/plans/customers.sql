-- Customers with the numbers from plans.first on, up to before plans.behind, a quarter of them in each of the realms plans-…, with everything that Sekisho may
-- know of one. Nobody logs in as one of them: their seeds look sealed under the key k1, and open to nobody.

-- What rows refer to is there; to have that looked up would take as long as all the rest.
set session_replication_role = replica;

create unlogged table plans_customer as
    select g, md5('customer' || g)::uuid::text as id, md5('credential' || g)::uuid::text as credential_id, r.id as realm_id, r.name as realm,
        'sekisho1.k1.' || left(md5('a' || g) || md5('b' || g) || md5('c' || g), 80) as seed
    from generate_series(current_setting('plans.first')::int, current_setting('plans.behind')::int - 1) g join (select id, name, row_number() over (order by name) - 1 as number from realm where name like 'plans-%') r on r.number = g % 4;

insert into user_entity (id, username, email, email_constraint, email_verified, enabled, first_name, last_name, realm_id, created_timestamp, not_before)
    select id, 'customer-' || g, 'customer-' || g || '@example.com', 'customer-' || g || '@example.com', true, true, 'その' || g, '利用者', realm_id, 1700000000000 + g, 0 from plans_customer;

insert into user_role_mapping (role_id, user_id)
    select r.default_role, c.id from plans_customer c join realm r on r.id = c.realm_id;

insert into credential (id, type, user_id, created_date, secret_data, credential_data, priority, version)
    select md5(t || g)::uuid::text, t, id, 1700000000000 + g, '{"value":"AAAA","salt":"AAAA"}', '{"algorithm":"pbkdf2-sha512","hashIterations":1000}', 10, 0 from plans_customer, unnest(array['password', 'transaction-password']) t;
insert into credential (id, type, user_id, created_date, secret_data, credential_data, priority, version)
    select credential_id, 'otp', id, 1700000000000 + g, '{"value":"' || seed || case when g % 100 = 3 then '.suspended-' || (1700000000000 + g) || '-0-0' else '' end || '"}',
        '{"subType":"totp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1","secretEncoding":"BASE32"}', 20, 0 from plans_customer where g % 10 < 7;

insert into sekisho_attempt (user_id, factor, realm_id, failures, failures_in_all, suspended_at)
    select id, 'otp', realm_id, 0, 0, case when g % 100 = 3 then 1700000000000 + g end from plans_customer;
insert into sekisho_otp_state (credential_id, realm_id, user_id, accepted_factor, redisplays, enrolled_in)
    select credential_id, realm_id, id, 56666666, 0, md5('session' || g) from plans_customer;
insert into sekisho_token_holder (user_id, realm_id, started_at, mail_day, mails)
    select id, realm_id, 1700000000000 + g, 19000, 1 from plans_customer;
insert into sekisho_token_issue (realm_id, token_user_id, user_id, address, seed, algorithm, digits, period_seconds, issued_at, expires_at, mailed_at)
    select realm_id, 'F' || g, id, 'phone@mobile.example.com', case when g % 3 > 0 then seed end, 'HmacSHA1', 6, 30, 1700000000000 + g,
        case when g % 2 = 0 then 4000000000000 else extract(epoch from now()) * 1000 end, 1700000000000 + g
    from plans_customer;
-- Two of each, one in a hundred of them to be tried again tomorrow or given up.
insert into sekisho_notice (id, realm_id, user_id, kind, recipient, locale, occurred_at, state, attempts, due_at)
    select md5('notice' || n || '-' || g)::uuid::text, realm_id, id, 'OTP_APPLIED', 'customer@example.com', 'ja', 1700000000000 + g,
        case n * 100 + g % 100 when 107 then 'FAILED' when 108 then 'PENDING' else 'SENT' end, 1,
        case n * 100 + g % 100 when 108 then extract(epoch from now()) * 1000 + 86400000 else 4000000000000 end
    from plans_customer, generate_series(1, 2) n;

-- All of one realm, a few of them lost.
insert into sekisho_token (realm_id, token_id, vendor, model, seed, algorithm, digits, period_seconds, drift_steps, status, user_id, credential_id, since, import_id)
    select r.id, 'T' || lpad(g::text, 8, '0'), 'Example Tokens', 'ET-1', seed, 'HmacSHA1', 6, 30, 0, case when c.realm = 'plans-binds' then 'BOUND' when g % 1000 = 2 then 'LOST' when g % 50 = 1 then 'RETIRED' else 'FREE' end,
        case when c.realm = 'plans-binds' then c.id end, case when c.realm = 'plans-binds' then c.credential_id end, 1700000000000, md5('import')::uuid::text
    from plans_customer c, realm r where r.name = 'plans-binds';

-- Five hundred users in the test's company, the others in companies of 25; and as many in groups that are no company.
insert into keycloak_group (id, name, parent_group, realm_id, type)
    select distinct md5('company' || g / 100)::uuid::text, 'L' || g / 100, p.id, p.realm_id, 0
    from plans_customer c join keycloak_group p on p.realm_id = c.realm_id where c.realm = 'plans-companies' and g >= 2000 and p.name = 'companies';
insert into user_group_membership (group_id, user_id, membership_type)
    select case when g < 2000 then (select t.id from keycloak_group t join realm r on r.id = t.realm_id where r.name = 'plans-companies' and t.name ~ '^C[0-9]+$' order by t.name limit 1)
        else md5('company' || g / 100)::uuid::text end, id, 'UNMANAGED'
    from plans_customer where realm = 'plans-companies';
insert into keycloak_group (id, name, parent_group, realm_id, type)
    select md5('group' || id)::uuid::text, 'branch', ' ', id, 0 from realm where name like 'plans-%' on conflict do nothing;
insert into user_group_membership (group_id, user_id, membership_type)
    select md5('group' || realm_id)::uuid::text, id, 'UNMANAGED' from plans_customer;

insert into event_entity (id, client_id, details_json, ip_address, realm_id, event_time, type, user_id)
    select md5('event' || g)::uuid::text, 'otp-service', '{}', '192.0.2.1', realm_id, extract(epoch from now()) * 1000 - g, 'LOGIN', id from plans_customer;

drop table plans_customer;

vacuum analyze
