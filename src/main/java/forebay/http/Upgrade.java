package forebay.http;

/** The change of a connection to another protocol that HTTP/1.1 knows (RFC 9110 §7.8), as far as it is relayed. */
public final class Upgrade {
    /** The only protocol that is changed to (RFC 6455 §11.2). */
    public static final String WEBSOCKET = "websocket";

    private Upgrade() {}

    /**
     * Whether these fields ask for a change to WebSocket, or agree to it (RFC 6455 §4.1, §4.2.2). The change is one of
     * the connection, so Connection has to name Upgrade.
     */
    public static boolean toWebSocket(Fields fields) {
        return fields.contains("Upgrade")
                && names(fields, "Upgrade", WEBSOCKET)
                && names(fields, "Connection", "upgrade");
    }

    private static boolean names(Fields fields, String field, String member) {
        return FieldList.members(fields, field).stream().anyMatch(member::equalsIgnoreCase);
    }
}
