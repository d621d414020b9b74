package io.sekisho.account.manage;

import io.sekisho.account.CustomerPages;
import io.sekisho.account.company.Companies;
import io.sekisho.account.company.Company;
import io.sekisho.account.company.CompanyRole;
import io.sekisho.account.company.Member;
import io.sekisho.account.company.MemberQuery;
import io.sekisho.account.manage.ManagerRules.Refusal;
import io.sekisho.account.token.TokenRevocation;
import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.FactorChange;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.otp.OtpDevices;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.credential.token.TokenFilter;
import io.sekisho.credential.token.TokenStanding;
import io.sekisho.credential.token.TokenStandings;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.LocalTimes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.ErrorPage;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * 利用者管理: the pages on which the master and the administrator users of a company see its users, lift a suspension and
 * revoke a token. Who the manager is, of which company, and how the other one stands is read anew at each request. A
 * user of another company and an id that nobody has are answered alike.
 */
public final class ManageResource {

    /** Below the service. */
    public static final String PATH = "manage";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final CustomerPages pages;
    private final Companies companies;

    public ManageResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.pages = new CustomerPages(session);
        this.companies = Companies.of(session);
    }

    /** Whether a customer is to be shown the way to these pages. */
    public static boolean admits(KeycloakSession session, UserModel user) {
        Companies companies = Companies.of(session);
        return IssuedTokens.offered(session.getContext().getRealm())
                && companies.companyOf(user).isPresent()
                && ManagerRules.admits(companies.roleOf(user));
    }

    /** The menu, with all users whom the manager sees. */
    @GET
    public Response menu(@QueryParam("search") String search, @QueryParam("page") String page) {
        return users(null, search, page);
    }

    /** The users for whom a task can be done. */
    @GET
    @Path("{task}")
    public Response list(
            @PathParam("task") String path, @QueryParam("search") String search, @QueryParam("page") String page) {
        Optional<ManageTask> task = ManageTask.ofPath(path);
        return task.isEmpty() ? pages.refused(Response.Status.NOT_FOUND) : users(task.get(), search, page);
    }

    private Response users(ManageTask task, String typed, String asked) {
        String search = typed == null ? "" : typed.strip();
        URI list = task == null ? pages.uri(PATH) : uri(task);
        String query = ManageListBean.query(
                search, asked != null && asked.matches("[0-9]{1,9}") ? Integer.parseInt(asked) : 1);
        URI here = query.isEmpty()
                ? list
                : UriBuilder.fromUri(list).replaceQuery(query).build();
        return show(here, (auth, manager) -> {
            MemberQuery members = task == null
                    ? new MemberQuery(search, ManagerRules.listed(manager.role()), TokenFilter.ALL, null)
                    : new MemberQuery(
                            search,
                            ManagerRules.listed(manager.role(), task),
                            task.filter(),
                            ManagerRules.listsOneself(task)
                                    ? null
                                    : manager.user().getId());
            long total = companies.count(manager.company(), members);
            int page = ManageListBean.page(asked, total);
            List<Member> found = companies.members(
                    manager.company(), members, (page - 1) * ManageListBean.PAGE_SIZE, ManageListBean.PAGE_SIZE);
            Map<String, TokenStanding> standings = TokenStandings.of(session)
                    .find(found.stream().map(Member::userId).toList());
            List<ManagePage.User> users = found.stream()
                    .map(member -> user(
                            manager,
                            member,
                            standings.get(member.userId()),
                            task == null ? "" : uri(task, member.userId()).getPath()))
                    .toList();
            return pages.form(manager.user())
                    .setAttribute(
                            "manage",
                            new ManageListBean(
                                    basePath(),
                                    pages.stateChecker(),
                                    task,
                                    manager.company().name(),
                                    search,
                                    total,
                                    page,
                                    users))
                    .createForm(task == null ? "sekisho-manage.ftl" : "sekisho-manage-list.ftl");
        });
    }

    /** One user before a task; or what has been done, once. */
    @GET
    @Path("{task}/{user}")
    public Response user(@PathParam("task") String path, @PathParam("user") String userId) {
        Optional<ManageTask> known = ManageTask.ofPath(path);
        if (known.isEmpty()) {
            return pages.refused(Response.Status.NOT_FOUND);
        }
        ManageTask task = known.get();
        return show(uri(task, userId), (auth, manager) -> {
            Optional<Member> target = companies.member(manager.company(), userId);
            if (target.isEmpty()) {
                return refused(manager, Refusal.NOT_THERE);
            }
            TokenStanding standing = TokenStandings.of(session).find(userId);
            Optional<ManageNote> note = ManageNote.find(auth.session(), task, userId);
            if (note.isPresent() && note.get().done() && !note.get().shown()) {
                note.get().said(auth.session());
                return result(manager, task, target.get(), standing, note.get());
            }
            Optional<Refusal> refusal =
                    ManagerRules.refusal(task, manager.role(), target.get().role(), manager.is(userId), standing);
            if (refusal.isPresent() && refusal.get().status() != Response.Status.CONFLICT) {
                // A master is not to be seen any more as soon as an administrator has freed him.
                return note.map(ManageNote::done).orElse(false)
                        ? Response.seeOther(uri(task)).build()
                        : refused(manager, refusal.get());
            }
            note.ifPresent(said -> said.said(auth.session()));
            return details(
                    manager,
                    task,
                    target.get(),
                    standing,
                    refusal,
                    note.map(ManageNote::errors).orElse(List.of()));
        });
    }

    private Response details(
            Manager manager,
            ManageTask task,
            Member target,
            TokenStanding standing,
            Optional<Refusal> refusal,
            List<FormMessage> errors) {
        String reason = refusal.map(Refusal::messageKey)
                .orElse(task == ManageTask.REVOKE && !hasToken(manager) ? "sekishoManageNoOwnToken" : "");
        LoginFormsProvider form = pages.form(manager.user());
        if (reason.isEmpty()) {
            errors.forEach(form::addError);
        }
        return form.setAttribute(
                        "manage",
                        new ManageUserBean(
                                basePath(),
                                pages.stateChecker(),
                                task,
                                user(
                                        manager,
                                        target,
                                        standing,
                                        uri(task, target.userId()).getPath()),
                                reason,
                                OtpDevices.of(manager.user(), null)))
                .createForm("sekisho-manage-user.ftl");
    }

    private boolean hasToken(Manager manager) {
        return OtpCredentials.of(session).find(manager.user()).isPresent();
    }

    private Response result(Manager manager, ManageTask task, Member target, TokenStanding standing, ManageNote note) {
        return pages.form(manager.user())
                .setAttribute(
                        "manage",
                        new ManageResultBean(
                                basePath(),
                                pages.stateChecker(),
                                task,
                                user(manager, target, standing, ""),
                                note.notBefore() == null ? "" : LocalTimes.notBefore(note.notBefore(), zone())))
                .createForm("sekisho-manage-result.ftl");
    }

    /** Does a task, after the proof. */
    @POST
    @Path("{task}/{user}")
    public Response act(
            @PathParam("task") String path,
            @PathParam("user") String userId,
            @FormParam(CustomerPages.STATE_CHECKER) String stateChecker,
            @FormParam(ManageProof.TRANSACTION_PASSWORD) String transactionPassword,
            @FormParam(ManageProof.OTP) String code,
            @FormParam(OtpDevices.FIELD) String device) {
        Optional<ManageTask> known = ManageTask.ofPath(path);
        if (known.isEmpty()) {
            return pages.refused(Response.Status.NOT_FOUND);
        }
        ManageTask task = known.get();
        ManageProof.Typed typed = new ManageProof.Typed(transactionPassword, code, device);
        return ifOffered(() -> pages.take(
                uri(task, userId),
                stateChecker,
                auth -> asManager(auth, manager -> act(auth.session(), manager, task, userId, typed))));
    }

    private Response act(
            UserSessionModel userSession, Manager manager, ManageTask task, String userId, ManageProof.Typed typed) {
        Optional<Member> target = companies.member(manager.company(), userId);
        Optional<Refusal> refusal = target.isEmpty()
                ? Optional.of(Refusal.NOT_THERE)
                : ManagerRules.refusal(
                        task,
                        manager.role(),
                        target.get().role(),
                        manager.is(userId),
                        TokenStandings.of(session).find(userId));
        if (refusal.isPresent()) {
            // The form sent twice, the second time when it was done: that is no error.
            boolean again = target.isPresent()
                    && ManageNote.find(userSession, task, userId)
                            .map(ManageNote::done)
                            .orElse(false);
            return again ? Response.seeOther(uri(task, userId)).build() : refused(manager, refusal.get());
        }
        if (task == ManageTask.REVOKE && !hasToken(manager)) {
            return Response.seeOther(uri(task, userId)).build();
        }
        EventBuilder event = event(task).detail("target", userId);
        List<FormMessage> errors = new ManageProof(session, realm, manager.user(), event).errors(task, typed);
        if (!errors.isEmpty()) {
            ManageNote.refused(task, userId, errors).keep(userSession);
            return Response.seeOther(uri(task, userId)).build();
        }
        UserModel user = session.users().getUserById(realm, userId);
        if (user == null) {
            return refused(manager, Refusal.NOT_THERE);
        }
        // Whoever comes second finds nothing to do: both hold the same row.
        boolean done = switch (task) {
            case LIFT -> AttemptGuard.of(session).lift(realm, user, Factor.OTP, by(manager, task));
            case REVOKE -> TokenRevocation.revoke(session, realm, user, by(manager, task));
        };
        if (!done) {
            return refused(manager, task == ManageTask.LIFT ? Refusal.NOT_SUSPENDED : Refusal.NOTHING_TO_REVOKE);
        }
        Long notBefore = task == ManageTask.LIFT
                ? null
                : IssuedTokens.of(session)
                        .notBefore(user)
                        .map(Instant::toEpochMilli)
                        .orElse(null);
        ManageNote.done(task, userId, notBefore).keep(userSession);
        return Response.seeOther(uri(task, userId)).build();
    }

    /** Who changes the factor of a user of the company: the manager, after a proof. */
    private ChangedBy by(Manager manager, ManageTask task) {
        return ChangedBy.manager(CustomerPages.CLIENT_ID, manager.user().getId(), ManageProof.name(task));
    }

    private EventBuilder event(ManageTask task) {
        return new EventBuilder(realm, session, session.getContext().getConnection())
                .event(task == ManageTask.LIFT ? EventType.UPDATE_CREDENTIAL : EventType.REMOVE_CREDENTIAL)
                .client(CustomerPages.CLIENT_ID)
                .detail(Details.CREDENTIAL_TYPE, Factor.OTP.credentialType())
                .detail("action", change(task).label());
    }

    private static FactorChange change(ManageTask task) {
        return switch (task) {
            case LIFT -> FactorChange.OTP_SUSPENSION_LIFTED;
            case REVOKE -> FactorChange.REVOKED;
        };
    }

    /** A page for a manager. */
    private interface ForManager {
        Response answer(AuthResult auth, Manager manager);
    }

    private Response show(URI here, ForManager page) {
        return ifOffered(() -> pages.show(here, auth -> asManager(auth, manager -> page.answer(auth, manager))));
    }

    private Response ifOffered(Supplier<Response> answer) {
        return IssuedTokens.offered(realm) && companies.offered()
                ? answer.get()
                : ErrorPage.error(session, null, Response.Status.NOT_FOUND, "sekishoServiceNotOffered");
    }

    private Response asManager(AuthResult auth, Function<Manager, Response> answer) {
        Optional<Company> company = companies.companyOf(auth.user());
        CompanyRole role = companies.roleOf(auth.user());
        if (company.isEmpty() || !ManagerRules.admits(role)) {
            return refused(auth.user(), false, "sekishoManageManagersOnly", Response.Status.FORBIDDEN);
        }
        return answer.apply(new Manager(auth.user(), company.get(), role));
    }

    private Response refused(Manager manager, Refusal refusal) {
        return refused(manager.user(), true, refusal.messageKey(), refusal.status());
    }

    private Response refused(UserModel user, boolean manager, String messageKey, Response.Status status) {
        return pages.form(user)
                .setError(messageKey)
                .setStatus(status)
                .setAttribute("manage", new ManageRefusedBean(basePath(), pages.stateChecker(), manager))
                .createForm("sekisho-manage-refused.ftl");
    }

    private ManagePage.User user(Manager manager, Member member, TokenStanding standing, String url) {
        return new ManagePage.User(member, standing, manager.is(member.userId()), url, zone());
    }

    private ZoneId zone() {
        return InstitutionSettings.of(realm).timeZone();
    }

    private String basePath() {
        return pages.serviceUri().getPath();
    }

    private URI uri(ManageTask task) {
        return pages.uri(PATH + "/" + task.path());
    }

    private URI uri(ManageTask task, String userId) {
        return UriBuilder.fromUri(uri(task)).path("{user}").build(userId);
    }
}
