package forebay.http;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * HTTP-date in its three forms (RFC 9110 §5.6.7), read strictly: the zone is GMT, every digit has its place. What does
 * not fit is no date. Letters may have any case, as RFC 9111 §4.2 asks of a cache. A day name that is well-formed but
 * does not belong to the date is let through, as the grammar does.
 */
public final class HttpDate {
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final List<String> LONG_DAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final int IMF_LENGTH = 29;
    private static final int ASCTIME_LENGTH = 24;
    /** Length of an rfc850-date without its day name. */
    private static final int RFC850_REST = 24;

    private HttpDate() {}

    /**
     * Reads a date.
     *
     * @param text the raw field value
     * @param now for dates with two-digit years, which are never more than 50 years ahead
     * @return empty where the text is no HTTP-date
     */
    public static Optional<Instant> parse(String text, Instant now) {
        if (text.length() == IMF_LENGTH && text.charAt(3) == ',') {
            return imfFixdate(text);
        }
        if (text.length() == ASCTIME_LENGTH && text.charAt(3) == ' ') {
            return asctime(text);
        }
        return rfc850(text, now);
    }

    /** Writes a date as IMF-fixdate, for years 0 to 9999; parts of a second are cut off. */
    public static String format(Instant instant) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(IMF_LENGTH);
        text.append(DAYS.get(time.getDayOfWeek().getValue() - 1)).append(", ");
        digits(text, time.getDayOfMonth(), 2).append(' ');
        text.append(MONTHS.get(time.getMonthValue() - 1)).append(' ');
        digits(text, time.getYear(), 4).append(' ');
        digits(text, time.getHour(), 2).append(':');
        digits(text, time.getMinute(), 2).append(':');
        return digits(text, time.getSecond(), 2).append(" GMT").toString();
    }

    private static StringBuilder digits(StringBuilder text, int value, int count) {
        String plain = Integer.toString(value);
        return text.append("0".repeat(Math.max(0, count - plain.length()))).append(plain);
    }

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    private static Optional<Instant> imfFixdate(String text) {
        boolean shape = indexIn(DAYS, text.substring(0, 3)) >= 0
                && text.startsWith(", ", 3)
                && text.charAt(7) == ' '
                && text.charAt(11) == ' '
                && text.charAt(16) == ' '
                && endsWithZone(text);
        return shape
                ? instant(number(text, 12, 4), text.substring(8, 11), number(text, 5, 2), text, 17)
                : Optional.empty();
    }

    /** {@code Sun Nov  6 08:49:37 1994}; a one-digit day has a space before it. */
    private static Optional<Instant> asctime(String text) {
        boolean shape = indexIn(DAYS, text.substring(0, 3)) >= 0
                && text.charAt(7) == ' '
                && text.charAt(10) == ' '
                && text.charAt(19) == ' ';
        int day = text.charAt(8) == ' ' ? number(text, 9, 1) : number(text, 8, 2);
        return shape ? instant(number(text, 20, 4), text.substring(4, 7), day, text, 11) : Optional.empty();
    }

    /** {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
    private static Optional<Instant> rfc850(String text, Instant now) {
        int comma = text.indexOf(',');
        if (comma < 0 || text.length() != comma + RFC850_REST || indexIn(LONG_DAYS, text.substring(0, comma)) < 0) {
            return Optional.empty();
        }
        boolean shape = text.charAt(comma + 1) == ' '
                && text.charAt(comma + 4) == '-'
                && text.charAt(comma + 8) == '-'
                && text.charAt(comma + 11) == ' '
                && endsWithZone(text);
        int shortYear = number(text, comma + 9, 2);
        if (!shape || shortYear < 0) {
            return Optional.empty();
        }
        String month = text.substring(comma + 5, comma + 8);
        int day = number(text, comma + 2, 2);
        int thisYear = LocalDate.ofInstant(now, ZoneOffset.UTC).getYear();
        int year = thisYear - Math.floorMod(thisYear, 100) + 100 + shortYear;
        Optional<Instant> found = instant(year, month, day, text, comma + 12);
        for (int i = 0; i < 3 && (found.isEmpty() || tooFarAhead(found.get(), now)); i++) {
            year -= 100;
            found = instant(year, month, day, text, comma + 12);
        }
        return found;
    }

    private static boolean endsWithZone(String text) {
        return text.regionMatches(true, text.length() - 4, " GMT", 0, 4);
    }

    private static int indexIn(List<String> names, String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean tooFarAhead(Instant date, Instant now) {
        LocalDateTime limit = LocalDateTime.ofInstant(now, ZoneOffset.UTC).plusYears(50);
        return LocalDateTime.ofInstant(date, ZoneOffset.UTC).isAfter(limit);
    }

    private static Optional<Instant> instant(int year, String monthName, int day, String text, int timeAt) {
        int month = indexIn(MONTHS, monthName) + 1;
        int hour = number(text, timeAt, 2);
        int minute = number(text, timeAt + 3, 2);
        int second = number(text, timeAt + 6, 2);
        boolean shape = text.charAt(timeAt + 2) == ':' && text.charAt(timeAt + 5) == ':';
        boolean range = year >= 0 && month > 0 && day > 0 && hour >= 0 && minute >= 0 && second >= 0;
        // second 60 is a leap second (RFC 9110 §5.6.7)
        boolean bounds = hour < 24 && minute < 60 && second <= 60;
        if (!shape || !range || !bounds || day > YearMonth.of(year, month).lengthOfMonth()) {
            return Optional.empty();
        }
        long epochDay = LocalDate.of(year, month, day).toEpochDay();
        return Optional.of(Instant.ofEpochSecond(epochDay * 86_400 + hour * 3_600L + minute * 60L + second));
    }

    /** The digits at {@code from}, or -1 where one of them is none. */
    private static int number(String text, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = 10 * value + (c - '0');
        }
        return value;
    }
}
