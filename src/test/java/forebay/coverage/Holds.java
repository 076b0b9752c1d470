package forebay.coverage;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Requirements that every row of a test holds, by their ids; where rows differ, the first column of its
 * {@code @CsvSource} names one or several ids instead, parted by spaces. Counts on methods that run as tests only.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Holds {
    /** Ids as in requirements.txt. */
    String[] value();
}
