package io.sekisho.report;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Has Keycloak start this module: it offers nothing that could be called, and listens to what others do. */
public final class ReportSpi implements Spi {

    @Override
    public boolean isInternal() {
        return true;
    }

    @Override
    public String getName() {
        return "sekisho-report";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return ReportProvider.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return ReportProviderFactory.class;
    }
}
