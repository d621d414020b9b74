package io.sekisho.requiredaction;

import io.sekisho.institution.Entrance;
import java.net.URI;

/** What the pages of a walk that began at the login page show besides the walk itself. */
public final class EntranceBean {

    private final Entrance entrance;
    private final URI back;

    public EntranceBean(Entrance entrance, URI back) {
        this.entrance = entrance;
        this.back = back;
    }

    /** {@code register} or {@code stop}. */
    public String getWalk() {
        return entrance.path();
    }

    /** Address of the login page. */
    public String getBackUrl() {
        return back.toString();
    }
}
