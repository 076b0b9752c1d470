package forebay.route;

/**
 * What a route answers by itself, without a pool.
 *
 * @param status from 200 to 599
 * @param contentType of the content
 * @param content as text; empty for none
 */
public record FixedAnswer(int status, String contentType, String content) {}
