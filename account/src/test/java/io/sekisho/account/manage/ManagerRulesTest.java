package io.sekisho.account.manage;

import static io.sekisho.account.company.CompanyRole.ADMINISTRATOR;
import static io.sekisho.account.company.CompanyRole.MASTER;
import static io.sekisho.account.company.CompanyRole.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.account.company.CompanyRole;
import io.sekisho.account.manage.ManagerRules.Refusal;
import io.sekisho.credential.token.TokenStanding;
import io.sekisho.credential.token.TokenStanding.Status;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManagerRulesTest {

    private static final List<CompanyRole> MANAGERS = List.of(MASTER, ADMINISTRATOR);

    private static TokenStanding token(Status status) {
        return new TokenStanding(status, 1L, 1L, false);
    }

    private static Optional<Refusal> lift(CompanyRole manager, CompanyRole target, Status status) {
        return ManagerRules.refusal(ManageTask.LIFT, manager, target, false, token(status));
    }

    private static Optional<Refusal> revoke(CompanyRole manager, CompanyRole target, Status status) {
        return ManagerRules.refusal(ManageTask.REVOKE, manager, target, false, token(status));
    }

    @Test
    void thePagesAreForMastersAndAdministrators() {
        assertTrue(ManagerRules.admits(MASTER));
        assertTrue(ManagerRules.admits(ADMINISTRATOR));
        assertFalse(ManagerRules.admits(USER));
    }

    @Test
    void everyManagerLiftsTheSuspensionOfAnybodyElse() {
        for (CompanyRole manager : MANAGERS) {
            for (CompanyRole target : CompanyRole.values()) {
                assertEquals(Optional.empty(), lift(manager, target, Status.SUSPENDED), manager + " of " + target);
            }
        }
    }

    @Test
    void nobodyLiftsHisOwnSuspension() {
        for (CompanyRole manager : MANAGERS) {
            for (Status status : Status.values()) {
                assertEquals(
                        Optional.of(Refusal.ONESELF),
                        ManagerRules.refusal(ManageTask.LIFT, manager, manager, true, token(status)));
            }
        }
    }

    @Test
    void whatIsNotSuspendedIsNotLifted() {
        for (Status status : List.of(Status.NOT_ISSUED, Status.ISSUED, Status.IN_USE)) {
            assertEquals(Optional.of(Refusal.NOT_SUSPENDED), lift(MASTER, MASTER, status));
            assertEquals(Optional.of(Refusal.NOT_SUSPENDED), lift(ADMINISTRATOR, ADMINISTRATOR, status));
            assertEquals(Optional.of(Refusal.NOT_SUSPENDED), lift(ADMINISTRATOR, USER, status));
        }
    }

    @Test
    void anAdministratorIsNotToldOfAMasterUnlessTheMasterIsSuspended() {
        for (Status status : List.of(Status.NOT_ISSUED, Status.ISSUED, Status.IN_USE)) {
            assertEquals(Optional.of(Refusal.NOT_THERE), lift(ADMINISTRATOR, MASTER, status));
        }
    }

    @Test
    void aSuspensionThatLiftingDoesNotHelpIsNotLifted() {
        assertEquals(
                Optional.of(Refusal.EXHAUSTED),
                ManagerRules.refusal(
                        ManageTask.LIFT, MASTER, USER, false, new TokenStanding(Status.SUSPENDED, 1L, 1L, true)));
    }

    @Test
    void whatIsIssuedOrInUseIsRevokedUpToOnesOwnRank() {
        for (Status status : List.of(Status.ISSUED, Status.IN_USE, Status.SUSPENDED)) {
            for (CompanyRole target : CompanyRole.values()) {
                assertEquals(Optional.empty(), revoke(MASTER, target, status));
            }
            assertEquals(Optional.empty(), revoke(ADMINISTRATOR, ADMINISTRATOR, status));
            assertEquals(Optional.empty(), revoke(ADMINISTRATOR, USER, status));
            assertEquals(Optional.of(Refusal.NOT_THERE), revoke(ADMINISTRATOR, MASTER, status));
        }
    }

    @Test
    void aManagerRevokesHisOwnToken() {
        for (CompanyRole manager : MANAGERS) {
            assertEquals(
                    Optional.empty(),
                    ManagerRules.refusal(ManageTask.REVOKE, manager, manager, true, token(Status.IN_USE)));
        }
    }

    @Test
    void whereThereIsNoTokenNothingIsRevoked() {
        assertEquals(Optional.of(Refusal.NOTHING_TO_REVOKE), revoke(MASTER, USER, Status.NOT_ISSUED));
        assertEquals(Optional.of(Refusal.NOT_THERE), revoke(ADMINISTRATOR, MASTER, Status.NOT_ISSUED));
    }

    @Test
    void theListsShowNobodyAboveButWhoeverIsSuspended() {
        assertEquals(Set.of(MASTER, ADMINISTRATOR, USER), ManagerRules.listed(MASTER));
        assertEquals(Set.of(ADMINISTRATOR, USER), ManagerRules.listed(ADMINISTRATOR));
        assertEquals(Set.of(ADMINISTRATOR, USER), ManagerRules.listed(ADMINISTRATOR, ManageTask.REVOKE));
        assertEquals(Set.of(MASTER, ADMINISTRATOR, USER), ManagerRules.listed(ADMINISTRATOR, ManageTask.LIFT));
        assertTrue(ManagerRules.listsOneself(ManageTask.REVOKE));
        assertFalse(ManagerRules.listsOneself(ManageTask.LIFT));
    }
}
