package io.sekisho.account.manage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;

/** A page of a list of users: of all whom the manager sees, or of those for whom there is something to do. */
public final class ManageListBean extends ManagePage {

    /** Users of one page. */
    static final int PAGE_SIZE = 50;

    private final ManageTask task;
    private final String companyName;
    private final String search;
    private final long total;
    private final int page;
    private final List<User> users;

    /**
     * @param task   null for the list of all
     * @param search as typed; empty if nothing is searched for
     * @param total  users on all pages
     * @param page   from 1
     */
    ManageListBean(
            String basePath,
            String stateChecker,
            ManageTask task,
            String companyName,
            String search,
            long total,
            int page,
            List<User> users) {
        super(basePath, stateChecker);
        this.task = task;
        this.companyName = companyName;
        this.search = search;
        this.total = total;
        this.page = page;
        this.users = users;
    }

    /** How many pages so many users take; one if there are none. */
    static int pages(long total) {
        return (int) Math.max(1, (total + PAGE_SIZE - 1) / PAGE_SIZE);
    }

    /**
     * Which page is meant, between the first and the last one.
     *
     * @param asked as it stands in the address, or null
     */
    static int page(String asked, long total) {
        if (asked == null || !asked.matches("[0-9]{1,9}")) {
            return 1;
        }
        return Math.max(1, Math.min(Integer.parseInt(asked), pages(total)));
    }

    /** The query of the address that shows a page of the list. */
    static String query(String search, int page) {
        String words = search.isEmpty() ? "" : "search=" + URLEncoder.encode(search, UTF_8);
        String number = page == 1 ? "" : "page=" + page;
        return words + (words.isEmpty() || number.isEmpty() ? "" : "&") + number;
    }

    /** {@code lift-suspension}, {@code revoke-token}, or empty for the list of all. */
    public String getTask() {
        return task == null ? "" : task.path();
    }

    public String getLiftUrl() {
        return url(ManageTask.LIFT);
    }

    public String getRevokeUrl() {
        return url(ManageTask.REVOKE);
    }

    public String getCompanyName() {
        return companyName;
    }

    /** This list from its first page, without a search. */
    public String getListUrl() {
        return task == null ? getManageUrl() : url(task);
    }

    /** Empty if nothing is searched for. */
    public String getSearch() {
        return search;
    }

    public long getTotal() {
        return total;
    }

    /** Number of the first user of this page, from 1. */
    public long getFrom() {
        return (page - 1L) * PAGE_SIZE + 1;
    }

    /** Number of the last user of this page. */
    public long getTo() {
        return getFrom() + users.size() - 1;
    }

    public int getPage() {
        return page;
    }

    public int getPages() {
        return pages(total);
    }

    /** What the address of this page holds besides its path; empty for the first page without a search. */
    public String getQuery() {
        return query(search, page);
    }

    /** Empty on the first page. */
    public String getPreviousUrl() {
        return page == 1 ? "" : pageUrl(page - 1);
    }

    /** Empty on the last page. */
    public String getNextUrl() {
        return page == getPages() ? "" : pageUrl(page + 1);
    }

    public String getFirstUrl() {
        return pageUrl(1);
    }

    public String getLastUrl() {
        return pageUrl(getPages());
    }

    private String pageUrl(int number) {
        String query = query(search, number);
        return getListUrl() + (query.isEmpty() ? "" : "?" + query);
    }

    public List<User> getUsers() {
        return users;
    }
}
