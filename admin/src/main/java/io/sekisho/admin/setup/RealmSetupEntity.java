package io.sekisho.admin.setup;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;

/** A realm that was set up and not torn down, and what it was before. */
@Entity
@Table(name = "SEKISHO_REALM_SETUP")
@NamedQuery(name = "sekishoRealmsSetUp", query = "select s.realmId from RealmSetupEntity s")
@NamedQuery(
        name = "sekishoDeleteRealmSetupByRealm",
        query = "delete from RealmSetupEntity s where s.realmId = :realmId")
public class RealmSetupEntity {

    @Id
    @Column(name = "REALM_ID")
    private String realmId;

    @Column(name = "RECORD")
    private String record;

    protected RealmSetupEntity() {}

    RealmSetupEntity(String realmId) {
        this.realmId = realmId;
    }

    /** As {@link SetupRecord} writes it. */
    String record() {
        return record;
    }

    void record(String json) {
        record = json;
    }
}
