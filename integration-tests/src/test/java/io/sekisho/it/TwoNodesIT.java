package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sekisho.it.harness.Cluster;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.Visitor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two nodes on one database. */
@Tag("distribution")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TwoNodesIT {

    private final Cluster cluster = new Cluster("two-nodes", 2);

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    void aCustomerWhomOneNodeKnowsIsKnownToTheOther() {
        Customer customer = cluster.admin(0).newCustomer("mito");
        assertEquals("登録情報照会", new Visitor(cluster.node(1).url(), customer).login().heading());
    }
}
