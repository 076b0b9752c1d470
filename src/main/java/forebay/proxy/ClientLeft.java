package forebay.proxy;

/** Why an exchange with an upstream was cut short when the client left; no failure of anybody here. */
final class ClientLeft extends Exception {
    private static final long serialVersionUID = 1L;

    ClientLeft() {
        super("the client left", null, false, false);
    }
}
