package io.sekisho.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/**
 * Problem details of an answer that is not a success (RFC 9457).
 *
 * @param title  short, the same for all problems of the kind
 * @param status of the answer
 * @param detail what to do about it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(String title, int status, String detail) {

    /** 422: the request is understood, but what it brings cannot be used (RFC 9110, section 15.5.21). */
    public static final Response.StatusType UNPROCESSABLE = new Response.StatusType() {
        @Override
        public int getStatusCode() {
            return 422;
        }

        @Override
        public Response.Status.Family getFamily() {
            return Response.Status.Family.CLIENT_ERROR;
        }

        @Override
        public String getReasonPhrase() {
            return "Unprocessable Content";
        }
    };

    private static final String MEDIA_TYPE = "application/problem+json";

    /** The detail once more, by the name by which Keycloak's own programs, such as {@code kcadm}, look for it. */
    @JsonProperty
    public String errorMessage() {
        return detail;
    }

    /** The answer itself, for what has to be committed all the same. */
    public static Response.ResponseBuilder response(Response.StatusType status, String title, String detail) {
        return Response.status(status).type(MEDIA_TYPE).entity(new Problem(title, status.getStatusCode(), detail));
    }

    /** To be thrown: ends the request, and rolls back what it has begun. */
    public static WebApplicationException of(Response.Status status, String title, String detail) {
        return new WebApplicationException(response(status, title, detail).build());
    }
}
