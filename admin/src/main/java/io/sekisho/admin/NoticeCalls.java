package io.sekisho.admin;

import io.sekisho.account.Problem;
import io.sekisho.notice.NoticeOutbox;
import io.sekisho.notice.UndeliveredNotice;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.fgap.UserPermissionEvaluator;

/** What the staff do with mails that have not been sent: see why, and have one sent again. */
final class NoticeCalls {

    private final StaffCall call;
    private final RealmModel realm;
    private final NoticeOutbox outbox;

    NoticeCalls(StaffCall call) {
        this.call = call;
        this.realm = call.realm();
        this.outbox = new NoticeOutbox(call.session());
    }

    /**
     * A page of those that have not been sent, the oldest first, without those of customers whom the caller may not
     * see.
     */
    List<UndeliveredNotice> undelivered(String first, String max) {
        call.requireService();
        call.requireView();
        StaffCall.Page page = StaffCall.Page.of(first, max);
        if (call.seesEverybody()) {
            return outbox.undelivered(realm, page.first(), page.max());
        }
        Map<String, Boolean> seen = new HashMap<>();
        return outbox.undelivered(
                realm,
                userId -> seen.computeIfAbsent(
                        userId,
                        id -> customer(id).filter(call.auth().users()::canView).isPresent()),
                page.first(),
                page.max());
    }

    /** Puts one that was given up back in the queue. */
    void retry(String asked) {
        call.requireService();
        Optional<String> id = StaffCall.id(asked);
        if (!call.managesEverybody()) {
            UserPermissionEvaluator users = call.auth().users();
            StaffCall.permitted(
                    id.flatMap(one -> outbox.customer(realm, one)).flatMap(this::customer),
                    users::canManage,
                    users::canView,
                    users.canView(),
                    NoticeCalls::notToBeSent,
                    "There is no such notice, or the caller lacks the right to manage its customer: manage-users, or a permission for this user.");
        }
        if (id.filter(one -> outbox.retry(realm, one)).isEmpty()) {
            throw notToBeSent();
        }
    }

    /** Empty also where the customer cannot be found now. */
    private Optional<UserModel> customer(String userId) {
        return Optional.ofNullable(call.session().users().getUserById(realm, userId));
    }

    private static WebApplicationException notToBeSent() {
        return Problem.of(
                Response.Status.CONFLICT,
                "Not to be sent",
                "There is no such notice, it has been sent or is being sent, its code has expired, or the customer has no e-mail address.");
    }
}
