package io.sekisho.report;

import org.keycloak.provider.Provider;

/** Nobody asks for one: what there is to do begins with a change, and not with a call. */
interface ReportProvider extends Provider {}
