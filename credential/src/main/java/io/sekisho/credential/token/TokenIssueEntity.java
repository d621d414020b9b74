package io.sekisho.credential.token;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A token that was issued and is not in use yet; at most one for each customer, the newest. */
@Entity
@Table(name = "SEKISHO_TOKEN_ISSUE")
@IdClass(TokenIssueEntity.Key.class)
@NamedQuery(name = "sekishoTokenIssueOfUser", query = "select i from TokenIssueEntity i where i.userId = :userId")
@NamedQuery(name = "sekishoDeleteTokenIssuesByUser", query = "delete from TokenIssueEntity i where i.userId = :userId")
@NamedQuery(
        name = "sekishoDeleteTokenIssuesByRealm",
        query = "delete from TokenIssueEntity i where i.realmId = :realmId")
@NamedQuery(
        name = "sekishoDeleteOutlivedTokenIssues",
        query = "delete from TokenIssueEntity i where i.expiresAt < :before")
public class TokenIssueEntity {

    /**
     * @param realmId Keycloak's id of the realm
     * @param tokenUserId ユーザID: what the customer types in the app
     */
    public record Key(String realmId, String tokenUserId) implements Serializable {}

    @Id
    @Column(name = "REALM_ID")
    private String realmId;

    @Id
    @Column(name = "TOKEN_USER_ID")
    private String tokenUserId;

    @Column(name = "USER_ID")
    private String userId;

    @Column(name = "ADDRESS")
    private String address;

    /** Sealed; null once the issue is void. */
    @Column(name = "SEED")
    private @Nullable String seed;

    @Column(name = "ALGORITHM")
    private String algorithm;

    @Column(name = "DIGITS")
    private int digits;

    @Column(name = "PERIOD_SECONDS")
    private int periodSeconds;

    /** Hash and its parameters; null once used, or void. */
    @Column(name = "START_PASSWORD_HASH")
    private @Nullable String startPasswordHash;

    @Column(name = "START_PASSWORD_DATA")
    private @Nullable String startPasswordData;

    @Column(name = "FAILURES")
    private int failures;

    @Column(name = "ISSUED_AT")
    private long issuedAt;

    @Column(name = "EXPIRES_AT")
    private long expiresAt;

    @Column(name = "ACTIVATED_AT")
    private @Nullable Long activatedAt;

    @Column(name = "MAILED_AT")
    private long mailedAt;

    @Column(name = "NOTICE_ID")
    private @Nullable String noticeId;

    protected TokenIssueEntity() {}

    TokenIssueEntity(String realmId, String userId, TokenIssue issue, String seed, StartPassword.Hash startPassword) {
        this.realmId = realmId;
        this.userId = userId;
        this.tokenUserId = issue.tokenUserId();
        this.address = issue.address();
        this.seed = seed;
        this.algorithm = issue.algorithm();
        this.digits = issue.digits();
        this.periodSeconds = issue.periodSeconds();
        this.startPasswordHash = startPassword.secretData();
        this.startPasswordData = startPassword.credentialData();
        this.issuedAt = issue.issuedAt();
        this.expiresAt = issue.expiresAt();
        this.mailedAt = issue.mailedAt();
    }

    TokenIssue view() {
        return new TokenIssue(
                tokenUserId,
                address,
                algorithm,
                digits,
                periodSeconds,
                issuedAt,
                expiresAt,
                activatedAt,
                seed == null,
                mailedAt,
                noticeId);
    }

    String userId() {
        return userId;
    }

    @Nullable
    String seed() {
        return seed;
    }

    /** Null once used, or void. */
    StartPassword.@Nullable Hash startPassword() {
        return startPasswordHash == null || startPasswordData == null
                ? null
                : new StartPassword.Hash(startPasswordData, startPasswordHash);
    }

    /**
     * The start password was wrong once more.
     *
     * @param maxFailures that void the issue
     */
    void countFailure(int maxFailures) {
        failures++;
        if (failures >= maxFailures) {
            seed = null;
            forgetStartPassword();
        }
    }

    /**
     * The seed is handed out, once.
     *
     * @param expiresAt until when the customer can confirm it
     */
    void activate(long now, long expiresAt) {
        activatedAt = now;
        this.expiresAt = Math.max(this.expiresAt, expiresAt);
        forgetStartPassword();
    }

    private void forgetStartPassword() {
        startPasswordHash = null;
        startPasswordData = null;
    }

    /**
     * A mail with the IDs was left for delivery.
     *
     * @param noticeId of that mail
     */
    void mailed(long now, String noticeId) {
        this.mailedAt = now;
        this.noticeId = noticeId;
    }
}
