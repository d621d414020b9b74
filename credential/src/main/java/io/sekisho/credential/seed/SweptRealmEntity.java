package io.sekisho.credential.seed;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A realm through whose seeds a sweep has gone, and what it has found. */
@Entity
@Table(name = "SEKISHO_SWEPT_REALM")
@NamedQuery(
        name = "sekishoSweptRealms",
        query = "select s.realmId, s.activeKey, s.sweptAt from SweptRealmEntity s where s.activeKey is not null")
@NamedQuery(name = "sekishoNoteSweptRealm", query = """
        update SweptRealmEntity s set s.activeKey = :activeKey, s.sweptAt = :now where s.realmId = :realmId and s.doubts = :doubts""")
@NamedQuery(
        name = "sekishoDoubtSweptRealm",
        query = "update SweptRealmEntity s set s.activeKey = null, s.doubts = s.doubts + 1 where s.realmId = :realmId")
@NamedQuery(
        name = "sekishoDeleteSweptRealmsByRealm",
        query = "delete from SweptRealmEntity s where s.realmId = :realmId")
public class SweptRealmEntity {

    @Id
    @Column(name = "REALM_ID")
    private String realmId;

    /** Under which all seeds were; null where that is not known. */
    @Column(name = "ACTIVE_KEY")
    private @Nullable String activeKey;

    @Column(name = "SWEPT_AT")
    private long sweptAt;

    /** How often something has come in since that may be under no key, or another one. */
    @Column(name = "DOUBTS")
    private int doubts;

    protected SweptRealmEntity() {}

    SweptRealmEntity(String realmId) {
        this.realmId = realmId;
    }

    @Nullable
    String activeKey() {
        return activeKey;
    }

    long sweptAt() {
        return sweptAt;
    }

    int doubts() {
        return doubts;
    }
}
