package forebay.exchange;

import forebay.route.Route;
import forebay.route.Variable;

/** What templates ask of a request, as field values may hold it. Pure. */
final class Variables {
    private Variables() {}

    static String of(Exchange exchange, Variable variable) {
        return switch (variable) {
            case CLIENT -> ForwardedHead.text(exchange.arrival().client());
            case REQUEST_ID -> exchange.arrival().id();
            case SCHEME -> exchange.request().scheme();
            case HOST -> exchange.request().authority();
            case ROUTE ->
                ForwardedHead.visible(
                        exchange.arrival().route().map(Route::name).orElse(""));
            case PRINCIPAL -> ForwardedHead.visible(exchange.caller().principal());
            case PATH -> exchange.arrival().target().encodedPath();
            case REST, STATUS, CODE, TITLE, DETAIL ->
                throw new IllegalArgumentException(variable.word() + " is no variable of a request");
        };
    }
}
