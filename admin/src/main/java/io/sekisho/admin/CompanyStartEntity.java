package io.sekisho.admin;

import io.sekisho.admin.CompanyStartProgress.State;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/**
 * The newest start of a company by one of the staff: how far it is, and which node goes on with it. What a node has
 * done for some users is committed together with this row, and not at all if another node has changed it meanwhile.
 */
@Entity
@Table(name = "SEKISHO_COMPANY_START")
@NamedQuery(
        name = "sekishoCompanyStart",
        query = "select s from CompanyStartEntity s where s.companyId = :companyId and s.adminId = :adminId")
@NamedQuery(
        name = "sekishoLapsedCompanyStarts",
        query =
                "select s from CompanyStartEntity s where s.state = :running and (s.leaseUntil <= :now or s.leaseUntil > :farthest) order by s.begunAt, s.id")
@NamedQuery(
        name = "sekishoDeleteOutlivedCompanyStarts",
        query = "delete from CompanyStartEntity s where s.state <> :running and s.endedAt < :before")
@NamedQuery(
        name = "sekishoDeleteCompanyStartsByRealm",
        query = "delete from CompanyStartEntity s where s.realmId = :realmId")
public class CompanyStartEntity {

    @Id
    @Column(name = "ID")
    private String id;

    @Column(name = "REALM_ID")
    private String realmId;

    @Column(name = "COMPANY_ID")
    private String companyId;

    @Column(name = "ADMIN_ID")
    private String adminId;

    @Column(name = "CALLER")
    private String caller;

    @Enumerated(EnumType.STRING)
    @Column(name = "STATE")
    private State state;

    @Enumerated(EnumType.STRING)
    @Column(name = "FAILURE")
    private CompanyStartFailure failure;

    @Column(name = "TOTAL")
    private int total;

    @Column(name = "STARTED")
    private int started;

    @Column(name = "ALREADY_STARTED")
    private int alreadyStarted;

    @Column(name = "LEFT_OUT")
    private int leftOut;

    @Column(name = "LAST_USER_ID")
    private String lastUserId;

    @Column(name = "NODE")
    private String node;

    @Column(name = "LEASE_UNTIL")
    private long leaseUntil;

    @Column(name = "ATTEMPTS")
    private int attempts;

    @Column(name = "BEGUN_AT")
    private long begunAt;

    @Column(name = "UPDATED_AT")
    private long updatedAt;

    @Column(name = "ENDED_AT")
    private Long endedAt;

    @Version
    @Column(name = "VERSION")
    private int version;

    protected CompanyStartEntity() {}

    CompanyStartEntity(String realmId, String companyId, String adminId) {
        this.id = UUID.randomUUID().toString();
        this.realmId = realmId;
        this.companyId = companyId;
        this.adminId = adminId;
    }

    String id() {
        return id;
    }

    String realmId() {
        return realmId;
    }

    String companyId() {
        return companyId;
    }

    String adminId() {
        return adminId;
    }

    /** As {@link StartCaller} writes it. */
    String caller() {
        return caller;
    }

    /** Up to whom it is done; null at the beginning, and in the end. */
    String lastUserId() {
        return lastUserId;
    }

    int started() {
        return started;
    }

    boolean running() {
        return state == State.RUNNING;
    }

    /** Whether it is this node's to go on with. */
    boolean runsAt(String asking) {
        return running() && node.equals(asking);
    }

    /** From the first user on. */
    void begin(String newCaller, int users, long now) {
        caller = newCaller;
        state = State.RUNNING;
        failure = null;
        total = users;
        started = 0;
        alreadyStarted = 0;
        leftOut = 0;
        lastUserId = null;
        attempts = 0;
        begunAt = now;
        updatedAt = now;
        endedAt = null;
    }

    /**
     * Gives it to a node for a while.
     *
     * @return how many nodes have had it since the last progress
     */
    int lease(String newNode, long until) {
        node = newNode;
        leaseUntil = until;
        return ++attempts;
    }

    /** @param last of these users */
    void advance(TokenStart.Result users, String last, long now, long until) {
        started += users.started();
        alreadyStarted += users.alreadyStarted();
        leftOut += users.leftOut();
        lastUserId = last;
        attempts = 0;
        updatedAt = now;
        leaseUntil = until;
    }

    /** @param reason or null if it has come to the last user */
    void end(CompanyStartFailure reason, long now) {
        state = reason == null ? State.DONE : State.FAILED;
        failure = reason;
        caller = null;
        lastUserId = null;
        updatedAt = now;
        endedAt = now;
    }

    CompanyStartProgress progress() {
        return new CompanyStartProgress(
                state,
                started,
                alreadyStarted,
                leftOut,
                total,
                time(begunAt),
                endedAt == null ? null : time(endedAt),
                failure == null ? null : failure.sentence());
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
