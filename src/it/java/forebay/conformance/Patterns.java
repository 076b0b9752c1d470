package forebay.conformance;

import static forebay.conformance.Row.row;

/** What many rows have in common: ask twice, and see whether the second answer came from the store. */
final class Patterns {
    private Patterns() {}

    /** The second GET is answered with what the first one got. */
    static Row reused(String section, String title, Answer answer) {
        return row(section, title, play -> {
            play.origin(answer);
            Reply first = play.get().forwarded();
            play.get().hit().status(first.status()).content(first.content());
        });
    }

    /** The second GET goes to the origin, and gets its new answer. */
    static Row notReused(String section, String title, Answer answer) {
        return row(section, title, play -> {
            play.origin(answer);
            play.get().forwarded();
            play.get().forwarded();
        });
    }

    /** Nothing is kept: the second GET goes to the origin without a validator. */
    static Row notStored(String section, String title, Answer answer) {
        return row(section, title, play -> {
            play.origin(answer);
            play.get().forwarded();
            play.get().forwarded().saysNot("stored");
            Expect.unconditional(play.last());
        });
    }

    /** The second GET goes to the origin with these conditional field lines, and gets what is stored by the 304. */
    static Row validated(String section, String title, Answer answer, String... conditions) {
        return row(section, title, play -> {
            play.origin(answer, Answer.notModified());
            Reply first = play.get().forwarded();
            Reply second = play.get().forwarded();
            for (String condition : conditions) {
                int colon = condition.indexOf(':');
                Expect.asked(
                        play.last(),
                        condition.substring(0, colon),
                        condition.substring(colon + 1).strip());
            }
            second.status(200).content(first.content());
        });
    }
}
