package io.sekisho.inventory;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.io.Serializable;

/**
 * A token of the inventory. Its key makes it one customer's at most, and the unique user makes it the customer's only
 * one. Rows are also written by the import, in plain SQL.
 */
@Entity
@Table(name = "SEKISHO_TOKEN")
@IdClass(TokenEntity.Key.class)
@NamedQuery(name = "sekishoTokenOfUser", query = "select t from TokenEntity t where t.userId = :userId")
@NamedQuery(
        name = "sekishoToken",
        query = "select t from TokenEntity t where t.realmId = :realmId and t.tokenId = :tokenId")
@NamedQuery(name = "sekishoTokenIds", query = """
        select t.tokenId from TokenEntity t where t.realmId = :realmId and t.tokenId between :from and :to and t.tokenId > :after order by t.tokenId""")
@NamedQuery(name = "sekishoTokenIdsByStatus", query = """
        select t.tokenId from TokenEntity t
        where t.realmId = :realmId and t.tokenId between :from and :to and t.tokenId > :after and t.status = :status order by t.tokenId""")
@NamedQuery(
        name = "sekishoTokens",
        query = "select t from TokenEntity t where t.realmId = :realmId and t.tokenId in :ids order by t.tokenId")
@NamedQuery(name = "sekishoOutdatedTokenSeeds", query = """
        select t from TokenEntity t
        where t.realmId = :realmId and t.tokenId > :afterId and t.seed not like :current escape '!' order by t.tokenId""")
@NamedQuery(name = "sekishoDeleteTokensByRealm", query = "delete from TokenEntity t where t.realmId = :realmId")
public class TokenEntity {

    /**
     * @param realmId Keycloak's id of the realm
     * @param tokenId normalised
     */
    public record Key(String realmId, String tokenId) implements Serializable {}

    @Id
    @Column(name = "REALM_ID")
    private String realmId;

    @Id
    @Column(name = "TOKEN_ID")
    private String tokenId;

    @Column(name = "VENDOR")
    private String vendor;

    @Column(name = "MODEL")
    private String model;

    /** In Base32, sealed for the token. */
    @Column(name = "SEED")
    private String seed;

    @Column(name = "ALGORITHM")
    private String algorithm;

    @Column(name = "DIGITS")
    private int digits;

    @Column(name = "PERIOD_SECONDS")
    private int periodSeconds;

    @Column(name = "DRIFT_STEPS")
    private int driftSteps;

    @Column(name = "LAST_STEP")
    private Long lastStep;

    @Enumerated(EnumType.STRING)
    @Column(name = "STATUS")
    private TokenStatus status;

    @Column(name = "USER_ID")
    private String userId;

    @Column(name = "CREDENTIAL_ID")
    private String credentialId;

    /** Milliseconds of the epoch. */
    @Column(name = "SINCE")
    private long since;

    @Column(name = "IMPORT_ID")
    private String importId;

    protected TokenEntity() {}

    /**
     * A token that is known by a customer's credential alone.
     *
     * @param seed sealed
     */
    TokenEntity(Key key, String seed, String algorithm, int digits, int periodSeconds, String importId) {
        this.realmId = key.realmId();
        this.tokenId = key.tokenId();
        this.seed = seed;
        this.algorithm = algorithm;
        this.digits = digits;
        this.periodSeconds = periodSeconds;
        this.importId = importId;
    }

    /** @param driftSteps as it is now */
    InventoryToken view(int driftSteps) {
        return new InventoryToken(
                new TokenId(tokenId),
                vendor,
                model,
                algorithm,
                digits,
                periodSeconds,
                driftSteps,
                status,
                userId,
                since);
    }

    String tokenId() {
        return tokenId;
    }

    /** Sealed. */
    String seed() {
        return seed;
    }

    void seed(String sealed) {
        this.seed = sealed;
    }

    String algorithm() {
        return algorithm;
    }

    int digits() {
        return digits;
    }

    int periodSeconds() {
        return periodSeconds;
    }

    int driftSteps() {
        return driftSteps;
    }

    /** The last time step whose code was accepted, whoever held the token; or null. */
    Long lastStep() {
        return lastStep;
    }

    TokenStatus status() {
        return status;
    }

    String userId() {
        return userId;
    }

    String credentialId() {
        return credentialId;
    }

    /** @param timeStep of the code that was accepted, by the token's clock, or null if none was asked for */
    void bind(String userId, String credentialId, Long timeStep, int driftSteps, long now) {
        this.status = TokenStatus.BOUND;
        this.userId = userId;
        this.credentialId = credentialId;
        this.since = now;
        if (timeStep != null) {
            accept(timeStep, driftSteps);
        }
    }

    /** Never goes back. */
    void accept(long timeStep, int driftSteps) {
        this.lastStep = lastStep == null ? timeStep : Math.max(lastStep, timeStep);
        this.driftSteps = driftSteps;
    }

    void moveTo(TokenStatus status, long now) {
        this.status = status;
        this.since = now;
    }

    /** It is the customer's no more: a lost one stays lost, any other one is free. */
    void release(long now) {
        release(status == TokenStatus.LOST ? TokenStatus.LOST : TokenStatus.FREE, now);
    }

    void release(TokenStatus status, long now) {
        moveTo(status, now);
        this.userId = null;
        this.credentialId = null;
    }
}
