package forebay.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * What an operator's purge names. Of one origin, but for {@link Kind#ALL}: no application purges what is another's.
 *
 * @param kind which of the names it is
 * @param origin the URI itself for {@link Kind#URL}; for a prefix the origin with the path that begins what is meant;
 *     else any URI of the origin
 * @param tag name of the tag; empty but for {@link Kind#TAG}
 */
public record PurgeScope(Kind kind, PlainUri origin, String tag) {
    /** What a scope names. */
    public enum Kind {
        /** One URI, all its variants, under every key rule. */
        URL(1),
        /** A path and all below it, by whole segments. */
        PREFIX(2),
        /** What an origin put a tag on. */
        TAG(3),
        /** Everything that is stored. */
        ALL(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no scope has the kind " + code);
        }
    }

    /** Most segments of a path that a prefix may have: of longer paths the first so many count. */
    public static final int MOST_SEGMENTS = PurgeBuckets.MOST_PREFIXES - 1;

    private static final PlainUri NOWHERE = PlainUri.of("", "", "", Optional.empty());

    /** All that is stored. */
    public static final PurgeScope ALL = new PurgeScope(Kind.ALL, NOWHERE, "");

    /** One URI. */
    public static PurgeScope url(PlainUri uri) {
        return new PurgeScope(Kind.URL, uri, "");
    }

    /** A path and all below it. */
    public static PurgeScope prefix(PlainUri uri) {
        String path = uri.encodedPath();
        String whole = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return new PurgeScope(Kind.PREFIX, PlainUri.of(uri.scheme(), uri.authority(), whole, Optional.empty()), "");
    }

    /** What carries {@code tag}, at the origin of {@code uri}. */
    public static PurgeScope tag(PlainUri uri, String tag) {
        return new PurgeScope(Kind.TAG, PlainUri.of(uri.scheme(), uri.authority(), "/", Optional.empty()), tag);
    }

    /** This as bytes, for other nodes. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(kind.code);
            out.writeUTF(origin.scheme());
            out.writeUTF(origin.authority());
            out.writeUTF(origin.encodedPath());
            out.writeBoolean(origin.query().isPresent());
            out.writeUTF(origin.query().orElse(""));
            out.writeUTF(tag);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * What {@link #encode} wrote.
     *
     * @throws IllegalArgumentException where it wrote no such thing
     */
    public static PurgeScope decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Kind kind = Kind.of(in.readUnsignedByte());
            String scheme = in.readUTF();
            String authority = in.readUTF();
            String path = in.readUTF();
            boolean asks = in.readBoolean();
            String query = in.readUTF();
            PlainUri uri = PlainUri.of(scheme, authority, path, asks ? Optional.of(query) : Optional.empty());
            return new PurgeScope(kind, uri, in.readUTF());
        } catch (IOException e) {
            throw new IllegalArgumentException("a scope breaks off", e);
        }
    }

    /** For people: the kind and what it names. */
    @Override
    public String toString() {
        return switch (kind) {
            case URL -> "url " + origin;
            case PREFIX -> "prefix " + origin;
            case TAG -> "tag " + tag + " of " + origin.scheme() + "://" + origin.authority();
            case ALL -> "all";
        };
    }
}
